package dev.tubeway.internal.tube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.CloseReason;
import dev.tubeway.CloseReason.Kind;
import dev.tubeway.Conversation;
import dev.tubeway.Gateway;
import dev.tubeway.GatewayConfig;
import dev.tubeway.GatewayListener.Event;
import dev.tubeway.Tube;
import dev.tubeway.TubeLimits;
import dev.tubeway.TubeRequest;
import dev.tubeway.TubeStatus;
import dev.tubeway.TubewayException;
import dev.tubeway.TubewayException.Problem;
import dev.tubeway.internal.tube.TwoGateways.Pair;
import dev.tubeway.spi.TransportProvider;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TubeRegistryTest {
    private static final Conversation DIALLER = new Conversation.TunnelDialler("127.0.0.1", 9);

    private static TubeRequest offer() {
        return TubeRequest.offer("test", DIALLER);
    }

    private static Problem problem(org.junit.jupiter.api.function.Executable call) {
        return assertThrows(TubewayException.class, call).problem();
    }

    private static String base64(String sdp) {
        return Base64.getEncoder().encodeToString(sdp.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void makesFindsAndForgetsATube() {
        try (Gateway gateway = Gateway.start(GatewayConfig.defaults(), new MemoryTransport())) {
            Tube tube = gateway.createTube(offer());
            assertTrue(gateway.tube(tube.id()).isPresent());
            assertEquals(List.of(tube), gateway.tubes());
            assertEquals(TubeStatus.INITIALIZING, tube.status());
            assertTrue(tube.offer().isPresent());
            tube.close(CloseReason.of(Kind.ADMIN_CLOSED));
            tube.close(CloseReason.of(Kind.NORMAL));
            TwoGateways.until("it is forgotten", () -> gateway.tube(tube.id()).isEmpty());
            assertEquals(TubeStatus.CLOSED, tube.status());
            assertEquals(Kind.ADMIN_CLOSED, tube.closeReason().orElseThrow().kind());
            assertEquals(Problem.TUBE_CLOSED, problem(() -> tube.acceptAnswer(base64("v=0\r\n"))));
            assertEquals(Problem.TUBE_CLOSED, problem(() -> tube.addCandidate("candidate:1")));
        }
    }

    @Test
    void diagnosesTheTransportAndWhatCodesImages() {
        try (Gateway gateway = Gateway.start(GatewayConfig.defaults(), new MemoryTransport())) {
            List<String> subjects = gateway.diagnose(List.of(), Duration.ofSeconds(1)).stream()
                    .map(TransportProvider.Finding::subject)
                    .toList();
            // This jar has the JDK's coder alone.
            assertEquals(List.of("memory", "images"), subjects);
        }
    }

    @Test
    void refusesTheCreateThatIsOneTooMany() {
        MemoryTransport transport = new MemoryTransport();
        try (Gateway gateway = Gateway.start(GatewayConfig.defaults(), transport)) {
            transport.holdCreates = true;
            List<Throwable> failures = new CopyOnWriteArrayList<>();
            for (int i = 0; i < 100; i++) {
                Thread.ofPlatform().start(() -> {
                    try {
                        gateway.createTube(offer());
                    } catch (RuntimeException e) {
                        failures.add(e);
                    }
                });
            }
            TwoGateways.until(
                    "100 creates are under way", () -> gateway.capacity().activeCreates() == 100);
            TubewayException refused = assertThrows(TubewayException.class, () -> gateway.createTube(offer()));
            transport.holdCreates = false;
            assertEquals(Problem.CAPACITY, refused.problem());
            assertEquals(100, refused.capacity().orElseThrow().loadPercentage());
            assertTrue(refused.capacity().orElseThrow().suggestedDelay().toMillis() >= 100);
            TwoGateways.until("all are done", () -> gateway.capacity().activeCreates() == 0);
            assertEquals(List.of(), failures);
            assertEquals(100, gateway.tubes().size());
            assertEquals(1, gateway.stats().createsRefused());
        }
    }

    @Test
    void goesNoFurtherWithATubeThatIsClosedWhileItIsMade() throws Exception {
        MemoryTransport transport = new MemoryTransport();
        try (Gateway gateway = Gateway.start(GatewayConfig.defaults(), transport)) {
            transport.holdCreates = true;
            FutureTask<Problem> creating = new FutureTask<>(() -> problem(() -> gateway.createTube(offer())));
            Thread.ofPlatform().start(creating);
            TwoGateways.until("it is under way", () -> transport.asked.get() == 1);
            assertEquals(TubeStatus.INITIALIZING, gateway.tubes().getFirst().status());
            gateway.tubes().getFirst().close(CloseReason.of(Kind.ADMIN_CLOSED));
            transport.holdCreates = false;
            assertEquals(Problem.TUBE_CLOSED, creating.get());
            assertFalse(transport.peers.getLast().offered, "an offer was made for nobody");
            assertTrue(transport.peers.getLast().closed);
        }
    }

    @Test
    void refusesMoreTubesThanItMayHave() {
        try (Gateway gateway = Gateway.start(GatewayConfig.defaults().withMaxTubes(2), new MemoryTransport())) {
            gateway.createTube(offer());
            gateway.createTube(offer());
            assertEquals(Problem.CAPACITY, problem(() -> gateway.createTube(offer())));
            assertFalse(gateway.capacity().canAcceptMore());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not base64!", "bm90IHNkcA==", "dj0w=dj0w", "gICA"})
    void refusesAnOfferThatIsNone(String offered) {
        try (Gateway gateway = Gateway.start(GatewayConfig.defaults(), new MemoryTransport())) {
            assertEquals(
                    Problem.INVALID_DESCRIPTION,
                    problem(() -> gateway.createTube(TubeRequest.answer("test", DIALLER, offered))));
            TwoGateways.until("nothing is left of it", () -> gateway.tubes().isEmpty());
            TwoGateways.until("its place is free", () -> gateway.capacity().activeCreates() == 0);
        }
    }

    @Test
    void refusesAnOfferWhereAnAnswerIsDue() {
        try (Gateway gateway = Gateway.start(GatewayConfig.defaults(), new MemoryTransport())) {
            Tube one = gateway.createTube(offer());
            Tube other = gateway.createTube(offer());
            String offered = other.offer().orElseThrow();
            assertEquals(Problem.UNEXPECTED_DESCRIPTION, problem(() -> one.acceptAnswer(offered)));
            Tube answering = gateway.createTube(TubeRequest.answer("test", DIALLER, offered));
            assertEquals(
                    Problem.UNEXPECTED_DESCRIPTION,
                    problem(() -> answering.acceptAnswer(answering.answer().orElseThrow())));
            assertEquals(TubeStatus.INITIALIZING, one.status());
        }
    }

    @Test
    void saysThatTheListenerPortIsTaken() throws Exception {
        try (Gateway gateway = Gateway.start(GatewayConfig.defaults(), new MemoryTransport());
                ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            TubewayException refused = assertThrows(
                    TubewayException.class,
                    () -> gateway.createTube(TubeRequest.offer(
                            "test",
                            new Conversation.TunnelListener(
                                    new java.net.InetSocketAddress(taken.getInetAddress(), taken.getLocalPort()),
                                    false))));
            assertEquals(Problem.LISTEN_FAILED, refused.problem());
            assertTrue(
                    String.valueOf(refused.getMessage()).contains(":" + taken.getLocalPort()),
                    String.valueOf(refused.getMessage()));
            TwoGateways.until("nothing is left of it", () -> gateway.tubes().isEmpty());
        }
    }

    @Test
    void takesNoTubesWhileStopping() {
        Gateway gateway = Gateway.start(GatewayConfig.defaults(), new MemoryTransport());
        Tube tube = gateway.createTube(offer());
        gateway.close(Duration.ZERO, CloseReason.of(Kind.TUNNEL_CLOSED, "stop"));
        assertEquals("stop", tube.closeReason().orElseThrow().detail());
        assertEquals(Problem.SHUTTING_DOWN, problem(() -> gateway.createTube(offer())));
        gateway.close();
    }

    @Test
    void reapsATubeThatNeverGetsReady() {
        TubeLimits d = TubeLimits.defaults();
        TubeLimits hasty = new TubeLimits(
                d.maxFrameBytes(),
                d.maxConnections(),
                d.windowBytes(),
                d.maxWindowBytes(),
                d.queueBytes(),
                d.tubeBufferBytes(),
                d.sendBufferBytes(),
                d.openTimeout(),
                d.idleTimeout(),
                Duration.ofMillis(100),
                d.disconnectTimeout(),
                d.keepaliveInterval());
        List<Event> events = new CopyOnWriteArrayList<>();
        try (Gateway gateway = Gateway.start(GatewayConfig.defaults().withLimits(hasty), new MemoryTransport())) {
            gateway.subscribe(events::add);
            gateway.createTube(offer());
            TwoGateways.until("it is reaped", () -> gateway.tubes().isEmpty());
            TwoGateways.until(
                    "it is told why",
                    () -> events.stream()
                            .anyMatch(e -> e instanceof Event.StatusChanged(var id, var status, var reason)
                                    && status == TubeStatus.FAILED
                                    && reason.orElseThrow().kind() == Kind.TIMEOUT));
        }
    }

    @Test
    void tellsThePeerGoodbyeWithTheReason() throws Exception {
        try (TwoGateways two = new TwoGateways()) {
            Pair pair = two.tunnelTo(9);
            pair.near().close(CloseReason.of(Kind.ADMIN_CLOSED, "maintenance"));
            TwoGateways.until("the far tube ends as well", () -> two.far.tubes().isEmpty());
            assertEquals(
                    CloseReason.of(Kind.ADMIN_CLOSED, "maintenance"),
                    pair.far().closeReason().orElseThrow());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void waitsForAGoodbyeThatIsOnItsWay(boolean older) throws Exception {
        try (TwoGateways two = new TwoGateways(GatewayConfig.defaults(), older)) {
            Pair pair = two.tunnelTo(9);
            two.nearChannel().onTheWay = Duration.ofMillis(100);
            pair.near().close(CloseReason.of(Kind.ADMIN_CLOSED, "maintenance"));
            TwoGateways.until("the far tube ends as well", () -> two.far.tubes().isEmpty());
            assertEquals(
                    CloseReason.of(Kind.ADMIN_CLOSED, "maintenance"),
                    pair.far().closeReason().orElseThrow());
        }
    }

    @Test
    void closesTheTubeOfAPeerThatSendsText() throws Exception {
        try (TwoGateways two = new TwoGateways()) {
            Pair pair = two.tunnelTo(9);
            two.nearChannel().text();
            TwoGateways.until("the far tube ends", () -> two.far.tubes().isEmpty());
            assertEquals(
                    Kind.PROTOCOL_ERROR, pair.far().closeReason().orElseThrow().kind());
            TwoGateways.until("the near one hears of it", () -> two.near.tubes().isEmpty());
            assertEquals(
                    Kind.PROTOCOL_ERROR, pair.near().closeReason().orElseThrow().kind());
        }
    }

    @Test
    void marksATubeWhosePeerVanishedAsDisconnected() throws Exception {
        try (TwoGateways two = new TwoGateways()) {
            Pair pair = two.tunnelTo(9);
            two.nearTransport.peers.getLast().vanish();
            TwoGateways.until("it is disconnected", () -> pair.far().status() == TubeStatus.DISCONNECTED);
        }
    }

    @Test
    void keepsCountsOverManyCreatesAndCloses() {
        try (Gateway gateway = Gateway.start(GatewayConfig.defaults(), new MemoryTransport())) {
            for (int i = 0; i < 1000; i++) {
                gateway.createTube(offer()).close(CloseReason.of(Kind.NORMAL));
            }
            TwoGateways.until("none is left", () -> gateway.tubes().isEmpty());
            assertEquals(1000, gateway.stats().tubesCreated());
            assertEquals(1000, gateway.stats().tubesClosed().getOrDefault(Kind.NORMAL, 0L));
            assertEquals(0, gateway.stats().buffersInUseBytes());
        }
    }
}
