package dev.tubeway.internal.dial;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/// An address on loopback where a connect gets no answer: a listener whose backlog is full.
public final class Blackhole implements AutoCloseable {

    private final ServerSocketChannel server = ServerSocketChannel.open();
    private final List<SocketChannel> filling = new ArrayList<>();

    public Blackhole(String host, int port) throws IOException {
        server.bind(new InetSocketAddress(InetAddress.ofLiteral(host), port), 1);
        boolean full = false;
        while (!full) {
            assertTrue(filling.size() < 100, "the backlog never fills");
            SocketChannel channel = SocketChannel.open();
            filling.add(channel);
            try {
                channel.socket().connect(server.getLocalAddress(), 300);
            } catch (SocketTimeoutException e) {
                full = true;
            }
        }
    }

    public InetSocketAddress address() throws IOException {
        return (InetSocketAddress) server.getLocalAddress();
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel channel : filling) {
            channel.close();
        }
        server.close();
    }
}
