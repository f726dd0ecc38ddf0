package dev.tubeway.services.ssh;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.util.security.SecurityUtils;

/// Private keys as people have them: OpenSSH's format, PEM and PKCS #8, encrypted or not.
final class PrivateKeys {
    private static final String ENCRYPTED_BEGIN = "-----BEGIN ENCRYPTED PRIVATE KEY-----";
    private static final String ENCRYPTED_END = "-----END ENCRYPTED PRIVATE KEY-----";

    private PrivateKeys() {}

    /// Reads all keys of a text.
    ///
    /// Errors: IOException, GeneralSecurityException whose message holds nothing of the key.
    static List<KeyPair> read(String text, FilePasswordProvider passphrases)
            throws IOException, GeneralSecurityException {
        NamedResource name = NamedResource.ofName("the private key");
        String readable = text.contains(ENCRYPTED_BEGIN)
                ? passphrases.decode(null, name, passphrase -> decrypted(text, passphrase))
                : text;
        if (readable == null) {
            return List.of();
        }
        // Texts that went through forms may have lost their last line feed, or have others.
        String lines = readable.replace("\r\n", "\n").strip() + "\n";
        var keys = new ArrayList<KeyPair>();
        Iterable<KeyPair> found = SecurityUtils.loadKeyPairIdentities(
                null, name, new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)), passphrases);
        if (found != null) {
            found.forEach(keys::add);
        }
        return keys;
    }

    /// The library reads PKCS #8 only in the clear.
    ///
    /// Source: RFC 5958 section 3; RFC 7468 section 11.
    private static String decrypted(String text, String passphrase) throws IOException, GeneralSecurityException {
        int begin = text.indexOf(ENCRYPTED_BEGIN) + ENCRYPTED_BEGIN.length();
        int end = text.indexOf(ENCRYPTED_END, begin);
        if (end < 0) {
            throw new IOException("the private key is cut off");
        }
        byte[] encoded;
        try {
            encoded = Base64.getMimeDecoder().decode(text.substring(begin, end));
        } catch (IllegalArgumentException e) {
            throw new IOException("the private key is damaged", e);
        }
        var info = new EncryptedPrivateKeyInfo(encoded);
        String algorithm = info.getAlgParameters() != null && info.getAlgName().startsWith("1.2.840.113549.1.5.13")
                ? info.getAlgParameters().toString()
                : info.getAlgName().equals("PBES2") && info.getAlgParameters() != null
                        ? info.getAlgParameters().toString()
                        : info.getAlgName();
        var spec = new PBEKeySpec(passphrase.toCharArray());
        try {
            var secret = SecretKeyFactory.getInstance(algorithm).generateSecret(spec);
            var cipher = Cipher.getInstance(algorithm);
            cipher.init(Cipher.DECRYPT_MODE, secret, info.getAlgParameters());
            byte[] plain = info.getKeySpec(cipher).getEncoded();
            return "-----BEGIN PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(plain)
                    + "\n-----END PRIVATE KEY-----\n";
        } finally {
            spec.clearPassword();
        }
    }
}
