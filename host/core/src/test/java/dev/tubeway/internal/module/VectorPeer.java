package dev.tubeway.internal.module;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import tools.jackson.databind.JsonNode;

/// The other end of a connection that a golden vector lays out.
final class VectorPeer implements AutoCloseable {
    private static final int LONGEST_MILLIS = 10_000;

    private final SocketChannel guestSide;
    private final Socket socket;

    private VectorPeer(SocketChannel guestSide, Socket socket) {
        this.guestSide = guestSide;
        this.socket = socket;
    }

    /// Connects; what the vector has it send is there when this returns.
    static VectorPeer open(JsonNode words) {
        try (var server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            SocketChannel guest = SocketChannel.open(server.getLocalAddress());
            Socket socket = server.accept().socket();
            socket.setSoTimeout(LONGEST_MILLIS);
            boolean sends = words.has("sends");
            boolean closes = words.path("closes").asBoolean(false);
            if (words.path("tls").asBoolean(false)) {
                var tls = TestTls.serve(socket);
                return new VectorPeer(guest, tls);
            }
            if (sends) {
                socket.getOutputStream().write(VectorBytes.known(words.path("sends")));
            }
            if (closes) {
                socket.shutdownOutput();
            }
            if (sends || closes) {
                arrived(guest);
            }
            return new VectorPeer(guest, socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void arrived(SocketChannel guest) throws IOException {
        guest.configureBlocking(false);
        try (var selector = Selector.open()) {
            guest.register(selector, SelectionKey.OP_READ);
            selector.select(LONGEST_MILLIS);
        }
        guest.configureBlocking(true);
    }

    SocketChannel guestSide() {
        return guestSide;
    }

    /// Exactly what the guest sent, once it is gone or has ended its direction.
    byte[] sent() {
        try {
            return socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
            guestSide.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
