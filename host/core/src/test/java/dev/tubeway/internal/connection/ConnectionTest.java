package dev.tubeway.internal.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tubeway.CloseReason;
import dev.tubeway.internal.buffer.Buffer;
import dev.tubeway.internal.buffer.BufferPool;
import dev.tubeway.internal.socket.SocketLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConnectionTest {
    private final BufferPool pool = new BufferPool(4, 4);

    /// Both ends of the stream come at once: the peer's while this side's is being told.
    @Test
    void theEndOfTheStreamIsToldBeforeTheClose() throws Exception {
        var told = new Told();
        try (var sockets = new SocketLoop();
                var server =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                var near = SocketChannel.open(server.getLocalAddress());
                var target = server.accept()) {
            var flow = new FlowControl(false, 0, 0, 0, 1 << 10, 1 << 20);
            var connection = new Connection(1, 1, "test", "target", flow, new Connection.Means(pool, sockets, told));
            told.connection = connection;
            connection.attach(near);
            connection.opened();
            connection.start();
            target.shutdownOutput();

            told.closed.await();
            assertEquals(List.of("eof", "close normal"), told.order);
        }
    }

    private static final class Told implements Outbound {
        private final List<String> order = new CopyOnWriteArrayList<>();
        private final CountDownLatch closed = new CountDownLatch(1);
        private volatile @Nullable Connection connection;

        @Override
        public void data(Buffer buffer, int bytes) {
            buffer.release();
        }

        @Override
        public void eof() {
            Objects.requireNonNull(connection).peerEof();
            try {
                // The writer is done meanwhile. It must not close; where it does, it needs no longer than this.
                boolean tooEarly = closed.await(300, TimeUnit.MILLISECONDS);
                order.add(tooEarly ? "eof, too late" : "eof");
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close(CloseReason reason) {
            order.add("close " + reason);
            closed.countDown();
        }

        @Override
        public void closeWithFlush(CloseReason reason) {
            close(reason);
        }

        @Override
        public void flush() {}

        @Override
        public void credit(int bytes) {}

        @Override
        public boolean roomToGrow() {
            return true;
        }

        @Override
        public void held(long bytes) {}

        @Override
        public void ended(CloseReason reason) {}
    }
}
