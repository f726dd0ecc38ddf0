package dev.tubeway.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A telnet server without options: pours text at whoever connects and closes, or shows a prompt and waits.
///
/// Threading: a virtual thread for each connection.
/// Ownership: owns its listener and connections.
final class TerminalTarget implements AutoCloseable {
    private static final int BLOCK_BYTES = 1 << 20;

    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final byte[] block;
    private final long bytes;

    /// What a target shows.
    enum Kind {
        /// Lines as of a log.
        TEXT,
        /// Words that each have a colour.
        COLOR,
        /// Lines of one letter, as `yes` writes them.
        LETTERS,
        /// A prompt, and nothing after it.
        PROMPT
    }

    /// @param bytes what is poured, about
    TerminalTarget(Kind kind, long bytes) throws IOException {
        this.block = block(kind);
        this.bytes = kind == Kind.PROMPT ? 0 : bytes;
        this.server = new ServerSocket();
        server.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 4096);
        Thread.ofVirtual().name("terminal-target").start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private static byte[] block(Kind kind) {
        var text = new StringBuilder(BLOCK_BYTES + 200);
        for (int line = 0; text.length() < (kind == Kind.PROMPT ? 1 : BLOCK_BYTES); line++) {
            text.append(
                    switch (kind) {
                        case TEXT ->
                            String.format(
                                    Locale.ROOT,
                                    "2026-11-21T12:%02d:%02d.%03dZ INFO worker-%d served GET /items/%d in %d ms\r%n",
                                    line / 60 % 60,
                                    line % 60,
                                    line * 7 % 1000,
                                    line % 16,
                                    line,
                                    line * 13 % 500);
                        case COLOR ->
                            String.format(
                                    Locale.ROOT,
                                    "\u001b[1;%dmworker-%d\u001b[0m \u001b[38;5;%dmserved\u001b[39m"
                                            + " \u001b[4%dmGET\u001b[49m /items/%d\r%n",
                                    31 + line % 7,
                                    line % 16,
                                    16 + line % 216,
                                    line % 8,
                                    line);
                        case LETTERS -> "y\r\n";
                        case PROMPT -> "$ ";
                    });
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private void accept() {
        while (true) {
            try {
                Socket client = server.accept();
                open.add(client);
                Thread.ofVirtual().name("terminal-connection").start(() -> serve(client));
            } catch (SocketException e) {
                return;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            OutputStream out = client.getOutputStream();
            long sent = 0;
            do {
                out.write(block);
                sent += block.length;
            } while (sent < bytes);
            if (bytes > 0) {
                client.shutdownOutput();
            }
            client.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            System.getLogger(TerminalTarget.class.getName()).log(System.Logger.Level.DEBUG, "connection ended", e);
        } finally {
            open.remove(client);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket client : open) {
            client.close();
        }
    }
}
