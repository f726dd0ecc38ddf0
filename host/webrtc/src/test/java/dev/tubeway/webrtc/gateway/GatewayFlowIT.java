package dev.tubeway.webrtc.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.GatewayConfig;
import dev.tubeway.webrtc.gateway.TwoGateways.Pair;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Who is slow slows nobody else, and costs no memory past the bound.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GatewayFlowIT {
    private static final int WINDOW = 1 << 20;
    private static final GatewayConfig BOUNDED = GatewayConfig.defaults()
            .withLimits(TwoGateways.limits(WINDOW, Duration.ofMinutes(5), Duration.ofSeconds(60)));

    /// Credit of one connection, what the transport may hold, and as much again for buffers that are not full.
    private static final long BUFFER_BOUND = 2L * (WINDOW + BOUNDED.limits().sendBufferBytes());

    private static void answerPings(Socket live, int times) throws Exception {
        byte[] ping = new byte[64];
        for (int i = 0; i < times; i++) {
            ping[0] = (byte) i;
            live.getOutputStream().write(ping);
            assertEquals((byte) i, live.getInputStream().readNBytes(ping.length)[0]);
        }
    }

    private static Server stalledBy(char mark, CountDownLatch until) throws Exception {
        return new Server(client -> {
            InputStream in = client.getInputStream();
            if (in.read() == mark) {
                until.await();
                in.transferTo(OutputStream.nullOutputStream());
            } else {
                in.transferTo(client.getOutputStream());
            }
        });
    }

    @Test
    void aStalledConnectionDoesNotStopTheOthersOnItsTube() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (TwoGateways two = new TwoGateways(BOUNDED);
                Server server = stalledBy('f', go)) {
            Pair pair = two.tunnelTo(server.port());
            try (Socket stalled = pair.connect();
                    Socket live = pair.connect();
                    Socket bulk = pair.connect()) {
                Thread flood = Stream.flooding(stalled);
                live.getOutputStream().write('l');
                TwoGateways.until(
                        "the stalled one stands still",
                        () -> pair.far().connections().stream().anyMatch(c -> c.queuedBytes() > 128 << 10));
                answerPings(live, 300);
                bulk.getOutputStream().write('b');
                FutureTask<Stream> sent = Stream.sending(bulk, 10_000_000, 2);
                answerPings(live, 100);
                assertEquals(sent.get(), Stream.received(bulk.getInputStream()));
                assertTrue(flood.isAlive(), "the stalled one ended");
            } finally {
                go.countDown();
            }
        }
    }

    @Test
    void aStalledTubeDoesNotStopAnother() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (TwoGateways two = new TwoGateways(BOUNDED);
                Server server = stalledBy('f', go)) {
            Pair one = two.tunnelTo(server.port());
            Pair other = two.tunnelTo(server.port());
            try (Socket stalled = one.connect();
                    Socket live = other.connect()) {
                Stream.flooding(stalled);
                TwoGateways.until(
                        "the stalled one stands still",
                        () -> one.far().connections().stream().anyMatch(c -> c.queuedBytes() > 128 << 10));
                live.getOutputStream().write('l');
                answerPings(live, 300);
            } finally {
                go.countDown();
            }
        }
    }

    @Test
    void aSlowReaderCostsNoMemoryPastTheBound() throws Exception {
        long bytes = 200_000_000;
        CountDownLatch go = new CountDownLatch(1);
        AtomicLong read = new AtomicLong();
        try (TwoGateways two = new TwoGateways(BOUNDED);
                Server server = new Server(client -> {
                    go.await();
                    byte[] piece = new byte[1 << 16];
                    for (int n = 0; n >= 0; n = client.getInputStream().read(piece)) {
                        read.addAndGet(n);
                        LockSupport.parkNanos(200_000);
                    }
                })) {
            Pair pair = two.tunnelTo(server.port());
            long residentBefore = ProcessMemory.residentNow();
            long residentMost = residentBefore;
            long heldMost = 0;
            try (Socket client = pair.connect()) {
                FutureTask<Stream> sent = Stream.sending(client, bytes, 3);
                awaitStandstill(pair);
                go.countDown();
                while (read.get() < bytes) {
                    heldMost = Math.max(heldMost, two.near.stats().buffersInUseBytes());
                    heldMost = Math.max(heldMost, two.far.stats().buffersInUseBytes());
                    residentMost = Math.max(residentMost, ProcessMemory.residentNow());
                    LockSupport.parkNanos(2_000_000);
                }
                assertEquals(bytes, sent.get().bytes());
            }
            assertTrue(heldMost > 0 && heldMost <= BUFFER_BOUND, "held=" + heldMost + " bound=" + BUFFER_BOUND);
            long grown = residentMost - residentBefore;
            assertTrue(grown < 64 << 20, "resident memory grew: bytes=" + grown);
        }
    }

    /// Waits until nothing more comes in on the far side.
    private static void awaitStandstill(Pair pair) {
        long[] seen = {-1};
        TwoGateways.until("the sender stands still", () -> {
            long now = pair.far().stats().bytesReceived();
            boolean still = now > 0 && now == seen[0];
            seen[0] = now;
            LockSupport.parkNanos(100_000_000);
            return still;
        });
    }
}
