package dev.tubeway.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// A telnet server without options but the echo's: pours text at whoever connects and closes, or shows a prompt and
/// what is typed.
///
/// Threading: a virtual thread for each connection.
/// Ownership: owns its listener and connections.
final class TerminalTarget implements AutoCloseable {
    private static final int COMMAND = 255;

    /// WILL ECHO, WILL SUPPRESS-GO-AHEAD: the client shows nothing by itself.
    private static final byte[] OFFER = {(byte) COMMAND, (byte) 251, 1, (byte) COMMAND, (byte) 251, 3};

    private final ServerSocket server;
    private final Map<String, Socket> open = new ConcurrentHashMap<>();
    private final AtomicLong names = new AtomicLong();
    private final byte[] block;
    private final long bytes;

    private TerminalTarget(byte[] block, long bytes) throws IOException {
        this.block = block;
        this.bytes = bytes;
        this.server = new ServerSocket();
        server.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 4096);
        Thread.ofVirtual().name("terminal-target").start(this::accept);
    }

    /// @param bytes what is poured, about
    static TerminalTarget pouring(Text text, long bytes) throws IOException {
        return new TerminalTarget(text.block("\r\n"), bytes);
    }

    /// Shows a prompt and what is typed.
    static TerminalTarget prompt() throws IOException {
        return new TerminalTarget(new byte[0], 0);
    }

    int port() {
        return server.getLocalPort();
    }

    /// Breaks the connection of this name off.
    void kill(String name) throws IOException {
        Socket client = open.remove(name);
        if (client != null) {
            client.setSoLinger(true, 0);
            client.close();
        }
    }

    private void accept() {
        while (true) {
            try {
                Socket client = server.accept();
                String name = Long.toString(names.incrementAndGet());
                open.put(name, client);
                Thread.ofVirtual().name("terminal-connection").start(() -> serve(client, name));
            } catch (SocketException e) {
                return;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void serve(Socket client, String name) {
        try (client) {
            client.setTcpNoDelay(true);
            if (block.length == 0) {
                echo(client, name);
            } else {
                pour(client);
            }
        } catch (IOException e) {
            System.getLogger(TerminalTarget.class.getName()).log(System.Logger.Level.DEBUG, "connection ended", e);
        } finally {
            open.remove(name);
        }
    }

    private void pour(Socket client) throws IOException {
        OutputStream out = client.getOutputStream();
        for (long sent = 0; sent < bytes; sent += block.length) {
            out.write(block);
        }
        client.shutdownOutput();
        client.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    /// What a client offers of telnet's options is not answered.
    private static void echo(Socket client, String name) throws IOException {
        InputStream in = new BufferedInputStream(client.getInputStream());
        OutputStream out = client.getOutputStream();
        out.write(OFFER);
        out.write((SessionTarget.PIPE.formatted(name) + "$ ").getBytes(StandardCharsets.US_ASCII));
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (c == COMMAND) {
                in.skipNBytes(2);
            } else if (c == '\r') {
                out.write("\r\n$ ".getBytes(StandardCharsets.US_ASCII));
            } else if (c >= ' ') {
                out.write(c);
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket client : open.values()) {
            client.close();
        }
    }
}
