package dev.tubeway.session;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/// A client behind a TCP socket.
///
/// Threading: as [Duplex].
/// Ownership: owns the socket.
public final class SocketDuplex implements Duplex {

    private final SocketChannel channel;
    private final Consumer<ByteBuffer> ear;
    private final String peer;

    /// @param channel connected, in blocking mode
    public SocketDuplex(SocketChannel channel) throws IOException {
        this(channel, written -> {});
    }

    /// @param channel connected, in blocking mode
    /// @param ear     told the bytes that are written, in order; it leaves the buffer as it is
    public SocketDuplex(SocketChannel channel, Consumer<ByteBuffer> ear) throws IOException {
        this.channel = channel;
        this.ear = ear;
        this.peer = String.valueOf(channel.getRemoteAddress()).replaceFirst("^.*/", "");
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    /// The socket.
    public SocketChannel channel() {
        return channel;
    }

    /// Told the bytes that are written.
    public Consumer<ByteBuffer> ear() {
        return ear;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return channel.read(into);
    }

    @Override
    public void write(ByteBuffer from) throws IOException {
        ear.accept(from);
        while (from.hasRemaining()) {
            if (channel.write(from) == 0) {
                throw new IllegalStateException("a socket in blocking mode took nothing: peer=" + peer);
            }
        }
    }

    @Override
    public void finish() {
        try {
            channel.shutdownOutput();
        } catch (IOException e) {
            // The client has gone: there is nobody to tell.
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // The descriptor is gone either way.
        }
    }

    @Override
    public String peer() {
        return peer;
    }
}
