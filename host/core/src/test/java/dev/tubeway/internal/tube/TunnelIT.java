package dev.tubeway.internal.tube;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.CloseReason;
import dev.tubeway.CloseReason.Kind;
import dev.tubeway.ConnectionInfo;
import dev.tubeway.GatewayConfig;
import dev.tubeway.GatewayListener.Event;
import dev.tubeway.TubeLimits;
import dev.tubeway.TubeStatus;
import dev.tubeway.internal.tube.TwoGateways.Pair;
import dev.tubeway.internal.tube.TwoGateways.Server;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tunnels between two gateways that are joined in memory, with real sockets at both ends.
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TunnelIT {

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static GatewayConfig limits(TubeLimits limits) {
        return GatewayConfig.defaults().withLimits(limits);
    }

    private static TubeLimits with(int window, int maxWindow, int queue, Duration open, Duration idle) {
        TubeLimits d = TubeLimits.defaults();
        return new TubeLimits(
                d.maxFrameBytes(),
                d.maxConnections(),
                window,
                maxWindow,
                queue,
                d.tubeBufferBytes(),
                d.sendBufferBytes(),
                open,
                idle,
                d.connectTimeout(),
                d.disconnectTimeout(),
                d.keepaliveInterval());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void carriesBothWaysAndEndsClean(boolean older) throws Exception {
        try (TwoGateways two = new TwoGateways(GatewayConfig.defaults(), older);
                Server echo = Server.echo()) {
            Pair pair = two.tunnelTo(echo.port());
            try (Socket client = pair.connect()) {
                client.getOutputStream().write(text("hello"));
                assertEquals("hello", new String(client.getInputStream().readNBytes(5), StandardCharsets.UTF_8));
                client.shutdownOutput();
                assertEquals(-1, client.getInputStream().read());
            }
            TwoGateways.until(
                    "no connection is left",
                    () -> pair.near().connections().isEmpty()
                            && pair.far().connections().isEmpty());
            assertEquals(TubeStatus.READY, pair.near().status());
            assertEquals(5, pair.near().stats().bytesSent());
            assertEquals(5, pair.near().stats().bytesReceived());
        }
    }

    /// The announcement waits a moment for an answer to go with, and for no other connection's.
    @Test
    void aTargetThatSaysNothingIsAnnouncedToo() throws Exception {
        try (TwoGateways two = new TwoGateways();
                Server silent = new Server(client -> client.getInputStream().readAllBytes())) {
            Pair pair = two.tunnelTo(silent.port());
            for (int connection = 1; connection <= 3; connection++) {
                int opened = connection;
                Socket client = pair.connect();
                client.getOutputStream().write(text("hello"));
                TwoGateways.until(
                        "as many are open",
                        () -> pair.near().connections().stream()
                                        .filter(one -> one.state() == ConnectionInfo.State.OPEN)
                                        .count()
                                == opened);
            }
        }
    }

    @Test
    void waitsOnAFurtherChannelUntilAnOlderPeerIsHeard() throws Exception {
        try (TwoGateways two = new TwoGateways(GatewayConfig.defaults(), true);
                Server echo = Server.echo()) {
            Pair pair = two.tunnelTo(echo.port());
            two.farTransport.peers.getLast().losesFirst = 3;
            for (int connection = 0; connection < 3; connection++) {
                try (Socket client = pair.connect()) {
                    client.getOutputStream().write(text("hello"));
                    assertEquals("hello", new String(client.getInputStream().readNBytes(5), StandardCharsets.UTF_8));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void carriesManyMegabytesWithEqualHashes(boolean older) throws Exception {
        try (TwoGateways two = new TwoGateways(GatewayConfig.defaults(), older);
                Server echo = Server.echo()) {
            Pair pair = two.tunnelTo(echo.port());
            // Without credit and without a network nothing slows the sender: what is sent must fit the queue.
            int size = older ? 12 << 20 : 40 << 20;
            try (Socket client = pair.connect()) {
                MessageDigest sent = MessageDigest.getInstance("SHA-256");
                MessageDigest received = MessageDigest.getInstance("SHA-256");
                Thread sender = Thread.ofVirtual().start(() -> {
                    Random random = new Random(1);
                    byte[] piece = new byte[70_001];
                    try {
                        OutputStream out = client.getOutputStream();
                        for (int left = size; left > 0; ) {
                            random.nextBytes(piece);
                            int n = Math.min(left, 1 + random.nextInt(piece.length));
                            sent.update(piece, 0, n);
                            out.write(piece, 0, n);
                            left -= n;
                        }
                        client.shutdownOutput();
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                });
                long bytes = client.getInputStream()
                        .transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), received));
                sender.join();
                assertEquals(size, bytes);
                assertArrayEquals(sent.digest(), received.digest());
            }
        }
    }

    @Test
    void deliversTheAnswerAfterTheClientsHalfClose() throws Exception {
        try (TwoGateways two = new TwoGateways();
                Server server = new Server(client -> {
                    byte[] all = client.getInputStream().readAllBytes();
                    client.getOutputStream().write(text("got " + all.length));
                })) {
            Pair pair = two.tunnelTo(server.port());
            try (Socket client = pair.connect()) {
                client.getOutputStream().write(new byte[100_000]);
                client.shutdownOutput();
                assertEquals("got 100000", new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void deliversTheRequestAfterTheTargetsHalfClose() throws Exception {
        CountDownLatch whole = new CountDownLatch(1);
        try (TwoGateways two = new TwoGateways();
                Server server = new Server(client -> {
                    client.getOutputStream().write(text("bye"));
                    client.shutdownOutput();
                    if (client.getInputStream().readAllBytes().length == 300_000) {
                        whole.countDown();
                    }
                })) {
            Pair pair = two.tunnelTo(server.port());
            try (Socket client = pair.connect()) {
                assertEquals("bye", new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
                client.getOutputStream().write(new byte[300_000]);
                client.shutdownOutput();
                whole.await();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void tellsWhyATargetRefused(boolean older) throws Exception {
        // Bound and not listening: the port stays refused for as long as the test runs.
        try (SocketChannel bound = SocketChannel.open().bind(TwoGateways.ANY_PORT);
                TwoGateways two = new TwoGateways(GatewayConfig.defaults(), older)) {
            Pair pair = two.tunnelTo(bound.socket().getLocalPort());
            try (Socket client = pair.connect()) {
                assertThrows(IOException.class, () -> {
                    if (client.getInputStream().read() < 0) {
                        throw new IOException("ended");
                    }
                });
            }
            TwoGateways.until(
                    "the near side hears of it",
                    () -> two.nearEvents.stream()
                            .anyMatch(e -> e instanceof Event.ConnectionClosed(var tube, var info, var reason)
                                    && reason.kind() == Kind.CONNECTION_FAILED));
        }
    }

    @Test
    void showsAResetAsAResetAndNotAsAnEnd() throws Exception {
        try (TwoGateways two = new TwoGateways();
                Server server = new Server(client -> {
                    client.getInputStream().read();
                    client.setSoLinger(true, 0);
                })) {
            Pair pair = two.tunnelTo(server.port());
            try (Socket client = pair.connect()) {
                client.getOutputStream().write(1);
                assertThrows(IOException.class, () -> client.getInputStream().read());
            }
        }
    }

    @Test
    void holdsNoMoreThanTheWindowForASlowReader() throws Exception {
        TubeLimits limits = with(64 << 10, 128 << 10, 1 << 20, Duration.ofSeconds(5), Duration.ZERO);
        CountDownLatch go = new CountDownLatch(1);
        try (TwoGateways two = new TwoGateways(limits(limits), false);
                Server server = new Server(client -> {
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        return;
                    }
                    client.getInputStream().transferTo(OutputStream.nullOutputStream());
                })) {
            Pair pair = two.tunnelTo(server.port());
            long total = 64L << 20;
            try (Socket client = pair.connect()) {
                Thread sender = Thread.ofVirtual().start(() -> {
                    try {
                        for (long i = 0; i < total / 65_536; i++) {
                            client.getOutputStream().write(new byte[65_536]);
                        }
                        client.shutdownOutput();
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                });
                long[] before = {-1};
                TwoGateways.until("the sender stands still", () -> {
                    long now = pair.far().stats().bytesReceived();
                    boolean still = now > 64 << 10 && now == before[0];
                    before[0] = now;
                    java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
                    return still;
                });
                assertTrue(sender.isAlive(), "the client was not stopped");
                long held = pair.far().stats().bufferedBytes();
                assertTrue(held <= 128 << 10, "held=" + held);
                assertTrue(
                        two.far.stats().buffersInUseBytes() < 1 << 20,
                        two.far.stats().toString());
                assertTrue(
                        two.near.stats().buffersInUseBytes() < 1 << 20,
                        two.near.stats().toString());

                try (Socket other = pair.connect()) {
                    other.getOutputStream().write(1);
                    TwoGateways.until(
                            "another connection is carried",
                            () -> pair.far().connections().size() == 2);
                }
                go.countDown();
                sender.join();
                TwoGateways.until("all has arrived", () -> pair.far().stats().bytesReceived() >= total);
            }
        }
    }

    @Test
    void aStalledConnectionDoesNotStopTheOthers() throws Exception {
        TubeLimits limits = with(64 << 10, 64 << 10, 1 << 20, Duration.ofSeconds(5), Duration.ZERO);
        CountDownLatch never = new CountDownLatch(1);
        try (TwoGateways two = new TwoGateways(limits(limits), false);
                Server server = new Server(client -> {
                    InputStream in = client.getInputStream();
                    if (in.read() == 's') {
                        try {
                            never.await();
                        } catch (InterruptedException e) {
                            return;
                        }
                    }
                    in.transferTo(client.getOutputStream());
                })) {
            Pair pair = two.tunnelTo(server.port());
            try (Socket stalled = pair.connect();
                    Socket live = pair.connect()) {
                Thread.ofVirtual().start(() -> {
                    try {
                        stalled.getOutputStream().write('s');
                        while (true) {
                            stalled.getOutputStream().write(new byte[65_536]);
                        }
                    } catch (IOException e) {
                        // Ends with the test.
                    }
                });
                live.getOutputStream().write('l');
                for (int i = 0; i < 500; i++) {
                    live.getOutputStream().write(text("ping"));
                    assertEquals("ping", new String(live.getInputStream().readNBytes(4), StandardCharsets.UTF_8));
                }
            } finally {
                never.countDown();
            }
        }
    }

    @Test
    void closesOnlyTheConnectionWhoseReaderIsTooSlowForAnOlderPeer() throws Exception {
        TubeLimits limits = with(64 << 10, 64 << 10, 256 << 10, Duration.ofSeconds(5), Duration.ZERO);
        CountDownLatch never = new CountDownLatch(1);
        try (TwoGateways two = new TwoGateways(limits(limits), true);
                Server server = new Server(client -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        return;
                    }
                })) {
            Pair pair = two.tunnelTo(server.port());
            try (Socket client = pair.connect()) {
                assertThrows(IOException.class, () -> {
                    for (int i = 0; i < 10_000; i++) {
                        client.getOutputStream().write(new byte[65_536]);
                    }
                });
            }
            never.countDown();
            TwoGateways.until(
                    "the far side says why",
                    () -> two.farEvents.stream()
                            .anyMatch(e -> e instanceof Event.ConnectionClosed(var tube, var info, var reason)
                                    && reason.kind() == Kind.PROXY_ERROR
                                    && reason.detail().contains("too slow")));
            assertEquals(TubeStatus.READY, pair.far().status());
        }
    }

    @Test
    void givesUpATargetThatStaysMute() throws Exception {
        TubeLimits limits = with(64 << 10, 64 << 10, 1 << 20, Duration.ofSeconds(5), Duration.ofSeconds(1));
        CountDownLatch never = new CountDownLatch(1);
        try (TwoGateways two = new TwoGateways(limits(limits), false);
                Server server = new Server(client -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        return;
                    }
                })) {
            Pair pair = two.tunnelTo(server.port());
            try (Socket client = pair.connect()) {
                assertThrows(IOException.class, () -> {
                    if (client.getInputStream().read() < 0) {
                        throw new IOException("ended");
                    }
                });
            } finally {
                never.countDown();
            }
            TwoGateways.until(
                    "idle is the reason",
                    () -> two.nearEvents.stream()
                            .anyMatch(e -> e instanceof Event.ConnectionClosed(var tube, var info, var reason)
                                    && reason.kind() == Kind.TIMEOUT));
        }
    }

    @Test
    void closesOneConnectionByItsNumber() throws Exception {
        try (TwoGateways two = new TwoGateways();
                Server echo = Server.echo()) {
            Pair pair = two.tunnelTo(echo.port());
            try (Socket one = pair.connect();
                    Socket other = pair.connect()) {
                other.getOutputStream().write(7);
                assertEquals(7, other.getInputStream().read());
                one.getOutputStream().write(8);
                assertEquals(8, one.getInputStream().read());
                int number = pair.near().connections().stream()
                        .filter(c -> c.target().endsWith(":" + one.getLocalPort()))
                        .findFirst()
                        .orElseThrow()
                        .number();
                pair.near().closeConnection(number, CloseReason.of(Kind.ADMIN_CLOSED, "by hand"));
                assertThrows(IOException.class, () -> one.getInputStream().read());
                other.getOutputStream().write(9);
                assertEquals(9, other.getInputStream().read());
                TwoGateways.until(
                        "the far side hears the reason",
                        () -> two.farEvents.stream()
                                .anyMatch(e -> e instanceof Event.ConnectionClosed(var tube, var info, var reason)
                                        && reason.equals(CloseReason.of(Kind.ADMIN_CLOSED, "by hand"))));
            }
        }
    }

    @Test
    void givesAnOlderDiallerAChannelForEachConnection() throws Exception {
        try (TwoGateways two = new TwoGateways(GatewayConfig.defaults(), true);
                Server echo = Server.echo()) {
            Pair pair = two.tunnelTo(echo.port());
            for (int i = 0; i < 5; i++) {
                try (Socket client = pair.connect()) {
                    client.getOutputStream().write(i);
                    assertEquals(i, client.getInputStream().read());
                    client.shutdownOutput();
                    assertEquals(-1, client.getInputStream().read());
                }
            }
            assertEquals(
                    5,
                    two.nearTransport.peers.getLast().channels.stream()
                            .map(channel -> channel.label)
                            .distinct()
                            .count(),
                    "each has a label of its own: an older peer keeps its channels by it");
            TwoGateways.until(
                    "each of its own is closed again",
                    () -> two.nearTransport.peers.getLast().channels.stream()
                                    .filter(channel -> channel.closed)
                                    .count()
                            == 4);
            assertEquals(TubeStatus.READY, pair.near().status());
        }
    }
}
