package dev.tubeway.internal.tube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.CloseReason;
import dev.tubeway.Conversation;
import dev.tubeway.GatewayListener.Event;
import dev.tubeway.internal.dial.Until;
import dev.tubeway.internal.module.WasmBuilder;
import dev.tubeway.module.ModuleVerdict;
import dev.tubeway.session.Making;
import dev.tubeway.session.SessionLimits;
import dev.tubeway.session.SessionRequest;
import dev.tubeway.session.Visitor;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A tube whose dialling side serves sessions itself.
@Timeout(60)
class SessionDiallerIT {
    private static final Conversation LISTENER = new Conversation.TunnelListener(TwoGateways.ANY_PORT, false);

    private final TwoGateways gateways = new TwoGateways();

    @AfterEach
    void close() {
        gateways.close();
    }

    private static String all(Socket client) throws IOException {
        return new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void theFarClientHearsReadyFirstAndTheModulesEndLast() throws Exception {
        var builder =
                WasmBuilder.module("test", "1.0.0").imports("end", "iii>i").data(16, "the server said no");
        builder.main(builder.call("end", CloseReason.Kind.SERVER_REFUSE.code(), 16, 18));
        assertInstanceOf(ModuleVerdict.Accepted.class, gateways.far.modules().add(builder.build()));
        TwoGateways.Pair pair =
                gateways.join(LISTENER, new Conversation.SessionDialler("test", Map.of("width", "640")));
        for (int i = 0; i < 2; i++) {
            try (Socket client = pair.connect()) {
                String heard = all(client);
                assertTrue(heard.matches("(?s)5\\.ready,37\\.\\$[0-9a-f-]{36};.*"), heard);
                assertTrue(heard.endsWith("5.error,18.the server said no,3.769;10.disconnect;"), heard);
            }
        }
        Until.holds(
                "both sessions have ended",
                () -> Map.of(CloseReason.Kind.SERVER_REFUSE, 2L)
                        .equals(gateways.far.sessions().stats().ended()));
        assertEquals(0, gateways.near.sessions().stats().started());
    }

    @Test
    void aProtocolThatNoModuleServesIsNamedToTheFarClient() throws Exception {
        TwoGateways.Pair pair = gateways.join(LISTENER, new Conversation.SessionDialler("gopher", Map.of()));
        try (Socket client = pair.connect()) {
            assertEquals("5.error,41.no module here speaks the protocol gopher,3.516;10.disconnect;", all(client));
        }
    }

    @Test
    void theSessionsErrorIsTheReasonOfItsConnection() throws Exception {
        TwoGateways.Pair pair = gateways.join(LISTENER, new Conversation.SessionDialler("gopher", Map.of()));
        try (Socket client = pair.connect()) {
            all(client);
        }
        Until.holds("the connection has ended", () -> ended().isPresent());
        assertEquals(CloseReason.Kind.GUACD_ERROR, ended().orElseThrow().kind());
    }

    private Optional<CloseReason> ended() {
        return gateways.nearEvents.stream()
                .filter(Event.ConnectionClosed.class::isInstance)
                .map(event -> ((Event.ConnectionClosed) event).reason())
                .findFirst();
    }

    /// A session whose module waits for its end, made and not begun.
    private String made() {
        var builder = WasmBuilder.module("test", "1.0.0").imports("wait", "iii>i");
        builder.main(builder.call("wait", 0, 0, -1));
        assertInstanceOf(ModuleVerdict.Accepted.class, gateways.far.modules().add(builder.build()));
        var limits = new SessionLimits(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ZERO, Duration.ZERO);
        Making making = gateways.far.sessions().make(new SessionRequest("test", Map.of(), limits));
        return assertInstanceOf(Making.Made.class, making).session().id();
    }

    private static String ready(Socket client) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf("4.sync,") < 0) {
            int next = client.getInputStream().read();
            if (next < 0) {
                throw new AssertionError("ended: " + text);
            }
            text.append((char) next);
        }
        return text.toString();
    }

    @Test
    void aSeatsClientComesByItsTubeAndComesBackByAnother() throws Exception {
        String id = made();
        var visitor = new Visitor("seat", "Ada", "192.0.2.7", true, false, Visitor.Screen.defaults());
        TwoGateways.Pair first = gateways.join(LISTENER, new Conversation.VisitDialler(id, visitor));
        TwoGateways.Pair second = gateways.join(LISTENER, new Conversation.VisitDialler(id, visitor));
        try (Socket lost = first.connect()) {
            assertTrue(ready(lost).startsWith("5.ready,37." + id + ";"));
            try (Socket back = second.connect()) {
                assertTrue(ready(back).contains("4.size,"), "the picture is whole");
                assertTrue(all(lost).contains("3.521;10.disconnect;"));
                assertEquals(
                        1,
                        gateways.far.sessions().find(id).orElseThrow().clients().size());
            }
            Until.holds(
                    "it is alone",
                    () -> gateways.far
                            .sessions()
                            .find(id)
                            .orElseThrow()
                            .clients()
                            .isEmpty());
        }
        assertTrue(gateways.far.sessions().terminate(id, CloseReason.of(CloseReason.Kind.ADMIN_CLOSED)));
    }
}
