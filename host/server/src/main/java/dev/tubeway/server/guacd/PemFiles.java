package dev.tubeway.server.guacd;

import dev.tubeway.server.settings.ServerSettings.GuacdTls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// Reads a TLS context from PEM files.
final class PemFiles {

    private static final List<String> KEY_KINDS = List.of("EC", "RSA", "Ed25519");
    private static final char[] NO_PASSWORD = {};

    private PemFiles() {}

    /// Errors: IOException that names the file that cannot be used.
    static SSLContext context(GuacdTls files) throws IOException {
        try {
            Collection<? extends Certificate> chain = certificates(files.certificate());
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, NO_PASSWORD);
            keys.setKeyEntry("server", privateKey(files.privateKey()), NO_PASSWORD, chain.toArray(Certificate[]::new));
            KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keyManagers.init(keys, NO_PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers.getKeyManagers(), trust(files), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    "the key does not fit the certificate: guacd.tls.certificate=" + files.certificate()
                            + " guacd.tls.privateKey=" + files.privateKey(),
                    e);
        }
    }

    private static TrustManager @Nullable [] trust(GuacdTls files) throws GeneralSecurityException, IOException {
        if (files.clientCertificates().isEmpty()) {
            return null;
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, NO_PASSWORD);
        int number = 0;
        for (Certificate certificate : certificates(files.clientCertificates().get())) {
            trusted.setCertificateEntry("client-" + number++, certificate);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        return trust.getTrustManagers();
    }

    private static Collection<? extends Certificate> certificates(Path file) throws IOException {
        try {
            Collection<? extends Certificate> all = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)));
            if (all.isEmpty()) {
                throw new IOException("the file holds no certificate: file=" + file);
            }
            return all;
        } catch (GeneralSecurityException e) {
            throw new IOException("the file holds no certificates in PEM: file=" + file, e);
        }
    }

    private static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
        String text = Files.readString(file);
        int from = text.indexOf("-----BEGIN PRIVATE KEY-----");
        int to = text.indexOf("-----END PRIVATE KEY-----");
        if (from < 0 || to < from) {
            throw new IOException("the file holds no private key in PEM, PKCS #8, not encrypted: file=" + file);
        }
        byte[] bytes = Base64.getMimeDecoder().decode(text.substring(text.indexOf('\n', from), to));
        var spec = new PKCS8EncodedKeySpec(bytes);
        for (String kind : KEY_KINDS) {
            try {
                return KeyFactory.getInstance(kind).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                // Of another kind.
            }
        }
        throw new IOException("the private key is neither EC, RSA nor Ed25519: file=" + file);
    }
}
