package dev.tubeway.internal.tube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.CloseReason;
import dev.tubeway.GatewayConfig;
import dev.tubeway.TubeStatus;
import dev.tubeway.internal.tube.TwoGateways.Pair;
import dev.tubeway.internal.tube.TwoGateways.Server;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A worn peer makes room for a new one, and whoever uses the tube does not notice.
class RenewalIT {
    private static final int BULK_BYTES = 24 << 20;

    /// What an echo gives back is checked while it comes.
    private static CompletableFuture<Void> echoed(Socket socket, int seed) {
        var writes = new Random(seed);
        var reads = new Random(seed);
        return CompletableFuture.allOf(
                run(() -> {
                    var block = new byte[8192];
                    for (int sent = 0; sent < BULK_BYTES; sent += block.length) {
                        writes.nextBytes(block);
                        socket.getOutputStream().write(block);
                    }
                    socket.shutdownOutput();
                }),
                run(() -> {
                    var wanted = new byte[8192];
                    for (int read = 0; read < BULK_BYTES; read += wanted.length) {
                        reads.nextBytes(wanted);
                        byte[] got = socket.getInputStream().readNBytes(wanted.length);
                        assertEquals(0, java.util.Arrays.compare(wanted, got), "differs in the block at " + read);
                    }
                    assertEquals(-1, socket.getInputStream().read());
                }));
    }

    private interface Task {
        void run() throws IOException;
    }

    private static CompletableFuture<Void> run(Task task) {
        var done = new CompletableFuture<Void>();
        Thread.ofVirtual().start(() -> {
            try {
                task.run();
                done.complete(null);
            } catch (IOException | RuntimeException | AssertionError e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    private static void assertEchoes(Pair pair) throws IOException {
        try (Socket socket = pair.connect()) {
            socket.getOutputStream().write(42);
            assertEquals(42, socket.getInputStream().read());
        }
    }

    private static boolean renewed(Pair pair, int times) {
        return pair.near().stats().renewals() == times && pair.far().stats().renewals() == times;
    }

    /// The old path is slower than the new one, so that what was sent later is there earlier.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingIsLostOrMixedUpWhileANewPeerTakesOver(boolean oldIsSlow) throws Exception {
        try (var gateways = new TwoGateways();
                Server echo = Server.echo()) {
            Pair pair = gateways.tunnelTo(echo.port());
            try (Socket one = pair.connect();
                    Socket other = pair.connect()) {
                CompletableFuture<Void> all = CompletableFuture.allOf(echoed(one, 1), echoed(other, 2));
                for (int times = 1; times <= 3; times++) {
                    if (oldIsSlow) {
                        gateways.nearChannel().onTheWay = Duration.ofMillis(2);
                        gateways.farChannel().onTheWay = Duration.ofMillis(2);
                    }
                    MemoryTransport.Peer near = gateways.nearTransport.peers.getLast();
                    MemoryTransport.Peer far = gateways.farTransport.peers.getLast();
                    // Either side may find its peer worn.
                    (times == 2 ? far : near).listener.onWorn();
                    int wanted = times;
                    TwoGateways.until("renewal " + times, () -> renewed(pair, wanted));
                    TwoGateways.until("the old peers are gone", () -> near.closed && far.closed);
                }
                all.get(60, TimeUnit.SECONDS);
            }
            assertEchoes(pair);
            assertEquals(TubeStatus.READY, pair.near().status());
            assertEquals(TubeStatus.READY, pair.far().status());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aNewPeerThatIsWornAtOnceIsReplacedToo(boolean near) throws Exception {
        try (var gateways = new TwoGateways();
                Server echo = Server.echo()) {
            Pair pair = gateways.tunnelTo(echo.port());
            (near ? gateways.nearTransport : gateways.farTransport).wearsNext.set(true);
            gateways.nearTransport.peers.getLast().listener.onWorn();
            TwoGateways.until("a renewal of the new peer", () -> renewed(pair, 2));
            assertEchoes(pair);
        }
    }

    @Test
    void whereNoNewPeerComesTheTubeGoesOnWithTheOldOne() throws Exception {
        try (var gateways = new TwoGateways();
                Server echo = Server.echo()) {
            Pair pair = gateways.tunnelTo(echo.port());
            gateways.farTransport.refuses = true;
            gateways.nearTransport.peers.getLast().listener.onWorn();
            TwoGateways.until("an attempt", () -> gateways.nearTransport.peers.size() == 2);
            TwoGateways.until("its end", () -> gateways.nearTransport.peers.getLast().closed);
            assertEchoes(pair);
            assertTrue(renewed(pair, 0));
            assertFalse(gateways.nearTransport.peers.getFirst().closed);
        }
    }

    @Test
    void aPeerThatDoesNotKnowItIsNotAsked() throws Exception {
        try (var gateways = new TwoGateways(GatewayConfig.defaults(), true);
                Server echo = Server.echo()) {
            Pair pair = gateways.tunnelTo(echo.port());
            gateways.nearTransport.peers.getLast().listener.onWorn();
            gateways.farTransport.peers.getLast().listener.onWorn();
            Thread.sleep(2500);
            assertEquals(1, gateways.nearTransport.peers.size());
            assertEchoes(pair);
        }
    }

    @Test
    void aTubeThatEndsMeanwhileLeavesNoPeerBehind() throws Exception {
        try (var gateways = new TwoGateways();
                Server echo = Server.echo()) {
            for (int i = 0; i < 8; i++) {
                Pair pair = gateways.tunnelTo(echo.port());
                int peers = gateways.nearTransport.peers.size();
                gateways.nearTransport.peers.getLast().listener.onWorn();
                TwoGateways.until("an attempt", () -> gateways.nearTransport.peers.size() > peers);
                if (i % 2 == 0) {
                    Thread.onSpinWait();
                } else {
                    Thread.sleep(i % 5);
                }
                (i % 4 < 2 ? pair.near() : pair.far()).close(CloseReason.of(CloseReason.Kind.NORMAL));
                TwoGateways.until("near is closed", () -> pair.near().status() == TubeStatus.CLOSED);
                TwoGateways.until("far is closed", () -> pair.far().status() == TubeStatus.CLOSED);
                TwoGateways.until(
                        "all peers are closed",
                        () -> gateways.nearTransport.peers.stream().allMatch(peer -> peer.closed)
                                && gateways.farTransport.peers.stream().allMatch(peer -> peer.closed));
            }
        }
    }
}
