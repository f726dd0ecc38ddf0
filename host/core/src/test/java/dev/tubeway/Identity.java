package dev.tubeway;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A key with a certificate that it signed itself, for 127.0.0.1, made for one test.
///
/// @param keys        both
/// @param certificate PEM file
/// @param privateKey  PEM file, PKCS #8
public record Identity(KeyStore keys, Path certificate, Path privateKey) {
    public static final char[] PASSWORD = "changeit".toCharArray();

    private static final String ALIAS = "it";

    /// @param folder takes the files
    /// @param name   its common name, and that of the files
    /// @param kind   EC, RSA or Ed25519
    public static Identity make(Path folder, String name, String kind) {
        try {
            Path store = folder.resolve(name + ".p12");
            keytool(store, name, kind);
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, PASSWORD);
            }
            Path certificate = folder.resolve(name + ".pem");
            Path privateKey = folder.resolve(name + ".key");
            pem(certificate, "CERTIFICATE", keys.getCertificate(ALIAS).getEncoded());
            pem(privateKey, "PRIVATE KEY", keys.getKey(ALIAS, PASSWORD).getEncoded());
            return new Identity(keys, certificate, privateKey);
        } catch (IOException | GeneralSecurityException | InterruptedException e) {
            throw new IllegalStateException("no certificate: name=" + name + " kind=" + kind, e);
        }
    }

    private static void keytool(Path store, String name, String kind) throws IOException, InterruptedException {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        kind,
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        String words = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool says: " + words);
        }
    }

    private static void pem(Path file, String label, byte[] der) throws IOException {
        Files.writeString(
                file,
                "-----BEGIN " + label + "-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + label
                        + "-----\n");
    }

    /// The certificate.
    public Certificate chain() throws GeneralSecurityException {
        return keys.getCertificate(ALIAS);
    }

    /// TLS of who has this key, and trusts nobody.
    public SSLContext serving() throws GeneralSecurityException {
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    /// TLS of who trusts this certificate alone, and shows none.
    public SSLContext trusting() throws GeneralSecurityException, IOException {
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry(ALIAS, chain());
        var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trust);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
