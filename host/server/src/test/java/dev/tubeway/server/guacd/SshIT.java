package dev.tubeway.server.guacd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.server.demo.DemoTargets;
import dev.tubeway.services.ssh.Sshd;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.guacamole.protocol.GuacamoleInstruction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The module ssh between OpenSSH's server, or the demo's, and a published Guacamole client library, over TCP.
class SshIT {
    private static final int BACKSPACE = 0xff08;
    private static final int WHEEL_UP = 8;

    @TempDir
    static Path folder;

    private static GuacdProcess guacd;
    private static Sshd server;
    private static DemoTargets demo;

    @BeforeAll
    static void start(@TempDir Path data) throws Exception {
        Files.writeString(folder.resolve("banner"), "Authorized people only\n");
        server = Sshd.start(folder, "Banner " + folder.resolve("banner"));
        demo = DemoTargets.start();
        guacd = GuacdProcess.start(data);
    }

    @AfterAll
    static void stop() {
        guacd.close();
        demo.close();
        server.close();
    }

    private static Person open(int port, String... more) throws Exception {
        var parameters = new HashMap<String, String>();
        parameters.put("hostname", "127.0.0.1");
        parameters.put("port", Integer.toString(port));
        for (int i = 0; i < more.length; i += 2) {
            parameters.put(more[i], more[i + 1]);
        }
        return new Person(guacd.port(), "ssh", parameters);
    }

    private static Person loggedIn(String... more) throws Exception {
        String[] all = Arrays.copyOf(more, more.length + 4);
        all[more.length] = "username";
        all[more.length + 1] = Sshd.PERSON;
        all[more.length + 2] = "password";
        all[more.length + 3] = Sshd.PASSWORD;
        return open(server.port(), all);
    }

    private static GuacamoleInstruction error(Person person) throws InterruptedException {
        return person.awaitTold(instruction -> instruction.getOpcode().equals("error"));
    }

    @Test
    void aPersonLogsInReadsTheBannerAndWorksInAShellOfTheirSize() throws Exception {
        try (Person person = loggedIn()) {
            var _ = person.awaitScreen(99, 39, text -> text.contains("Authorized people only") && text.contains("\n$"));
            person.type("echo sum=$((6 * 7)) $TERM; stty size");
            String text = person.awaitScreen(99, 39, screen -> screen.contains("39 99"));
            assertTrue(text.contains("sum=42 xterm-256color"), text);
            person.say("size", "664", "468");
            person.type("while [ \"$(stty size)\" = '39 99' ]; do sleep 0.1; done; stty size");
            var _ = person.awaitScreen(60, 23, screen -> screen.contains("23 63"));
            person.type("exit 3");
            assertTrue(person.awaitEnd().contains("disconnect"));
        }
    }

    @Test
    void whatIsMissingIsAskedOfThePerson() throws Exception {
        try (Person person = open(server.port())) {
            person.awaitTold(instruction -> instruction.getArgs().equals(List.of("username")));
            person.give("username", Sshd.PERSON);
            person.awaitTold(instruction -> instruction.getArgs().equals(List.of("password")));
            person.give("password", Sshd.PASSWORD);
            var _ = person.awaitScreen(99, 39, text -> text.contains("\n$"));
        }
    }

    @Test
    void aWrongPasswordIsAskedForAgainAndRefusedAfterThree() throws Exception {
        try (Person person = open(demo.sshPort(), "username", "demo", "password", "wrong")) {
            for (int i = 0; i < 2; i++) {
                int asked = i + 1;
                person.await("the password is asked for", () -> person.told("required") >= asked);
                person.give("password", "wrong");
            }
            assertEquals("769", error(person).getArgs().get(1));
        }
    }

    @Test
    void aKeyLogsIn() throws Exception {
        Path key = Sshd.key(folder, "person", "ed25519", "open sesame");
        server.authorize(key);
        try (Person person = open(
                server.port(),
                "username",
                System.getProperty("user.name"),
                "private-key",
                Files.readString(key),
                "passphrase",
                "open sesame",
                "command",
                "echo key-$((6 * 7)); read line")) {
            var _ = person.awaitScreen(99, 39, text -> text.contains("key-42"));
        }
    }

    @Test
    void aKeyOfTheServerThatIsAnotherIsRefusedWithBothFingerprints() throws Exception {
        Path other = Sshd.key(folder, "other-host", "ed25519", "");
        String pin = Files.readString(Path.of(other + ".pub")).strip();
        try (Person person = loggedIn("host-key", pin)) {
            GuacamoleInstruction error = error(person);
            assertEquals("512", error.getArgs().get(1));
            assertEquals(3, error.getArgs().getFirst().split("SHA256:", -1).length, error.toString());
        }
    }

    @Test
    void aServerThatIsKilledEndsTheSession() throws Exception {
        try (Sshd other = Sshd.start(folder);
                Person person = open(other.port(), "username", Sshd.PERSON, "password", Sshd.PASSWORD)) {
            var _ = person.awaitScreen(99, 39, text -> text.contains("\n$"));
            other.kill();
            assertEquals("515", error(person).getArgs().get(1));
        }
    }

    @Test
    void whatTheSettingsSayReachesTheServer() throws Exception {
        // What PAM has to say of languages is another matter.
        try (Sshd plain = Sshd.start(folder, "UsePAM no", "AcceptEnv LANG TZ");
                Person person = open(
                        plain.port(),
                        "username",
                        Sshd.PERSON,
                        "password",
                        Sshd.PASSWORD,
                        "terminal-type",
                        "vt220",
                        "locale",
                        "de_DE.UTF-8",
                        "timezone",
                        "Europe/Berlin",
                        "compression",
                        "true",
                        "server-alive-interval",
                        "1",
                        "command",
                        "echo $TERM-$LANG-$TZ; read line")) {
            var _ = person.awaitScreen(99, 39, text -> text.contains("vt220-de_DE.UTF-8-Europe/Berlin"));
        }
    }

    @Test
    void backspaceSendsTheByteOfTheSettings() throws Exception {
        for (String[] settings : new String[][] {{}, {"backspace", "8"}}) {
            // What the terminal of the server would make of it does not count: the byte itself is read.
            String[] more = Arrays.copyOf(settings, settings.length + 2);
            more[settings.length] = "command";
            more[settings.length + 1] = "stty raw -echo; printf ready; head -c 1 | od -An -tx1; read line";
            try (Person person = loggedIn(more)) {
                var _ = person.awaitScreen(99, 39, text -> text.contains("ready"));
                person.press(BACKSPACE);
                String byteSent = settings.length == 0 ? "7f" : "08";
                var _ = person.awaitScreen(99, 39, text -> text.contains("ready " + byteSent));
            }
        }
    }

    @Test
    void coloursAreThoseOfTheSettingsAndChangeWhileTheSessionRuns() throws Exception {
        try (Person person = loggedIn("color-scheme", "black-white", "command", "echo shown; read line")) {
            person.await("black on white", () -> hasColors(person, 0xffffffff, 0xff000000));
            person.give("color-scheme", "background: rgb:00/20/40; foreground: rgb:f0/f0/00");
            person.await("yellow on blue", () -> hasColors(person, 0xff002040, 0xfff0f000));
        }
    }

    /// Whether nearly all of the picture has one colour and some of it the other.
    private static boolean hasColors(Person person, int background, int foreground) {
        return person.pixels(1024)
                .map(pixels -> {
                    long most = pixels.length * 9L / 10;
                    return Arrays.stream(pixels)
                                            .filter(pixel -> pixel == background)
                                            .count()
                                    > most
                            && Arrays.stream(pixels).anyMatch(pixel -> pixel == foreground);
                })
                .orElse(false);
    }

    @Test
    void whatScrolledAwayIsSeenAgainAsFarAsTheSettingsKeepIt() throws Exception {
        try (Person person = loggedIn("scrollback", "60", "command", "seq -f line-%g 100; read line")) {
            var _ = person.awaitScreen(99, 39, text -> text.contains("line-100") && !text.contains("line-50\n"));
            for (int i = 0; i < 100; i++) {
                person.mouse(500, 300, WHEEL_UP);
                person.mouse(500, 300, 0);
            }
            // Of the 39 rows the last is empty: 62 lines have gone, 60 of them are kept.
            var _ = person.awaitScreen(99, 39, text -> text.startsWith("line-3\n"));
            // Who types sees what they type.
            person.press('x');
            var _ = person.awaitScreen(99, 39, text -> text.contains("line-100"));
        }
    }

    @Test
    void aServerThatSaysNothingIsGivenUpInTheTimeOfTheSettings() throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
                Person person = open(mute.getLocalPort(), "username", "nobody", "timeout", "1")) {
            GuacamoleInstruction error = error(person);
            assertEquals("514", error.getArgs().get(1), error.toString());
            assertTrue(error.getArgs().getFirst().contains("did not answer within 1 s"), error.toString());
        }
    }

    @Test
    void aTargetThatRefusesIsNamed() throws Exception {
        try (Person person = open(1, "username", "nobody")) {
            GuacamoleInstruction error = error(person);
            assertEquals("519", error.getArgs().get(1), error.toString());
            assertTrue(error.getArgs().getFirst().contains("refused"), error.toString());
        }
    }

    @Test
    void theDemoShellAnswersOverSshAndOverTelnet() throws Exception {
        try (Person person = open(demo.sshPort(), "username", demo.username(), "password", demo.password())) {
            var _ = person.awaitScreen(99, 39, text -> text.contains("demo:~$"));
            person.type("cat poems/river.txt");
            var _ = person.awaitScreen(99, 39, text -> text.contains("none is left behind"));
            person.type("size");
            var _ = person.awaitScreen(99, 39, text -> text.contains("99 x 39"));
        }
        var parameters = Map.of("hostname", "127.0.0.1", "port", Integer.toString(demo.telnetPort()));
        try (Person person = new Person(guacd.port(), "telnet", parameters)) {
            var _ = person.awaitScreen(99, 39, text -> text.contains("demo:~$"));
            person.type("size");
            var _ = person.awaitScreen(99, 39, text -> text.contains("99 x 39"));
        }
    }
}
