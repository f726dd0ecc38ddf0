package dev.tubeway.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// The target that tubes dial. The first byte of a connection says what it does.
///
/// Threading: a thread of its own for each connection.
/// Ownership: owns its listener and connections.
final class LoadTarget implements AutoCloseable {

    /// Sends back what comes.
    static final byte ECHO = 'E';

    /// Counts what comes.
    static final byte SINK = 'S';

    /// Sends until the client closes.
    static final byte POUR = 'P';

    /// Reads nothing until the target is told to let go.
    static final byte STALL = 'N';

    static final int BLOCK_BYTES = 64 << 10;

    private final ServerSocketChannel server;
    private final AtomicLong sunk = new AtomicLong();
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

    LoadTarget() throws IOException {
        server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 1024);
        Thread.ofPlatform().name("load-target").daemon().start(this::accept);
    }

    int port() throws IOException {
        return ((InetSocketAddress) server.getLocalAddress()).getPort();
    }

    /// Bytes that sinks have taken since the start.
    long sunkBytes() {
        return sunk.get();
    }

    /// Waits until the tubes have closed every connection; closes those that are still there after 5 s, and
    /// says so, since some peers do not tell every end.
    void awaitQuiet() throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (!open.isEmpty()) {
            if (System.nanoTime() > deadline) {
                System.err.println("not closed by their tubes in 5 s: " + open.size());
                closeAll();
                return;
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    /// Closes every connection.
    void closeAll() throws IOException {
        for (SocketChannel channel : open) {
            channel.close();
        }
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel channel = server.accept();
                open.add(channel);
                Thread.ofPlatform().name("load-connection").daemon().start(() -> serve(channel));
            } catch (AsynchronousCloseException e) {
                return;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void serve(SocketChannel channel) {
        try (channel) {
            channel.socket().setTcpNoDelay(true);
            ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES);
            if (channel.read(block.limit(1)) != 1) {
                return;
            }
            switch (block.get(0)) {
                case ECHO -> echo(channel, block);
                case SINK -> sink(channel, block);
                case POUR -> pour(channel, block);
                case STALL -> stall(channel);
                default -> throw new IOException("unknown command=" + block.get(0));
            }
        } catch (IOException e) {
            ended(e);
        } finally {
            open.remove(channel);
        }
    }

    /// The end of a connection, whatever way it came.
    private static void ended(IOException e) {
        System.getLogger(LoadTarget.class.getName()).log(System.Logger.Level.DEBUG, "connection ended", e);
    }

    private static void echo(SocketChannel channel, ByteBuffer block) throws IOException {
        while (channel.read(block.clear()) >= 0) {
            block.flip();
            while (block.hasRemaining()) {
                channel.write(block);
            }
        }
    }

    private void sink(SocketChannel channel, ByteBuffer block) throws IOException {
        for (int n = channel.read(block.clear()); n >= 0; n = channel.read(block.clear())) {
            sunk.addAndGet(n);
        }
    }

    private static void pour(SocketChannel channel, ByteBuffer block) throws IOException {
        // A half-close is all that some peers tell of a close.
        Thread.ofPlatform().daemon().start(() -> {
            try (channel) {
                var _ = channel.read(ByteBuffer.allocateDirect(1));
            } catch (IOException e) {
                ended(e);
            }
        });
        while (true) {
            channel.write(block.clear());
        }
    }

    private static void stall(SocketChannel channel) {
        while (channel.isOpen()) {
            LockSupport.parkNanos(10_000_000);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        closeAll();
    }
}
