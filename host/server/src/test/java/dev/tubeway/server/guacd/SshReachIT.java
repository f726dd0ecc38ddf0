package dev.tubeway.server.guacd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.services.ssh.AskingServer;
import dev.tubeway.services.ssh.AskingServer.Round;
import dev.tubeway.services.ssh.Sshd;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.guacamole.GuacamoleException;
import org.apache.guacamole.protocol.GuacamoleInstruction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the module ssh reaches, lends and carries beside its shell, the whole way: a published Guacamole
/// client library, the gateway as a process, and OpenSSH's server.
class SshReachIT {
    private static final int MOST_CLIPBOARD_BYTES = 256 << 10;

    @TempDir
    static Path folder;

    private static Sshd server;
    private static Sshd door;
    private static GuacdProcess usual;
    private static GuacdProcess granting;

    @BeforeAll
    static void start(@TempDir Path data, @TempDir Path more) throws Exception {
        server = Sshd.start(folder, "SetEnv TUBEWAY_PLACE=inside");
        door = Sshd.start(folder, "SetEnv TUBEWAY_PLACE=door", "LogLevel VERBOSE");
        usual = GuacdProcess.start(data);
        granting = GuacdProcess.start(
                more,
                "modules.grants=*=clipboard+network+pipes+secrets+ssh+sshagent",
                "sessions.moduleHosts=127.0.0.1",
                "sessions.modulePorts=" + door.port(),
                "policy.allowLoopback=true");
    }

    @AfterAll
    static void stop() {
        granting.close();
        usual.close();
        door.close();
        server.close();
    }

    private static Person open(GuacdProcess guacd, int port, String... more) throws Exception {
        var parameters = new HashMap<>(Map.of("hostname", "127.0.0.1", "port", Integer.toString(port)));
        for (int i = 0; i < more.length; i += 2) {
            parameters.put(more[i], more[i + 1]);
        }
        return new Person(guacd.port(), "ssh", parameters);
    }

    private static Person loggedIn(GuacdProcess guacd) throws Exception {
        Person person = open(guacd, server.port(), "username", Sshd.PERSON, "password", Sshd.PASSWORD);
        var _ = person.awaitScreen(99, 39, text -> text.contains("\n$"));
        return person;
    }

    private static Person through(GuacdProcess guacd, int port) throws Exception {
        return open(
                guacd,
                server.port(),
                "username",
                Sshd.PERSON,
                "password",
                Sshd.PASSWORD,
                "jump-hostname",
                "127.0.0.1",
                "jump-port",
                Integer.toString(port),
                "jump-username",
                Sshd.PERSON,
                "jump-password",
                Sshd.PASSWORD);
    }

    private static void answer(Person person, int question, String answer)
            throws GuacamoleException, InterruptedException {
        person.await("question " + question, () -> person.told("required") >= question);
        person.say("argv", "3", "text/plain", "answer");
        person.say("blob", "3", Base64.getEncoder().encodeToString(answer.getBytes(StandardCharsets.UTF_8)));
        person.say("end", "3");
    }

    private static GuacamoleInstruction error(Person person) throws InterruptedException {
        return person.awaitTold(instruction -> instruction.getOpcode().equals("error"));
    }

    @Test
    void aServerIsReachedThroughAJumpHost() throws Exception {
        try (Person person = through(granting, door.port())) {
            person.type("echo at-$TUBEWAY_PLACE");
            var _ = person.awaitScreen(99, 39, text -> text.contains("at-inside"));
            assertTrue(door.log().matches("(?s).*Accepted \\S+ for " + Sshd.PERSON + " .*"), door.log());
        }
    }

    @Test
    void aJumpHostThatIsNotAllowedIsRefused() throws Exception {
        try (Person person = through(usual, door.port())) {
            GuacamoleInstruction error = error(person);
            assertEquals("768", error.getArgs().get(1), error.toString());
        }
    }

    @Test
    void theKeyThatLoggedInIsLentWhereItIsAskedForAndGranted() throws Exception {
        Path key = Sshd.key(folder, "lent", "ed25519", "");
        server.authorize(key);
        String place = "ssh-add -l 2>&1; echo status-$?; read line";
        for (GuacdProcess guacd : List.of(usual, granting)) {
            for (String wish : List.of("", "true")) {
                try (Person person = open(
                        guacd,
                        server.port(),
                        "username",
                        System.getProperty("user.name"),
                        "private-key",
                        Files.readString(key),
                        "enable-agent",
                        wish,
                        "command",
                        place)) {
                    String text = person.awaitScreen(99, 39, screen -> screen.contains("status-"));
                    boolean lent = guacd == granting && wish.equals("true");
                    assertEquals(lent, text.contains("(ED25519)"), text);
                }
            }
        }
    }

    @Test
    void aServerThatAsksThreeTimesIsAnsweredThreeTimes() throws Exception {
        try (AskingServer asking = AskingServer.start(
                        new Round("Colour of the river: ", true, "green"),
                        new Round("Number of the day: ", false, "271828"),
                        new Round("And the last: ", true, "yes"));
                Person person = open(usual, asking.port(), "username", "ada")) {
            answer(person, 1, "green");
            var _ = person.awaitScreen(99, 39, text -> text.contains("Number of the day"));
            answer(person, 2, "271828");
            answer(person, 3, "yes");
            String text = person.awaitScreen(99, 39, screen -> screen.contains(AskingServer.GREETING));
            assertFalse(text.contains("271828"), text);
        }
    }

    @Test
    void aWrongAnswerIsRefused() throws Exception {
        try (AskingServer asking = AskingServer.start(new Round("Colour of the river: ", true, "green"));
                Person person = open(usual, asking.port(), "username", "ada")) {
            for (int i = 1; i <= 3; i++) {
                answer(person, i, "blue");
            }
            assertEquals("769", error(person).getArgs().get(1));
        }
    }

    @Test
    void aTargetFillsTheClipboardAndALongTextIsCut() throws Exception {
        try (Person person = loggedIn(usual)) {
            person.type("printf '\\033]52;c;%s\\a' $(printf 'from the target' | base64 -w0)");
            person.awaitClipboard("from the target"::equals);
            person.type(
                    "printf '\\033]52;c;'; head -c 300000 /dev/zero | tr '\\0' x | base64 -w0; printf '\\a'; echo done");
            var _ = person.awaitScreen(99, 39, text -> text.contains("\ndone"));
        }
    }

    @Test
    void aPersonPastesAndALongTextIsCut() throws Exception {
        try (Person person = loggedIn(usual)) {
            person.copy("echo from-the-$((40 + 2))-person");
            person.paste();
            person.press(Person.RETURN);
            var _ = person.awaitScreen(99, 39, text -> text.contains("\nfrom-the-42-person"));
            // The shell's own line is limited; what a program reads without one is not.
            person.type("stty raw -echo; printf 'go\\r\\n'; head -c " + MOST_CLIPBOARD_BYTES + " | wc -c; stty sane");
            var _ = person.awaitScreen(99, 39, text -> text.contains("\ngo"));
            person.copy("x".repeat(MOST_CLIPBOARD_BYTES + 5000));
            person.paste();
            var _ = person.awaitScreen(99, 39, text -> text.contains("\n" + MOST_CLIPBOARD_BYTES));
        }
    }
}
