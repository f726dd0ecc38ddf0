package dev.tubeway.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.IceServer;
import dev.tubeway.spi.PeerTransport;
import dev.tubeway.spi.TransportChannel;
import dev.tubeway.spi.TransportException;
import dev.tubeway.spi.TransportProvider.PeerOptions;
import dev.tubeway.spi.TransportProvider.TransportConfig;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// What peers leave behind, and that using a peer while it is closed ends nothing but the peer.
class WebRtcResourcesIT {
    private static final int CYCLES = 200;

    private static TransportConfig budget(long bytes) {
        return new TransportConfig(0, 0, Duration.ofSeconds(5), bytes);
    }

    private static WebRtcProvider provider(long leakBudgetBytes, int factories) throws TransportException {
        NativeLibrary.load();
        return new WebRtcProvider(budget(leakBudgetBytes), factories, Long.MAX_VALUE);
    }

    @Test
    void openingAndClosingLeavesNothingBehind() throws Exception {
        try (var provider = provider(1L << 30, 1)) {
            cycle(provider, CYCLES);
            ProcessUse before = ProcessUse.now();
            cycle(provider, CYCLES);
            Await.until("threads are back", () -> ProcessUse.now().threads() <= before.threads() + 4);
            Await.until("descriptors are back", () -> ProcessUse.now().descriptors() <= before.descriptors() + 2);
            ProcessUse after = ProcessUse.now();
            // Unreleased, each of the two peers of a cycle would keep 65 to 75 KB.
            long grown = after.residentBytes() - before.residentBytes();
            assertTrue(grown < CYCLES * 2 * 30_000L, "grown=" + grown);
        }
    }

    private static void cycle(WebRtcProvider provider, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            Pair.open(provider).close();
        }
    }

    @Test
    void closingTheProviderEndsItsThreads() throws Exception {
        provider(1L << 30, 2).close();
        ProcessUse before = ProcessUse.now();
        for (int i = 0; i < 5; i++) {
            var provider = provider(1L << 30, 2);
            var pair = Pair.open(provider);
            assertEquals(2, provider.pool().alive());
            provider.close();
            assertEquals(0, provider.pool().alive());
            assertEquals(0, pair.left.closed.getCount());
        }
        Await.until("threads are back", () -> ProcessUse.now().threads() <= before.threads() + 2);
    }

    @Test
    void aSpentFactoryIsReplacedAndDisposedAfterItsLastPeer() throws Exception {
        long budget = 200 * LeakLedger.MESSAGE_BYTES;
        try (var provider = provider(budget, 1)) {
            var old = Pair.open(provider);
            for (int i = 0; i < 210; i++) {
                assertTrue(old.leftChannel.send(Pair.direct(new byte[] {1})));
                old.right.next();
            }

            var fresh = Pair.open(provider);

            assertEquals(2, provider.pool().alive());
            assertEquals(0, provider.pool().disposed());
            assertTrue(old.rightChannel.send(Pair.direct(new byte[] {2})), "the old peers go on");
            assertEquals(2, old.left.next()[0]);
            old.close();
            assertEquals(1, provider.pool().disposed());
            assertEquals(1, provider.pool().alive());
            assertTrue(fresh.leftChannel.send(Pair.direct(new byte[] {3})));
            assertEquals(3, fresh.right.next()[0]);
            fresh.close();
        }
    }

    @Test
    void thePeerThatCostTheMostIsEndedBeforeTheHeapIs() throws Exception {
        NativeLibrary.load();
        long limit = 6_000 * LeakLedger.MESSAGE_BYTES;
        try (var provider = new WebRtcProvider(budget(1L << 30), 1, limit);
                var quiet = Pair.open(provider);
                var busy = Pair.open(provider)) {
            ByteBuffer message = ByteBuffer.allocateDirect(16);
            for (int i = 0; i < 20_000 && !busy.answererTold.states.contains(PeerTransport.State.CLOSED); i++) {
                if (!busy.leftChannel.send(message)) {
                    break;
                }
                if (i % 1_000 == 999) {
                    busy.leftChannel.bufferedBytes();
                }
            }
            busy.answererTold.awaitState(PeerTransport.State.CLOSED);
            assertTrue(quiet.leftChannel.send(Pair.direct(new byte[] {5})), "the others live");
            assertEquals(5, quiet.right.next()[0]);
        }
    }

    @Test
    void aDisposedFactoryGivesBackWhatMessagesLost() throws Exception {
        try (var provider = provider(1L << 20, 1)) {
            burst(provider, 20_000);
            ProcessUse before = ProcessUse.now();
            for (int i = 0; i < 5; i++) {
                burst(provider, 20_000);
            }
            assertEquals(6, provider.pool().disposed());
            Await.until("threads are back", () -> ProcessUse.now().threads() <= before.threads() + 4);
        }
    }

    private static void burst(WebRtcProvider provider, int messages) throws Exception {
        try (var pair = Pair.open(provider)) {
            ByteBuffer message = ByteBuffer.allocateDirect(16);
            for (int i = 0; i < messages; i++) {
                assertTrue(pair.leftChannel.send(message));
                if (i % 1_000 == 999) {
                    for (int j = 0; j < 1_000; j++) {
                        pair.right.next();
                    }
                }
            }
        }
    }

    @Test
    void sendingAskingAndClosingAtOnceEndsOnlyThePeer() throws Exception {
        long seed = System.nanoTime();
        System.err.println("seed=" + seed);
        var random = new Random(seed);
        try (var provider = provider(4L << 20, 2);
                ExecutorService threads = Executors.newCachedThreadPool()) {
            for (int round = 0; round < 60; round++) {
                var pair = Pair.open(provider);
                pair.left.keepsMessages = false;
                pair.right.keepsMessages = false;
                TransportChannel extra = pair.offerer.openChannel("extra");
                List<Future<?>> running = new ArrayList<>();
                for (TransportChannel channel : List.of(pair.leftChannel, pair.rightChannel, extra)) {
                    running.add(threads.submit(() -> flood(channel)));
                    running.add(threads.submit(() -> ask(channel)));
                }
                running.add(threads.submit(() -> pair.offerer.stats()));
                running.add(threads.submit(() -> pair.answerer.stats()));
                running.add(threads.submit(() -> restart(pair)));
                int first = random.nextInt(3);
                CompletableFuture<?> later = CompletableFuture.runAsync(
                        () -> {
                            if (first == 0) {
                                extra.close();
                                pair.leftChannel.close();
                            }
                            if (first == 1) {
                                pair.answerer.close();
                            }
                            pair.close();
                        },
                        CompletableFuture.delayedExecutor(random.nextInt(20), TimeUnit.MILLISECONDS, threads));
                later.get(30, TimeUnit.SECONDS);
                for (Future<?> task : running) {
                    task.get(30, TimeUnit.SECONDS);
                }
            }
            try (var pair = Pair.open(provider)) {
                assertTrue(pair.leftChannel.send(Pair.direct(new byte[] {1})));
                assertEquals(1, pair.right.next()[0]);
            }
        }
    }

    private static void flood(TransportChannel channel) {
        ByteBuffer message = ByteBuffer.allocateDirect(4_096);
        for (int i = 0; i < 20_000 && (i < 10 || channel.isOpen()); i++) {
            if (channel.bufferedBytes() < (1 << 20)) {
                channel.send(message);
            }
        }
    }

    private static void ask(TransportChannel channel) {
        long most = 0;
        while (channel.isOpen()) {
            most = Math.max(most, channel.bufferedBytes());
        }
        assertTrue(most <= WebRtcChannel.MAX_QUEUED_BYTES, "queued=" + most);
    }

    private static void restart(Pair pair) {
        try {
            pair.offerer.acceptAnswer(pair.answerer.acceptOffer(pair.offerer.restartIce()));
        } catch (TransportException closed) {
            assertEquals(TransportException.Cause.CLOSED, closed.kind(), closed.toString());
        }
    }

    @Test
    void aStepUnderWayEndsWhenThePeerIsClosed() throws Exception {
        var slow = new TransportConfig(0, 0, Duration.ofSeconds(60), 1L << 30);
        NativeLibrary.load();
        try (var provider = new WebRtcProvider(slow, 1, Long.MAX_VALUE)) {
            var unreachable = new PeerOptions("slow", List.of(IceServer.stun("stun:10.77.0.200:3478")), false, false);
            PeerTransport peer = provider.open(unreachable, new PeerRecorder());
            peer.openChannel("first");
            var offer = new FutureTask<String>(peer::createOffer);
            Thread offering = Thread.ofPlatform().start(offer);
            Await.until("the offer waits", () -> offering.getState() == Thread.State.TIMED_WAITING);

            peer.close();

            var ended = assertThrows(ExecutionException.class, () -> offer.get(30, TimeUnit.SECONDS));
            assertEquals(
                    TransportException.Cause.CLOSED,
                    assertInstanceOf(TransportException.class, ended.getCause()).kind());
        }
    }
}
