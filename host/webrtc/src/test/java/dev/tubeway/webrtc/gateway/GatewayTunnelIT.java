package dev.tubeway.webrtc.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tubeway.CloseReason.Kind;
import dev.tubeway.Gateway;
import dev.tubeway.TubeStatus;
import dev.tubeway.webrtc.gateway.TwoGateways.Pair;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// TCP through a tube between two gateways over WebRTC.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GatewayTunnelIT {

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void assertEmptyAndReady(Pair pair) {
        TwoGateways.until(
                "no connection is left",
                () -> pair.near().connections().isEmpty()
                        && pair.far().connections().isEmpty());
        assertEquals(TubeStatus.READY, pair.near().status());
        assertEquals(TubeStatus.READY, pair.far().status());
    }

    @Test
    void carriesAHundredMegabytesEachWayWithEqualHashes() throws Exception {
        long bytes = 100_000_000;
        try (TwoGateways two = new TwoGateways();
                Server echo = Server.echo()) {
            Pair pair = two.tunnelTo(echo.port());
            try (Socket client = pair.connect()) {
                FutureTask<Stream> sent = Stream.sending(client, bytes, 1);
                Stream received = Stream.received(client.getInputStream());
                assertEquals(sent.get(), received);
            }
            assertEmptyAndReady(pair);
            assertEquals(bytes, pair.near().stats().bytesSent());
            assertEquals(bytes, pair.near().stats().bytesReceived());
            assertEquals(bytes, pair.far().stats().bytesSent());
            assertEquals(bytes, pair.far().stats().bytesReceived());
        }
    }

    @Test
    void carriesTwoHundredShortConnections() throws Exception {
        try (TwoGateways two = new TwoGateways();
                Server echo = Server.echo()) {
            Pair pair = two.tunnelTo(echo.port());
            for (int i = 0; i < 200; i++) {
                byte[] said = text("connection " + i);
                try (Socket client = pair.connect()) {
                    client.getOutputStream().write(said);
                    client.shutdownOutput();
                    assertEquals(
                            "connection " + i,
                            new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
                }
            }
            assertEmptyAndReady(pair);
            for (Gateway gateway : List.of(two.near, two.far)) {
                TwoGateways.until(
                        "every end is counted",
                        () -> gateway.stats().connectionsClosed().getOrDefault(Kind.NORMAL, 0L) == 200);
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
            assertEmptyAndReady(pair);
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
                assertEquals(true, whole.await(TwoGateways.DEADLINE.toSeconds(), TimeUnit.SECONDS));
            }
            assertEmptyAndReady(pair);
        }
    }

    @Test
    void showsTheTargetsResetToTheClientAsAReset() throws Exception {
        try (TwoGateways two = new TwoGateways();
                Server server = new Server(client -> {
                    client.getInputStream().read();
                    client.setSoLinger(true, 0);
                })) {
            Pair pair = two.tunnelTo(server.port());
            try (Socket client = pair.connect()) {
                client.getOutputStream().write(1);
                assertThrows(
                        SocketException.class, () -> client.getInputStream().read());
            }
            assertEmptyAndReady(pair);
        }
    }

    @Test
    void showsTheClientsResetToTheTargetAsAReset() throws Exception {
        CountDownLatch reset = new CountDownLatch(1);
        try (TwoGateways two = new TwoGateways();
                Server server = new Server(client -> {
                    client.getOutputStream().write(client.getInputStream().read());
                    try {
                        client.getInputStream().read();
                    } catch (SocketException e) {
                        reset.countDown();
                    }
                })) {
            Pair pair = two.tunnelTo(server.port());
            try (Socket client = pair.connect()) {
                client.getOutputStream().write(1);
                assertEquals(1, client.getInputStream().read());
                client.setSoLinger(true, 0);
            }
            assertEquals(true, reset.await(TwoGateways.DEADLINE.toSeconds(), TimeUnit.SECONDS));
            assertEmptyAndReady(pair);
        }
    }

    @Test
    void tellsBothSidesThatTheTargetRefused() throws Exception {
        try (TwoGateways two = new TwoGateways()) {
            Pair pair = two.tunnelTo(Server.nobody(InetAddress.getLoopbackAddress()));
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
                            .anyMatch(e -> TwoGateways.isClosedConnection(e, Kind.CONNECTION_FAILED)));
            assertEmptyAndReady(pair);
        }
    }
}
