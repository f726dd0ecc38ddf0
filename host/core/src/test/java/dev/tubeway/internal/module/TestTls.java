package dev.tubeway.internal.module;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// TLS of a server whose certificate nobody vouches for.
final class TestTls {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final SSLContext CONTEXT = context();

    private TestTls() {}

    private static SSLContext context() {
        try {
            Path folder = Files.createTempDirectory("tubeway-tls");
            Path store = folder.resolve("store.p12");
            var keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "test",
                            "-keyalg",
                            "EC",
                            "-dname",
                            "CN=target",
                            "-validity",
                            "30",
                            "-storetype",
                            "PKCS12",
                            "-storepass",
                            new String(PASSWORD),
                            "-keystore",
                            store.toString())
                    .redirectErrorStream(true)
                    .start();
            byte[] words = keytool.getInputStream().readAllBytes();
            if (keytool.waitFor() != 0) {
                throw new IllegalStateException("no certificate: keytool=" + new String(words, StandardCharsets.UTF_8));
            }
            var keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, PASSWORD);
            }
            Files.delete(store);
            Files.delete(folder);
            var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, PASSWORD);
            var context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Speaks TLS as the server of a connection, on a thread of its own.
    static SSLSocket serve(Socket socket) throws IOException {
        var tls = (SSLSocket) CONTEXT.getSocketFactory().createSocket(socket, "guest", 0, true);
        tls.setUseClientMode(false);
        Thread.ofVirtual().start(() -> {
            try {
                tls.startHandshake();
            } catch (IOException e) {
                // The guest sees it.
            }
        });
        return tls;
    }
}
