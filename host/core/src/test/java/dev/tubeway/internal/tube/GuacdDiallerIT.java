package dev.tubeway.internal.tube;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tubeway.CloseReason;
import dev.tubeway.Conversation;
import dev.tubeway.GatewayListener.Event;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A tube whose dialling side serves sessions by a guacd elsewhere.
@Timeout(60)
class GuacdDiallerIT {
    private static final Conversation LISTENER = new Conversation.TunnelListener(TwoGateways.ANY_PORT, false);
    private static final String ARGS = "4.args,13.VERSION_1_5_0,8.hostname,4.port,9.user-name;";

    private final TwoGateways gateways = new TwoGateways();
    private final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        gateways.close();
    }

    /// Reads to the end of an instruction.
    private static String until(InputStream in, String opcode) throws IOException {
        StringBuilder text = new StringBuilder();
        while (!text.toString().matches("(?s).*(^|;)" + opcode.length() + "\\." + opcode + "(,[^;]*)?;")) {
            int next = in.read();
            if (next < 0) {
                return text.toString();
            }
            text.append((char) next);
        }
        return text.toString();
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    /// A guacd that greets, says this, and ends.
    private TwoGateways.Server guacd(String afterReady) throws IOException {
        return new TwoGateways.Server(socket -> {
            heard.add(until(socket.getInputStream(), "select"));
            say(socket, ARGS);
            heard.add(until(socket.getInputStream(), "connect"));
            say(socket, "5.ready,37.$00000000-0000-0000-0000-000000000000;" + afterReady);
            if (!afterReady.endsWith("disconnect;") && !afterReady.isEmpty()) {
                heard.add(until(socket.getInputStream(), "disconnect"));
            }
        });
    }

    private Conversation to(TwoGateways.Server guacd, Map<String, String> parameters) {
        return new Conversation.GuacdDialler("127.0.0.1", guacd.port(), "ssh", parameters);
    }

    private static String all(Socket client) throws IOException {
        return new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private CloseReason ended() {
        TwoGateways.until(
                "the connection has ended",
                () -> gateways.nearEvents.stream().anyMatch(Event.ConnectionClosed.class::isInstance));
        return gateways.nearEvents.stream()
                .filter(Event.ConnectionClosed.class::isInstance)
                .map(event -> ((Event.ConnectionClosed) event).reason())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theHandshakeIsDoneHereAndTheFarClientSeesWhatFollows() throws Exception {
        try (var guacd = guacd("4.sync,1.7;")) {
            TwoGateways.Pair pair = gateways.join(
                    LISTENER,
                    to(
                            guacd,
                            Map.of(
                                    "hostname", "db.internal",
                                    "PORT", "22",
                                    "username", "Ada",
                                    "width", "800",
                                    "height", "600",
                                    "image", "image/png",
                                    "timezone", "Europe/Berlin")));
            try (Socket client = pair.connect()) {
                assertEquals("4.sync,1.7;", until(client.getInputStream(), "sync"));
                assertEquals("6.select,3.ssh;", heard.poll(20, TimeUnit.SECONDS));
                assertEquals(
                        "4.size,3.800,3.600,2.96;5.audio;5.video;5.image,9.image/png;8.timezone,13.Europe/Berlin;"
                                + "7.connect,13.VERSION_1_5_0,11.db.internal,2.22,3.Ada;",
                        heard.poll(20, TimeUnit.SECONDS));
                say(client, "4.sync,1.7;");
            }
            assertEquals("4.sync,1.7;10.disconnect;", heard.poll(20, TimeUnit.SECONDS));
        }
    }

    @Test
    void aSessionOfGuacdIsJoinedByItsId() throws Exception {
        try (var guacd = guacd("10.disconnect;")) {
            TwoGateways.Pair pair = gateways.join(LISTENER, to(guacd, Map.of("connection_id", "abc")));
            try (Socket client = pair.connect()) {
                assertEquals("10.disconnect;", all(client));
            }
            assertEquals("6.select,4.$abc;", heard.poll(20, TimeUnit.SECONDS));
            assertEquals(CloseReason.Kind.NORMAL, ended().kind());
        }
    }

    @Test
    void aGuacdThatSaysDisconnectAndWaitsForItsClientIsLeft() throws Exception {
        try (var guacd = new TwoGateways.Server(socket -> {
            until(socket.getInputStream(), "select");
            say(socket, ARGS);
            until(socket.getInputStream(), "connect");
            say(socket, "5.ready,2.$1;10.disconnect;");
            while (socket.getInputStream().read() >= 0) {
                // Until its client has gone.
            }
            heard.add("gone");
        })) {
            TwoGateways.Pair pair = gateways.join(LISTENER, to(guacd, Map.of()));
            try (Socket client = pair.connect()) {
                assertEquals("10.disconnect;", all(client));
                assertEquals("gone", heard.poll(20, TimeUnit.SECONDS));
            }
            assertEquals(CloseReason.Kind.NORMAL, ended().kind());
        }
    }

    @Test
    void anErrorOfGuacdIsForwardedAndIsTheReason() throws Exception {
        String last = "5.error,8.Aborted.,3.519;10.disconnect;";
        try (var guacd = guacd(last)) {
            TwoGateways.Pair pair = gateways.join(LISTENER, to(guacd, Map.of()));
            try (Socket client = pair.connect()) {
                assertEquals(last, all(client));
            }
            assertEquals(CloseReason.of(CloseReason.Kind.GUACD_ERROR, "Aborted."), ended());
        }
    }

    @Test
    void anEndWithoutAWordIsALostConnection() throws Exception {
        try (var guacd = guacd("")) {
            TwoGateways.Pair pair = gateways.join(LISTENER, to(guacd, Map.of()));
            try (Socket client = pair.connect()) {
                readToAnyEnd(client);
            }
            assertEquals(CloseReason.Kind.CONNECTION_LOST, ended().kind());
        }
    }

    @Test
    void whatGuacdRefusesAndWhoIsNoneAreTold() throws Exception {
        try (var refusing = new TwoGateways.Server(socket -> {
                    until(socket.getInputStream(), "select");
                    say(socket, "5.error,11.No such id.,3.516;");
                });
                var stranger = new TwoGateways.Server(socket -> say(socket, "SSH-2.0-x\r\n"))) {
            for (TwoGateways.Server server : List.of(refusing, stranger)) {
                gateways.nearEvents.clear();
                TwoGateways.Pair pair = gateways.join(LISTENER, to(server, Map.of()));
                try (Socket client = pair.connect()) {
                    readToAnyEnd(client);
                }
                CloseReason reason = ended();
                assertEquals(
                        server == refusing ? CloseReason.Kind.GUACD_ERROR : CloseReason.Kind.GUACD_REFUSE,
                        reason.kind(),
                        reason.toString());
            }
        }
    }

    /// To the end, which may be a reset.
    private static void readToAnyEnd(Socket client) {
        try {
            assertEquals("", all(client));
        } catch (IOException e) {
            // A reset is an end as well.
        }
    }
}
