package dev.tubeway.internal.module;

import dev.tubeway.Identity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// TLS of a server whose certificate nobody vouches for.
final class TestTls {
    private static final SSLContext CONTEXT = context();

    private TestTls() {}

    private static SSLContext context() {
        try {
            Path folder = Files.createTempDirectory("tubeway-tls");
            Identity target = Identity.make(folder, "target", "EC");
            for (Path file : List.of(folder.resolve("target.p12"), target.certificate(), target.privateKey(), folder)) {
                Files.delete(file);
            }
            return target.serving();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
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
