package dev.tubeway.internal.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
}
