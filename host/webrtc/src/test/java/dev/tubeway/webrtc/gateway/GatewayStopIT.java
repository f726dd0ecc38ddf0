package dev.tubeway.webrtc.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.CloseReason;
import dev.tubeway.CloseReason.Kind;
import dev.tubeway.TubeRequest;
import dev.tubeway.TubewayException;
import dev.tubeway.TubewayException.Problem;
import dev.tubeway.webrtc.gateway.TwoGateways.Pair;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A gateway that stops: it drains, then says goodbye with a reason that the other side sees.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GatewayStopIT {
    private static final CloseReason MAINTENANCE = CloseReason.of(Kind.ADMIN_CLOSED, "maintenance");

    private static void assertSeenByNear(TwoGateways two, Pair pair) {
        TwoGateways.until("the near tube ends as well", () -> two.near.tubes().isEmpty());
        assertEquals(MAINTENANCE, pair.near().closeReason().orElseThrow());
        assertEquals(MAINTENANCE, pair.far().closeReason().orElseThrow());
    }

    private static void assertEchoes(Socket client, int value) throws IOException {
        client.getOutputStream().write(value);
        assertEquals(value, client.getInputStream().read());
    }

    @Test
    void letsARunningConnectionEndBeforeItStops() throws Exception {
        try (TwoGateways two = new TwoGateways();
                Server echo = Server.echo()) {
            Pair pair = two.tunnelTo(echo.port());
            Thread closing;
            try (Socket client = pair.connect()) {
                assertEchoes(client, 1);
                closing = Thread.ofVirtual().start(() -> two.far.close(TwoGateways.DEADLINE, MAINTENANCE));
                TwoGateways.until("it takes no more", () -> !two.far.capacity().canAcceptMore());
                TubewayException refused = assertThrows(
                        TubewayException.class,
                        () -> two.far.createTube(TubeRequest.offer("test", TwoGateways.dialler(echo.port()))));
                assertEquals(Problem.SHUTTING_DOWN, refused.problem());
                for (int i = 0; i < 100; i++) {
                    assertEchoes(client, i);
                }
                assertTrue(closing.isAlive(), "it did not wait for the connection");
                client.shutdownOutput();
                assertEquals(-1, client.getInputStream().read());
            }
            closing.join();
            assertSeenByNear(two, pair);
        }
    }

    @Test
    void closesWhatDoesNotEndInTime() throws Exception {
        try (TwoGateways two = new TwoGateways();
                Server echo = Server.echo()) {
            Pair pair = two.tunnelTo(echo.port());
            try (Socket client = pair.connect()) {
                assertEchoes(client, 1);
                two.far.close(Duration.ofMillis(300), MAINTENANCE);
                assertThrows(IOException.class, () -> client.getInputStream().read());
            }
            assertSeenByNear(two, pair);
        }
    }

    @Test
    void saysGoodbyeWhileMuchIsUnderWay() throws Exception {
        try (TwoGateways two = new TwoGateways();
                Server flooding = new Server(client -> {
                    byte[] piece = new byte[1 << 16];
                    while (true) {
                        client.getOutputStream().write(piece);
                    }
                })) {
            Pair pair = two.tunnelTo(flooding.port());
            try (Socket client = pair.connect()) {
                client.getInputStream().readNBytes(1_000_000);
                two.far.close(Duration.ZERO, MAINTENANCE);
                // A cut stream must not pass for a whole one.
                assertThrows(IOException.class, () -> Stream.received(client.getInputStream()));
            }
            assertSeenByNear(two, pair);
        }
    }
}
