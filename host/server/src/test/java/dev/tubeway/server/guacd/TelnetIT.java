package dev.tubeway.server.guacd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The telnet module between a daemon of the system and a published Guacamole client library, over TCP.
class TelnetIT {
    private static GuacdProcess guacd;
    private TelnetServer server;

    @BeforeAll
    static void startGateway(@TempDir Path data) throws Exception {
        guacd = GuacdProcess.start(data);
    }

    @AfterAll
    static void stopGateway() {
        guacd.close();
    }

    @BeforeEach
    void startServer(@TempDir Path folder) throws Exception {
        server = new TelnetServer(folder);
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    private Map<String, String> target(String... more) {
        var parameters = new HashMap<String, String>();
        parameters.put("hostname", "127.0.0.1");
        parameters.put("port", Integer.toString(server.port()));
        for (int i = 0; i < more.length; i += 2) {
            parameters.put(more[i], more[i + 1]);
        }
        return parameters;
    }

    private Person open(String... more) throws Exception {
        return new Person(guacd.port(), "telnet", target(more));
    }

    private static void logIn(Person person) throws Exception {
        var _ = person.awaitScreen(99, 39, text -> text.contains("login:"));
        person.type(TelnetServer.USER);
        var _ = person.awaitScreen(99, 39, text -> text.contains("Password:"));
        person.type(TelnetServer.PASSWORD);
        var _ = person.awaitScreen(99, 39, text -> text.contains("\n$"));
    }

    @Test
    void aPersonLogsInAndReadsWhatACommandSaid() throws Exception {
        try (Person person = open()) {
            logIn(person);
            person.type("echo sum=$((6 * 7)); stty size");
            String text = person.awaitScreen(99, 39, screen -> screen.contains("39 99"));
            assertTrue(text.contains("sum=42"), text);
        }
    }

    @Test
    void givenCredentialsLogIn() throws Exception {
        try (Person person = open("username", TelnetServer.USER, "password", TelnetServer.PASSWORD)) {
            var _ = person.awaitScreen(99, 39, text -> text.contains("\n$"));
            person.type("echo sum=$((6 * 7))");
            var _ = person.awaitScreen(99, 39, text -> text.contains("sum=42"));
        }
    }

    @Test
    void aNewSizeReachesTheShell() throws Exception {
        try (Person person = open("username", TelnetServer.USER, "password", TelnetServer.PASSWORD)) {
            var _ = person.awaitScreen(99, 39, text -> text.contains("\n$"));
            person.say("size", "664", "468");
            person.type("while [ \"$(stty size)\" = '39 99' ]; do sleep 0.1; done; stty size");
            var _ = person.awaitScreen(60, 23, text -> text.contains("23 63"));
        }
    }

    @Test
    void whoJoinsSeesTheSamePictureAtOnce() throws Exception {
        try (Person owner = open("username", TelnetServer.USER, "password", TelnetServer.PASSWORD)) {
            var _ = owner.awaitScreen(99, 39, text -> text.contains("\n$"));
            owner.type("printf '\\033[1;31mred \\033[44mon blue\\033[0m\\n'");
            var _ = owner.awaitScreen(99, 39, text -> text.contains("\nred on blue"));
            try (Person joiner = new Person(guacd.port(), owner.sessionId(), Map.of())) {
                assertEquals(owner.sessionId(), joiner.sessionId());
                joiner.await("the same picture", () -> same(owner.picture(), joiner.picture()));
                joiner.type("echo from the joiner");
                var _ = owner.awaitScreen(99, 39, text -> text.contains("\nfrom the joiner"));
            }
        }
    }

    @Test
    void whoMayOnlyReadTypesNothing() throws Exception {
        try (Person owner = open("username", TelnetServer.USER, "password", TelnetServer.PASSWORD)) {
            var _ = owner.awaitScreen(99, 39, text -> text.contains("\n$"));
            try (Person reader = new Person(guacd.port(), owner.sessionId(), Map.of("read-only", "true"))) {
                reader.await("the same picture", () -> same(owner.picture(), reader.picture()));
                reader.type("echo nothing");
                owner.type("echo mine");
                String text = owner.awaitScreen(99, 39, screen -> screen.contains("\nmine"));
                assertTrue(!text.contains("nothing"), text);
                reader.await("the same picture", () -> same(owner.picture(), reader.picture()));
            }
        }
    }

    private static boolean same(Optional<BufferedImage> left, Optional<BufferedImage> right) {
        return left.isPresent() && right.isPresent() && same(left.get(), right.get());
    }

    private static boolean same(BufferedImage one, BufferedImage other) {
        if (one.getWidth() != other.getWidth() || one.getHeight() != other.getHeight()) {
            return false;
        }
        int width = one.getWidth();
        int height = one.getHeight();
        int[] left = one.getRGB(0, 0, width, height, null, 0, width);
        int[] right = other.getRGB(0, 0, width, height, null, 0, width);
        return Arrays.equals(left, right);
    }

    @Test
    void aServerThatDiesEndsTheSession() throws Exception {
        try (Person person = open("username", TelnetServer.USER, "password", TelnetServer.PASSWORD)) {
            var _ = person.awaitScreen(99, 39, text -> text.contains("\n$"));
            server.kill();
            assertTrue(person.awaitEnd().contains("disconnect"));
        }
    }

    @Test
    void aShellThatExitsEndsTheSession() throws Exception {
        try (Person person = open("username", TelnetServer.USER, "password", TelnetServer.PASSWORD)) {
            var _ = person.awaitScreen(99, 39, text -> text.contains("\n$"));
            person.type("exit");
            assertEquals(
                    List.of("disconnect"),
                    person.awaitEnd().stream().filter(o -> !o.equals("name")).toList());
        }
    }

    @Test
    void aClientThatDiesEndsItsSessionAndNoOther() throws Exception {
        try (Person stays = open("username", TelnetServer.USER, "password", TelnetServer.PASSWORD)) {
            var _ = stays.awaitScreen(99, 39, text -> text.contains("\n$"));
            Person dies = open("username", TelnetServer.USER, "password", TelnetServer.PASSWORD);
            var _ = dies.awaitScreen(99, 39, text -> text.contains("\n$"));
            dies.close();
            guacd.awaitLog("session=" + dies.sessionId() + " ended: reason=client");
            stays.type("echo sum=$((6 * 7))");
            var _ = stays.awaitScreen(99, 39, text -> text.contains("sum=42"));
        }
    }

    @Test
    void aTargetThatRefusesIsNamed() throws Exception {
        server.kill();
        try (Person person = open()) {
            var error = person.awaitTold(instruction -> instruction.getOpcode().equals("error"));
            assertEquals("519", error.getArgs().get(1), error.toString());
            assertTrue(error.getArgs().getFirst().contains("refused"), error.toString());
        }
    }
}
