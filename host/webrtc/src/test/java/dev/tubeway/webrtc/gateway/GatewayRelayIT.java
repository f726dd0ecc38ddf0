package dev.tubeway.webrtc.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.Gateway;
import dev.tubeway.GatewayConfig;
import dev.tubeway.IceServer;
import dev.tubeway.Tube;
import dev.tubeway.spi.TransportProvider.Finding;
import dev.tubeway.spi.TransportProvider.Verdict;
import dev.tubeway.webrtc.gateway.LossyUdpLink.Weather;
import dev.tubeway.webrtc.gateway.TwoGateways.Pair;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Tubes through a TURN server, over a good link and over a bad one.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GatewayRelayIT {
    private TurnServer turn;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        turn = new TurnServer(folder);
    }

    @AfterAll
    void stop() {
        turn.close();
    }

    private static Pair relayed(TwoGateways two, int target, IceServer nearServer, IceServer farServer)
            throws InterruptedException {
        return two.join(
                TwoGateways.listener(),
                TwoGateways.dialler(target),
                request -> request.withRelayOnly(true).withIceServers(List.of(nearServer)),
                request -> request.withRelayOnly(true).withIceServers(List.of(farServer)));
    }

    private static void assertRelayed(Tube tube) {
        TwoGateways.until(
                "a selected pair", () -> tube.stats().path().selected().isPresent());
        var selected = tube.stats().path().selected().orElseThrow();
        assertEquals("relay", selected.localType(), selected.toString());
        assertEquals("relay", selected.remoteType(), selected.toString());
    }

    @Test
    void carriesThroughARelayWhereNothingElseMayBeUsed() throws Exception {
        try (TwoGateways two = new TwoGateways();
                Server echo = Server.echo()) {
            Pair pair = relayed(two, echo.port(), turn.direct(), turn.direct());
            try (Socket client = pair.connect()) {
                FutureTask<Stream> sent = Stream.sending(client, 5_000_000, 4);
                assertEquals(sent.get(), Stream.received(client.getInputStream()));
            }
            assertRelayed(pair.near());
            assertRelayed(pair.far());
        }
    }

    @Test
    void diagnosesWhetherTheSecretIsTheServers() {
        IceServer wrong = IceServer.turnWithSecret(turn.direct().urls().getFirst(), "south");
        try (Gateway gateway = Gateway.start(GatewayConfig.defaults())) {
            for (IceServer server : List.of(turn.direct(), wrong)) {
                Finding finding = gateway.diagnose(List.of(server), Duration.ofSeconds(5)).stream()
                        .filter(one -> one.subject().startsWith("turn:"))
                        .findFirst()
                        .orElseThrow();
                assertEquals(server.equals(wrong) ? Verdict.FAILED : Verdict.OK, finding.verdict(), finding.toString());
            }
        }
    }

    @Test
    void carriesWholeOverALinkThatLosesDelaysAndReorders() throws Exception {
        try (LossyUdpLink link = new LossyUdpLink(turn.address(), new Weather(2, 20, 4, 1));
                TwoGateways two = new TwoGateways();
                Server hashing = new Server(client -> {
                    Stream received = Stream.received(client.getInputStream());
                    client.getOutputStream().write(received.sha256().getBytes(StandardCharsets.US_ASCII));
                })) {
            Pair pair = relayed(two, hashing.port(), TurnServer.behind(link.port()), turn.direct());
            try (Socket client = pair.connect()) {
                // SCTP is slow over such a link; the timeout of the class is enough.
                client.setSoTimeout(0);
                FutureTask<Stream> sent = Stream.sending(client, 5_000_000, 5);
                String hash = new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                assertEquals(sent.get().sha256(), hash);
            }
            assertRelayed(pair.near());
            assertRelayed(pair.far());
            assertTrue(link.lost() > 0 && link.overtaken() > 0, "the link was not bad");
        }
    }
}
