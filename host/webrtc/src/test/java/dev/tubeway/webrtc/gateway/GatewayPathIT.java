package dev.tubeway.webrtc.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.CloseReason.Kind;
import dev.tubeway.GatewayConfig;
import dev.tubeway.TubeLimits;
import dev.tubeway.TubeRequest;
import dev.tubeway.TubeStatus;
import dev.tubeway.webrtc.gateway.LossyUdpLink.Weather;
import dev.tubeway.webrtc.gateway.TwoGateways.Pair;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The path between two gateways changes, goes and comes back. To cut it, both use a relay only, the near one behind a
/// link that can be cut.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GatewayPathIT {
    private TurnServer turn;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        turn = new TurnServer(folder);
    }

    @AfterAll
    void stop() {
        turn.close();
    }

    private Pair behind(LossyUdpLink link, TwoGateways two, int target, boolean trickle) throws InterruptedException {
        return two.join(
                TwoGateways.listener(),
                TwoGateways.dialler(target),
                request -> request.withTrickleIce(trickle)
                        .withRelayOnly(true)
                        .withIceServers(List.of(TurnServer.behind(link.port()))),
                request -> request.withTrickleIce(trickle).withRelayOnly(true).withIceServers(List.of(turn.direct())));
    }

    private static void assertEchoes(Socket client, int value) throws IOException {
        client.getOutputStream().write(value);
        assertEquals(value, client.getInputStream().read());
    }

    private static GatewayConfig silenceAllowed(Duration time) {
        return GatewayConfig.defaults()
                .withLimits(TwoGateways.patience(TubeLimits.defaults().connectTimeout(), time));
    }

    @Test
    void aConnectionFlowsAcrossARestartOfIce() throws Exception {
        UnaryOperator<TubeRequest> trickling = request -> request.withTrickleIce(true);
        try (TwoGateways two = new TwoGateways();
                Server echo = Server.echo()) {
            Pair pair = two.join(TwoGateways.listener(), TwoGateways.dialler(echo.port()), trickling, trickling);
            try (Socket client = pair.connect()) {
                FutureTask<Stream> sent = Stream.sending(client, 30_000_000, 6);
                FutureTask<Stream> received = new FutureTask<>(() -> Stream.received(client.getInputStream()));
                Thread.ofVirtual().start(received);
                for (int i = 1; i <= 3; i++) {
                    String before =
                            pair.near().stats().path().selected().orElseThrow().local();
                    String offer = pair.near().restartIce();
                    pair.near().acceptAnswer(pair.far().acceptOffer(offer));
                    TwoGateways.until(
                            "another pair is selected",
                            () -> pair.near().stats().path().selected().stream()
                                    .anyMatch(selected -> !selected.local().equals(before)));
                    assertEquals(i, pair.near().stats().iceRestarts());
                }
                assertEquals(sent.get(), received.get());
            }
            assertEquals(TubeStatus.READY, pair.near().status());
            assertEquals(TubeStatus.READY, pair.far().status());
            TwoGateways.until("each restart is told", () -> two.signalling.restartOffers.get() == 3);
        }
    }

    @Test
    void theFarSideMayRestartAsWell() throws Exception {
        UnaryOperator<TubeRequest> trickling = request -> request.withTrickleIce(true);
        try (TwoGateways two = new TwoGateways();
                Server echo = Server.echo()) {
            Pair pair = two.join(TwoGateways.listener(), TwoGateways.dialler(echo.port()), trickling, trickling);
            try (Socket client = pair.connect()) {
                assertEchoes(client, 1);
                String offer = pair.far().restartIce();
                assertNotEquals(offer, pair.near().offer().orElseThrow());
                pair.far().acceptAnswer(pair.near().acceptOffer(offer));
                for (int i = 0; i < 100; i++) {
                    assertEchoes(client, i);
                }
            }
        }
    }

    @Test
    void comesBackAfterARestartOfItsOwnWhenTheLinkIsBack() throws Exception {
        try (LossyUdpLink link = new LossyUdpLink(turn.address(), Weather.FINE);
                TwoGateways two = new TwoGateways(silenceAllowed(Duration.ofSeconds(60)));
                Server echo = Server.echo()) {
            Pair pair = behind(link, two, echo.port(), true);
            two.signalling.passesRestarts = true;
            try (Socket client = pair.connect()) {
                assertEchoes(client, 1);
                link.cut();
                TwoGateways.until(
                        "both are disconnected",
                        () -> pair.near().status() == TubeStatus.DISCONNECTED
                                && pair.far().status() == TubeStatus.DISCONNECTED);
                TwoGateways.until("a restart was agreed on", () -> two.signalling.restartsNegotiated.get() >= 1);
                link.restore();
                TwoGateways.until(
                        "both are ready again",
                        () -> pair.near().status() == TubeStatus.READY
                                && pair.far().status() == TubeStatus.READY);
                for (int i = 0; i < 100; i++) {
                    assertEchoes(client, i);
                }
            }
        }
    }

    @Test
    void givesUpAPeerThatStaysAwayAfterAFewRestarts() throws Exception {
        try (LossyUdpLink link = new LossyUdpLink(turn.address(), Weather.FINE);
                TwoGateways two = new TwoGateways(silenceAllowed(Duration.ofSeconds(10)));
                Server echo = Server.echo()) {
            Pair pair = behind(link, two, echo.port(), true);
            two.signalling.passesRestarts = true;
            try (Socket client = pair.connect()) {
                assertEchoes(client, 1);
                link.cut();
                assertLost(two, pair, client);
            }
            int offers = two.signalling.restartOffers.get();
            assertTrue(offers >= 1 && offers <= 3, "offers to restart: " + offers);
        }
    }

    @Test
    void givesUpAPeerThatStaysAwayWithoutTrickle() throws Exception {
        try (LossyUdpLink link = new LossyUdpLink(turn.address(), Weather.FINE);
                TwoGateways two = new TwoGateways(silenceAllowed(Duration.ofSeconds(1)));
                Server echo = Server.echo()) {
            Pair pair = behind(link, two, echo.port(), false);
            try (Socket client = pair.connect()) {
                assertEchoes(client, 1);
                link.cut();
                assertLost(two, pair, client);
            }
            assertEquals(0, two.signalling.restartOffers.get());
        }
    }

    /// Both sides see the loss, free all they had, and the client is told.
    private static void assertLost(TwoGateways two, Pair pair, Socket client) {
        TwoGateways.until(
                "both tubes are gone",
                () -> two.near.tubes().isEmpty() && two.far.tubes().isEmpty());
        assertThrows(IOException.class, () -> client.getInputStream().read());
        assertEquals(
                Kind.CONNECTION_LOST, pair.near().closeReason().orElseThrow().kind());
        assertEquals(
                Kind.CONNECTION_LOST, pair.far().closeReason().orElseThrow().kind());
        for (var events : List.of(two.nearEvents, two.farEvents)) {
            for (TubeStatus status : List.of(TubeStatus.DISCONNECTED, TubeStatus.FAILED)) {
                TwoGateways.until(
                        "it is told: status=" + status,
                        () -> events.stream().anyMatch(e -> TwoGateways.isStatus(e, status)));
            }
        }
        assertEquals(0, two.near.stats().connectionsOpen());
        assertEquals(0, two.far.stats().connectionsOpen());
        assertThrows(IOException.class, pair::connect);
    }
}
