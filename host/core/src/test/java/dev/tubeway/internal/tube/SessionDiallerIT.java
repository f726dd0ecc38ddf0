package dev.tubeway.internal.tube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.CloseReason;
import dev.tubeway.Conversation;
import dev.tubeway.internal.dial.Until;
import dev.tubeway.internal.module.WasmBuilder;
import dev.tubeway.module.ModuleVerdict;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
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
}
