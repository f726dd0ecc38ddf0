package dev.tubeway.internal.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SocketLoopIT {
    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    void aServerSocketIsLetGoAtOnceAndItsPortCanBeBoundAgain() throws Exception {
        SocketAddress address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
        try (SocketLoop loop = new SocketLoop()) {
            for (int i = 0; i < 50; i++) {
                ServerSocketChannel server = ServerSocketChannel.open().bind(address);
                address = server.getLocalAddress();
                SocketLoop.Welcome welcome = loop.welcome(server, ready -> {});
                server.close();
                assertTrue(welcome.close(LONG));
                assertTrue(welcome.close(LONG));
            }
        }
    }

    @Test
    void onePausedTellsOfNobodyUntilItGoesOn() throws Exception {
        CountDownLatch told = new CountDownLatch(2);
        AtomicInteger times = new AtomicInteger();
        try (SocketLoop loop = new SocketLoop();
                ServerSocketChannel server =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0))) {
            SocketLoop.Welcome welcome = loop.welcome(server, ready -> {
                ready.pause();
                times.incrementAndGet();
                told.countDown();
            });
            try (SocketChannel waits = SocketChannel.open(server.getLocalAddress())) {
                assertTrue(waits.isConnected());
                while (told.getCount() > 1) {
                    Thread.onSpinWait();
                }
                // A whole look of the loop later.
                ServerSocketChannel second = ServerSocketChannel.open().bind(null);
                SocketLoop.Welcome other = loop.welcome(second, ready -> {});
                second.close();
                assertTrue(other.close(LONG));
                assertEquals(1, times.get());
                welcome.resume();
                assertTrue(told.await(LONG.toSeconds(), TimeUnit.SECONDS));
            }
        }
    }

    @Test
    void whatWaitsForAnotherLookComesBehindAllThatIsReadyByThen() throws Exception {
        Queue<String> order = new ConcurrentLinkedQueue<>();
        CountDownLatch done = new CountDownLatch(1);
        try (SocketLoop loop = new SocketLoop();
                LocalSockets first = new LocalSockets();
                LocalSockets second = new LocalSockets()) {
            loop.watch(second.watched(), reads(second, _ -> order.add("second")))
                    .wantRead(true);
            loop.watch(first.watched(), reads(first, watch -> {
                        order.add("first");
                        watch.runAfterAnotherLook(() -> {
                            order.add("behind");
                            done.countDown();
                        });
                        second.write();
                    }))
                    .wantRead(true);
            first.write();
            assertTrue(done.await(LONG.toSeconds(), TimeUnit.SECONDS));
            assertEquals(List.of("first", "second", "behind"), List.copyOf(order));
        }
    }

    @Test
    void whatIsToBeDoneSoonIsDoneLaterAndAFailureStopsNothing() throws Exception {
        Queue<String> order = new ConcurrentLinkedQueue<>();
        CountDownLatch done = new CountDownLatch(2);
        long start = System.nanoTime();
        try (SocketLoop loop = new SocketLoop();
                LocalSockets sockets = new LocalSockets()) {
            SocketLoop.Watch watch = loop.watch(sockets.watched(), reads(sockets, _ -> {}));
            watch.run(() -> order.add("now"), () -> {
                order.add("soon");
                done.countDown();
                throw new IllegalStateException("meant by the test");
            });
            watch.run(() -> order.add("now"), done::countDown);
            assertTrue(done.await(LONG.toSeconds(), TimeUnit.SECONDS));
            assertTrue(System.nanoTime() - start >= SocketLoop.SOON.toNanos());
            assertEquals("now", order.peek());
            assertEquals(3, order.size());
        }
    }

    private static SocketLoop.Handler reads(LocalSockets sockets, Consumer<SocketLoop.Watch> then) {
        return new SocketLoop.Handler() {
            @Override
            public void readable(SocketLoop.Watch watch) {
                sockets.read();
                then.accept(watch);
            }

            @Override
            public void writable(SocketLoop.Watch watch) {
                throw new IllegalStateException("nobody asked for it");
            }
        };
    }

    /// Two sockets that are joined by the kernel without a network, so that what is written is there at once.
    private static final class LocalSockets implements AutoCloseable {
        private final Path folder = Files.createTempDirectory("socket-loop");
        private final SocketChannel near;
        private final SocketChannel far;

        LocalSockets() throws IOException {
            Path path = folder.resolve("socket");
            try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                server.bind(UnixDomainSocketAddress.of(path));
                near = SocketChannel.open(server.getLocalAddress());
                far = server.accept();
            }
            Files.delete(path);
        }

        SocketChannel watched() {
            return far;
        }

        void write() {
            try {
                assertEquals(1, near.write(ByteBuffer.allocate(1)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void read() {
            try {
                assertEquals(1, far.read(ByteBuffer.allocate(2)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            near.close();
            far.close();
            Files.delete(folder);
        }
    }
}
