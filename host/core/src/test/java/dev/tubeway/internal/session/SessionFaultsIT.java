package dev.tubeway.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.CloseReason;
import dev.tubeway.internal.module.abi.EndEventLayout;
import dev.tubeway.internal.module.abi.EventKind;
import dev.tubeway.session.SessionConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a client is told when something goes wrong.
class SessionFaultsIT {
    private final ScriptedModule waiting = ScriptedModule.waiting();
    private Entrance entrance;

    @BeforeEach
    void open() throws IOException {
        entrance = new Entrance(SessionConfig.defaults(), Map.of("test", waiting));
    }

    @AfterEach
    void close() throws Exception {
        entrance.close();
    }

    @Test
    void anUnknownProtocolIsNamed() throws IOException {
        try (TextClient client = entrance.connect()) {
            client.say("select", "gopher");
            assertEquals(
                    List.of(
                            List.of("error", "no module here speaks the protocol gopher", "516"),
                            List.of("disconnect")),
                    client.rest());
        }
    }

    @Test
    void anUnknownSessionIsNotFound() throws IOException {
        try (TextClient client = entrance.connect()) {
            client.say("select", "$00000000-0000-0000-0000-000000000000");
            assertEquals(List.of(List.of("error", "No such connection.", "516"), List.of("disconnect")), client.rest());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.size,1.1,1.1;", "6.select;", "6.select,4.test,4.test;", "3.nop;"})
    void anotherBeginningIsClosedAtOnce(String beginning) throws IOException {
        try (TextClient client = entrance.connect()) {
            client.raw(beginning);
            assertEquals(List.of(), client.rest());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\n\r\n", "x", "\u0000\u0001", "3.nop!"})
    void bytesOfAnotherProtocolAreRefused(String bytes) throws IOException {
        try (TextClient client = entrance.connect()) {
            client.raw(bytes);
            List<List<String>> rest = client.rest();
            assertEquals("768", rest.getFirst().get(2));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.key,1.1", "3.mouse,1.1;", "x.nop;", "99999.a"})
    void aBrokenInstructionIsNamedBeforeTheEnd(String broken) throws IOException {
        try (TextClient client = entrance.connect()) {
            client.open("test");
            client.raw(broken + (broken.equals("4.key,1.1") ? ";" : ""));
            if (broken.startsWith("4.key")) {
                client.raw("4.nope");
            }
            List<List<String>> rest = client.rest();
            assertEquals("error", rest.getFirst().getFirst());
            assertEquals("768", rest.getFirst().get(2));
            assertEquals(List.of("disconnect"), rest.getLast());
        }
    }

    @Test
    void tooManyElementsAndTooLongAreNamed() throws IOException {
        for (String broken : List.of("3.nop" + ",1.a".repeat(128) + ";", "8190." + "a".repeat(9000) + ";")) {
            try (TextClient client = entrance.connect()) {
                client.open("test");
                client.raw(broken);
                assertEquals("768", client.rest().getFirst().get(2));
            }
        }
    }

    @Test
    void theLargestInstructionIsTaken() throws Exception {
        try (TextClient client = entrance.connect()) {
            client.open("test");
            client.raw("3.nop,8180." + "a".repeat(8180 - 1) + "b" + ";").raw("3.nop" + ",1.a".repeat(127) + ";");
            client.say("key", "65", "1");
            waiting.next().seen(EventKind.KEY);
        }
    }

    @Test
    void whatTheReferenceToleratesIsTolerated() throws Exception {
        try (TextClient client = entrance.connect()) {
            client.open("test");
            client.raw("0.;")
                    .raw("7.unknown,1.1;")
                    .raw("3.key;")
                    .raw("5.mouse,1.1;")
                    .raw("3.ack,1.9,0.,1.0;");
            client.raw("3.get,1.1,1.1;").raw("3.put,1.1,1.1,1.1,1.1;").raw("6.select,4.test;");
            byte[] noText = "4.name,3.abc;".getBytes(StandardCharsets.UTF_8);
            noText[9] = (byte) 0xff;
            client.raw(noText);
            client.say("key", "66", "1");
            waiting.next().seen(EventKind.KEY);
        }
    }

    @Test
    void streamsThatNobodyTakesAreAnswered() throws IOException {
        try (TextClient client = entrance.connect()) {
            client.open("test");
            client.say("blob", "7", "AAAA");
            assertEquals(List.of("ack", "7", "Invalid stream index", "768"), client.await("ack"));
            client.say("end", "7");
            assertEquals(List.of("ack", "7", "Invalid stream index", "768"), client.await("ack"));
            client.say("file", "1", "text/plain", "a.txt");
            assertEquals(List.of("ack", "1", "File transfer unsupported", "256"), client.await("ack"));
            client.say("audio", "1", "audio/L16");
            assertEquals(List.of("ack", "1", "Audio input unsupported", "256"), client.await("ack"));
            client.say("pipe", "1", "text/plain", "OTHER");
            assertEquals("516", client.await("ack").get(3));
            client.say("argv", "1", "text/plain", "hostname");
            assertEquals("771", client.await("ack").get(3));
            client.say("clipboard", "1", "text/plain");
            assertEquals("256", client.await("ack").get(3));
            client.say("file", "64", "text/plain", "a.txt");
            assertEquals("768", client.await("ack").get(3));
        }
    }

    @Test
    void aMissingValueThatAnOldClientCannotBeAskedForIsNamed() throws Exception {
        var needs = new ScriptedModule(
                List.of(ScriptedModule.required("password", true)), Set.of(), ScriptedModule.Stage::untilEnd);
        try (var own = new Entrance(SessionConfig.defaults(), Map.of("test", needs));
                TextClient client = own.connect()) {
            client.open("test", "VERSION_1_1_0");
            List<List<String>> rest = client.rest();
            assertTrue(rest.getFirst().get(1).contains("password"));
            assertEquals("768", rest.getFirst().get(2));
        }
    }

    @Test
    void aWrongNumberOfValuesIsNamed() throws IOException {
        try (TextClient client = entrance.connect()) {
            client.say("select", "test");
            client.await("args");
            client.say("connect", "VERSION_1_5_0");
            assertEquals("768", client.rest().getFirst().get(2));
        }
    }

    @ParameterizedTest
    @EnumSource(CloseReason.Kind.class)
    void everyEndOfAModuleIsTold(CloseReason.Kind kind) throws Exception {
        var ending = new ScriptedModule(List.of(), Set.of(), stage -> CloseReason.of(kind, "why it ended"));
        try (var own = new Entrance(SessionConfig.defaults(), Map.of("test", ending));
                TextClient client = own.connect()) {
            client.open("test");
            List<List<String>> rest = client.rest();
            List<List<String>> expected = Answer.of(CloseReason.of(kind))
                    .map(answer -> List.of(
                            List.of("error", "why it ended", Integer.toString(answer.code())), List.of("disconnect")))
                    .orElse(List.of(List.of("disconnect")));
            assertEquals(expected, rest);
        }
    }

    @Test
    void aFinOrAResetEndsTheSessionAtOnce() throws Exception {
        for (boolean reset : new boolean[] {false, true}) {
            TextClient client = entrance.connect();
            client.open("test");
            ScriptedModule.Stage stage = waiting.next();
            if (reset) {
                client.reset();
            } else {
                client.close();
            }
            assertEquals(
                    CloseReason.Kind.CLIENT.code(), stage.seen(EventKind.END).at(EndEventLayout.REASON));
        }
    }

    @Test
    void aTerminatedSessionSaysWhy() throws Exception {
        try (TextClient client = entrance.connect()) {
            String id = client.open("test");
            assertTrue(entrance.sessions.terminate(
                    id, CloseReason.of(CloseReason.Kind.ADMIN_CLOSED, "maintenance until noon")));
            assertEquals(
                    List.of(List.of("error", "maintenance until noon", "523"), List.of("disconnect")), client.rest());
        }
    }

    @Test
    void aStoppingGatewaySaysSo() throws Exception {
        try (TextClient client = entrance.connect()) {
            client.open("test");
            entrance.sessions.close(
                    Duration.ofSeconds(5), CloseReason.of(CloseReason.Kind.TUNNEL_CLOSED, "the gateway stopped"));
            assertEquals(List.of(List.of("error", "the gateway stopped", "523"), List.of("disconnect")), client.rest());
        }
    }

    @Test
    void aStoppingGatewaySaysSoToClientsInTheirHandshakes() throws Exception {
        try (TextClient client = entrance.connect()) {
            client.say("select", "test").await("args");
            entrance.sessions.close(
                    Duration.ofSeconds(5), CloseReason.of(CloseReason.Kind.TUNNEL_CLOSED, "the gateway stopped"));
            assertEquals(List.of(List.of("error", "the gateway stopped", "523"), List.of("disconnect")), client.rest());
        }
    }

    @Test
    void silenceIsFilledAndThenEnds() throws Exception {
        SessionConfig quick = SessionConfig.defaults()
                .withTimes(Duration.ofSeconds(20), Duration.ofSeconds(2), Duration.ofMillis(100));
        try (var own = new Entrance(quick, Map.of("test", waiting));
                TextClient client = own.connect()) {
            client.open("test");
            List<List<String>> rest = client.rest();
            assertEquals(List.of("nop"), rest.getFirst());
            assertEquals("776", rest.get(rest.size() - 2).get(2));
            assertEquals(List.of("disconnect"), rest.getLast());
        }
    }

    @Test
    void silenceInTheHandshakeEndsItToo() throws Exception {
        SessionConfig quick = SessionConfig.defaults()
                .withTimes(Duration.ofMillis(400), Duration.ofSeconds(20), Duration.ofSeconds(5));
        try (var own = new Entrance(quick, Map.of("test", waiting));
                TextClient mute = own.connect()) {
            assertEquals("776", mute.rest().getFirst().get(2));
        }
    }

    @Test
    void aFullSessionAndAFullGatewaySaySo() throws Exception {
        SessionConfig small = SessionConfig.defaults().withMaxSessions(1).withMaxClients(1);
        try (var own = new Entrance(small, Map.of("test", waiting));
                TextClient owner = own.connect();
                TextClient joiner = own.connect();
                TextClient second = own.connect()) {
            String id = owner.open("test");
            joiner.say("select", id).await("args");
            joiner.say("connect", "VERSION_1_5_0", "", "", "");
            assertEquals("797", joiner.rest().getFirst().get(2));
            second.say("select", "test");
            assertEquals("513", second.rest().getFirst().get(2));
        }
    }

    @Test
    void aTargetOutsideTheListIsDenied() throws Exception {
        var dialling = new ScriptedModule(
                List.of(ScriptedModule.parameter("hostname"), ScriptedModule.parameter("port")),
                Set.of(),
                stage -> CloseReason.of(
                        CloseReason.Kind.SERVER_REFUSE,
                        stage.host.dial("", Duration.ofSeconds(5)).toString()));
        SessionConfig listed = SessionConfig.defaults().withTargets(List.of("10.0.0.0/8"), List.of("22"));
        try (var own = new Entrance(listed, Map.of("test", dialling));
                TextClient client = own.connect()) {
            client.open("test", "VERSION_1_5_0", "hostname", "127.0.0.1", "port", "22");
            String text = client.rest().getFirst().get(1);
            assertTrue(text.contains("127.0.0.1:22 is not allowed by allowed_hosts"), text);
        }
    }
}
