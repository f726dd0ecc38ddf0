package dev.tubeway.services.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.spi.SshChannel;
import dev.tubeway.spi.SshConnection;
import dev.tubeway.spi.SshConnection.Credentials;
import dev.tubeway.spi.SshConnection.Failure;
import dev.tubeway.spi.SshConnection.Kind;
import dev.tubeway.spi.SshConnection.State;
import dev.tubeway.spi.SshConnection.Trust;
import dev.tubeway.spi.SshProvider.HostKeys;
import dev.tubeway.spi.SshProvider.SshConfig;
import dev.tubeway.spi.SshProvider.SshRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The provider against OpenSSH's server.
@Timeout(60)
class SshIT {
    @TempDir
    static Path folder;

    private static Sshd server;
    private final Caller caller = new Caller(SshConfig.defaults());

    @BeforeAll
    static void start() throws IOException {
        Files.writeString(folder.resolve("banner"), "Authorized people only\nand friends\n");
        server = Sshd.start(folder, "Banner " + folder.resolve("banner"), "KbdInteractiveAuthentication no");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void hangUp() {
        caller.close();
    }

    private SshConnection loggedIn() {
        SshConnection connection = caller.connect(Caller.request(server.port()));
        State state = caller.logIn(connection, Caller.password(Sshd.PERSON, Sshd.PASSWORD));
        assertEquals(new State.Authenticated(), state, server.log());
        return connection;
    }

    private static State.Failed failed(SshConnection connection) {
        return assertInstanceOf(State.Failed.class, connection.state());
    }

    @Test
    void aPasswordLogsInAndTheBannerIsHeard() {
        SshConnection connection = loggedIn();
        assertTrue(connection.banner().startsWith("Authorized people only"), connection.banner());
        assertEquals(Trust.FIRST, connection.hostKey().orElseThrow().trust());
    }

    @Test
    void aWrongPasswordIsAskedForAgainAndTheThirdIsTheLast() {
        SshConnection connection = caller.connect(Caller.request(server.port()));
        State first = caller.logIn(connection, Caller.password(Sshd.PERSON, "wrong"));
        var question = assertInstanceOf(State.Asking.class, first).question();
        assertEquals(Kind.PASSWORD, question.kind());
        assertEquals(2, question.attempt());
        assertInstanceOf(State.Asking.class, caller.answer(connection, Optional.of("wronger")));
        caller.answer(connection, Optional.of("wrongest"));
        assertEquals(Failure.CREDENTIALS, failed(connection).failure());
    }

    @Test
    void theSecondPasswordMayBeRight() {
        SshConnection connection = caller.connect(Caller.request(server.port()));
        caller.logIn(connection, Caller.password(Sshd.PERSON, "wrong"));
        assertEquals(new State.Authenticated(), caller.answer(connection, Optional.of(Sshd.PASSWORD)));
    }

    @Test
    void severalRoundsOfQuestionsAreAnswered() throws Exception {
        try (AskingServer asking = AskingServer.start(
                new AskingServer.Round("Colour of the river: ", true, "green"),
                new AskingServer.Round("Number of the day: ", false, "271828"),
                new AskingServer.Round("And the last: ", true, "yes"))) {
            SshConnection connection = caller.connect(Caller.request(asking.port()));
            var nothing = new Credentials("ada", Optional.empty(), Optional.empty(), Optional.empty());
            var first = assertInstanceOf(State.Asking.class, caller.logIn(connection, nothing))
                    .question();
            assertEquals("Colour of the river: ", first.text());
            var second = assertInstanceOf(State.Asking.class, caller.answer(connection, Optional.of("green")))
                    .question();
            assertEquals("Number of the day: ", second.text());
            var third = assertInstanceOf(State.Asking.class, caller.answer(connection, Optional.of("271828")))
                    .question();
            assertEquals("And the last: ", third.text());
            assertEquals(new State.Authenticated(), caller.answer(connection, Optional.of("yes")));
        }
    }

    @Test
    void whoIsNotLoggedInInTimeIsNotWaitedFor() {
        try (var impatient = new Caller(SshConfig.defaults(), Duration.ofSeconds(3))) {
            SshConnection quick = impatient.connect(Caller.request(server.port()));
            impatient.logIn(quick, Caller.password(Sshd.PERSON, Sshd.PASSWORD));
            SshConnection late = impatient.connect(Caller.request(server.port()));
            impatient.await(() -> late.state() instanceof State.Failed, "the login is late");
            assertEquals(
                    "the connection was given up: nobody was logged in in time",
                    failed(late).why());
            assertEquals(new State.Authenticated(), quick.state());
        }
    }

    @Test
    void whoGivesNoAnswerIsNotLoggedIn() {
        SshConnection connection = caller.connect(Caller.request(server.port()));
        caller.logIn(connection, Caller.password(Sshd.PERSON, "wrong"));
        caller.answer(connection, Optional.empty());
        assertEquals(Failure.CREDENTIALS, failed(connection).failure());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "ecdsa 256", "ecdsa 521", "rsa 2048"})
    void keysOfEachKindLogIn(String kind) throws IOException {
        String[] words = kind.split(" ", -1);
        String[] more = words.length > 1 ? new String[] {"-b", words[1]} : new String[0];
        for (String passphrase : List.of("", "open sesame")) {
            Path key =
                    Sshd.key(folder, "key-" + kind.replace(' ', '-') + passphrase.length(), words[0], passphrase, more);
            server.authorize(key);
            SshConnection connection = caller.connect(Caller.request(server.port()));
            Optional<String> given = passphrase.isEmpty() ? Optional.empty() : Optional.of(passphrase);
            State state = caller.logIn(connection, Caller.key(Files.readString(key), given));
            assertEquals(new State.Authenticated(), state, server.log());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PEM", "PKCS8", "encrypted PEM", "encrypted PKCS8"})
    void keysInOldAndOtherFormatsLogIn(String format) throws IOException {
        boolean encrypted = format.startsWith("encrypted");
        String passphrase = encrypted ? "open sesame" : "";
        String plain = format.replace("encrypted ", "");
        Path key = Sshd.key(folder, "format-" + format.replace(' ', '-'), "rsa", passphrase, "-b", "2048", "-m", plain);
        server.authorize(key);
        SshConnection connection = caller.connect(Caller.request(server.port()));
        Optional<String> given = encrypted ? Optional.of(passphrase) : Optional.empty();
        State state = caller.logIn(connection, Caller.key(Files.readString(key), given));
        assertEquals(new State.Authenticated(), state, server.log());
    }

    @Test
    void aMissingPassphraseIsAskedForAndAWrongOneAgain() throws IOException {
        Path key = Sshd.key(folder, "asked", "ed25519", "open sesame");
        server.authorize(key);
        SshConnection connection = caller.connect(Caller.request(server.port()));
        State first = caller.logIn(connection, Caller.key(Files.readString(key), Optional.empty()));
        assertEquals(
                Kind.PASSPHRASE,
                assertInstanceOf(State.Asking.class, first).question().kind());
        State second = caller.answer(connection, Optional.of("open barley"));
        assertEquals(2, assertInstanceOf(State.Asking.class, second).question().attempt());
        assertEquals(new State.Authenticated(), caller.answer(connection, Optional.of("open sesame")));
    }

    @Test
    void aKeyThatIsNoneIsToldAsThat() {
        SshConnection connection = caller.connect(Caller.request(server.port()));
        caller.logIn(connection, Caller.key("-----BEGIN NONSENSE-----\nabc\n", Optional.empty()));
        assertEquals(Failure.PRIVATE_KEY, failed(connection).failure());
    }

    @Test
    void aCommandsOutputAndExitStatusCome() {
        SshChannel channel = caller.open(loggedIn(), Caller.exec("echo out; echo err >&2; exit 7"));
        String text = caller.readAll(channel);
        assertTrue(text.contains("out\n") && text.contains("err\n"), text);
        assertEquals(OptionalInt.of(7), channel.exitStatus());
    }

    @Test
    void aSignalIsTold() {
        SshChannel channel = caller.open(loggedIn(), Caller.exec("kill -TERM $$"));
        caller.readAll(channel);
        assertEquals(Optional.of("TERM"), channel.exitSignal());
    }

    @Test
    void aShellHasTheTerminalItsSizeAndItsVariables() {
        var terminal = new SshChannel.Terminal("xterm-256color", new SshChannel.Size(100, 40, 0, 0));
        SshChannel channel =
                caller.open(loggedIn(), new SshChannel.Request.Shell(terminal, List.of(Map.entry("TUBEWAY_X", "yes"))));
        caller.write(channel, "echo $TERM-$TUBEWAY_X; stty size; read line; stty size; exit 3\n");
        String first = caller.readUntil(channel, "40 100");
        assertTrue(first.contains("xterm-256color-yes"), first);
        channel.resize(new SshChannel.Size(120, 50, 0, 0));
        caller.write(channel, "\n");
        String second = caller.readAll(channel);
        assertTrue(second.contains("50 120"), second);
        assertEquals(OptionalInt.of(3), channel.exitStatus());
    }

    /// Without line mode: in it, as long as nothing is echoed, sshd of OpenSSH 9.2 mixes up what it sends, and the
    /// connection breaks, now and then; with its own client too.
    @Test
    void whatIsTypedComesWholeHoweverLongItIs() {
        var terminal = new SshChannel.Terminal("xterm-256color", new SshChannel.Size(100, 40, 0, 0));
        SshChannel channel = caller.open(loggedIn(), new SshChannel.Request.Shell(terminal, List.of()));
        caller.write(channel, "stty -echo -icanon; echo go; head -c 1048576 | cksum; exit 3\n");
        caller.readUntil(channel, "go\r\n");
        caller.write(channel, ("x".repeat(63) + "\n").repeat(1 << 14));
        String told = caller.readAll(channel);
        assertTrue(told.contains(" 1048576"), told);
        assertEquals(OptionalInt.of(3), channel.exitStatus());
    }

    @Test
    void aSubsystemAnswers() {
        SshChannel channel = caller.open(loggedIn(), new SshChannel.Request.Subsystem("sftp"));
        byte[] hello = {0, 0, 0, 5, 1, 0, 0, 0, 3};
        assertEquals(hello.length, channel.write(hello, 0, hello.length));
        byte[] answer = new byte[5];
        caller.await(channel::isReadable, "the subsystem answers");
        assertEquals(5, channel.read(answer, 0, 5));
        assertEquals(2, answer[4]);
    }

    @Test
    void aForwardIsRefusedWhereNobodyListens() {
        SshChannel channel = caller.open(loggedIn(), new SshChannel.Request.Forward("127.0.0.1", 1));
        assertTrue(
                assertInstanceOf(SshChannel.State.Failed.class, channel.state()).refused());
    }

    @Test
    void aServerIsReachedThroughAnother() {
        SshConnection door = loggedIn();
        SshConnection inner = caller.connectThrough(Caller.request(server.port()), door);
        assertInstanceOf(State.Verified.class, inner.state());
        assertEquals(new State.Authenticated(), caller.logIn(inner, Caller.password(Sshd.PERSON, Sshd.PASSWORD)));
        SshChannel channel = caller.open(inner, Caller.exec("head -c 3000000 /dev/zero | tr '\\0' x; echo done"));
        String text = caller.readAll(channel);
        assertEquals(3_000_005, text.length());
    }

    @Test
    void whoDoesNotReadStopsTheServer() {
        SshChannel channel = caller.open(loggedIn(), Caller.exec("head -c 8000000 /dev/zero"));
        byte[] one = new byte[1];
        caller.await(channel::isReadable, "it begins");
        assertEquals(1, channel.read(one, 0, 1));
        // The rest is read to its end: nothing was lost while nobody read.
        String rest = caller.readAll(channel);
        assertEquals(8_000_000 - 1, rest.length());
    }

    @Test
    void compressionAndKeepAliveAreSpoken() {
        try (Sshd talkative = Sshd.start(folder, "LogLevel DEBUG")) {
            SshConnection connection = caller.connect(
                    new SshRequest("127.0.0.1", talkative.port(), List.of(), true, Duration.ofSeconds(1)));
            assertEquals(
                    new State.Authenticated(), caller.logIn(connection, Caller.password(Sshd.PERSON, Sshd.PASSWORD)));
            SshChannel channel = caller.open(connection, Caller.exec("head -c 1000000 /dev/zero; sleep 3; echo end"));
            assertTrue(caller.readAll(channel).endsWith("end\n"));
            assertTrue(talkative.log().contains("zlib@openssh.com"), talkative.log());
            assertTrue(talkative.log().contains("keepalive@"), talkative.log());
        }
    }

    @Test
    void aServerThatIsKilledIsTold() {
        try (Sshd other = Sshd.start(folder)) {
            SshConnection connection = caller.connect(Caller.request(other.port()));
            caller.logIn(connection, Caller.password(Sshd.PERSON, Sshd.PASSWORD));
            SshChannel channel = caller.open(connection, Caller.exec("echo here; sleep 60"));
            caller.readUntil(channel, "here");
            other.kill();
            caller.await(channel::hasEnded, "the end is told");
            assertTrue(channel.isBroken());
            caller.await(() -> connection.state() instanceof State.Failed, "the connection has failed");
        }
    }

    @Test
    void theKeyThatIsPinnedHoldsAndAnotherDoesNot() throws IOException {
        SshConnection good = caller.connect(Caller.request(server.port(), server.knownHost()));
        assertEquals(Trust.PINNED, good.hostKey().orElseThrow().trust());
        String fingerprint = good.hostKey().orElseThrow().fingerprint();
        assertInstanceOf(
                State.Verified.class,
                caller.connect(Caller.request(server.port(), fingerprint)).state());
        Path other = Sshd.key(folder, "another-host", "ed25519", "");
        SshConnection bad = caller.connect(Caller.request(
                server.port(), Files.readString(Path.of(other + ".pub")).strip()));
        assertEquals(Failure.HOST_KEY, failed(bad).failure());
        assertTrue(failed(bad).why().contains(fingerprint), failed(bad).why());
    }

    @Test
    void aChangedKeyIsRefusedWithBothFingerprints() throws IOException {
        Path known = Files.createTempFile(folder, "known", "");
        Path other = Sshd.key(folder, "changed-host", "ed25519", "");
        String line = "[127.0.0.1]:" + server.port() + " " + Files.readString(Path.of(other + ".pub"));
        Files.writeString(known, line);
        try (var careful = new Caller(SshConfig.defaults().withKnownHosts(known))) {
            SshConnection connection = careful.connect(Caller.request(server.port()));
            State.Failed failed = failed(connection);
            assertEquals(Failure.HOST_KEY, failed.failure());
            assertEquals(3, failed.why().split("SHA256:", -1).length, failed.why());
            String cure = "deletes the line of [127.0.0.1]:" + server.port() + " from known_hosts";
            assertTrue(failed.why().contains(cure), failed.why());
        }
        assertEquals(line, Files.readString(known));
    }

    @Test
    void theFirstKeyIsKeptAndKnownFromThenOn() throws IOException {
        Path known = folder.resolve("kept");
        try (var careful = new Caller(SshConfig.defaults().withKnownHosts(known))) {
            SshConnection first = careful.connect(Caller.request(server.port()));
            assertEquals(Trust.FIRST, first.hostKey().orElseThrow().trust());
            SshConnection second = careful.connect(Caller.request(server.port()));
            assertEquals(Trust.KNOWN, second.hostKey().orElseThrow().trust());
        }
        String[] words = server.knownHost().split(" ", -1);
        assertEquals(
                words[0] + " " + words[1] + " " + words[2],
                Files.readString(known).strip());
    }

    @Test
    void aStrictPolicyTakesNoKeyThatIsNotKnown() {
        try (var careful = new Caller(SshConfig.defaults().withHostKeys(HostKeys.STRICT))) {
            SshConnection connection = careful.connect(Caller.request(server.port()));
            assertEquals(Failure.HOST_KEY, failed(connection).failure());
        }
    }

    @Test
    void oldAlgorithmsNeedASetting() {
        try (Sshd old = Sshd.start(folder, "Ciphers aes128-cbc", "MACs hmac-sha1")) {
            SshConnection modern = caller.connect(Caller.request(old.port()));
            assertEquals(Failure.PROTOCOL, failed(modern).failure());
            try (var lenient = new Caller(SshConfig.defaults().withOldAlgorithms(true))) {
                assertLogsIn(lenient, old);
            }
        }
    }

    @Test
    void whatCostsLessComesFirst() {
        try (Sshd server = Sshd.start(folder, "LogLevel DEBUG1")) {
            assertLogsIn(caller, server);
            assertTrue(server.log().contains("kex: algorithm: curve25519-sha256"), server.log());
            assertTrue(server.log().contains("cipher: aes128-gcm@openssh.com"), server.log());
            assertFalse(server.log().contains("kex: algorithm: sntrup761"), server.log());
            try (var careful = new Caller(SshConfig.defaults().withPostQuantum(true))) {
                assertLogsIn(careful, server);
                assertTrue(server.log().contains("kex: algorithm: sntrup761x25519-sha512"), server.log());
            }
        }
    }

    @Test
    void aServerThatHasNothingElseGetsSntrup761AndChaCha20() {
        try (Sshd server = Sshd.start(
                folder,
                "LogLevel DEBUG1",
                "KexAlgorithms sntrup761x25519-sha512@openssh.com",
                "Ciphers chacha20-poly1305@openssh.com")) {
            assertLogsIn(caller, server);
            assertTrue(server.log().contains("kex: algorithm: sntrup761x25519-sha512"), server.log());
            assertTrue(server.log().contains("cipher: chacha20-poly1305@openssh.com"), server.log());
        }
    }

    private static void assertLogsIn(Caller caller, Sshd server) {
        SshConnection connection = caller.connect(Caller.request(server.port()));
        assertEquals(
                new State.Authenticated(),
                caller.logIn(connection, Caller.password(Sshd.PERSON, Sshd.PASSWORD)),
                server.log());
    }

    @Test
    void keyboardInteractiveIsAnsweredByThePassword() {
        try (Sshd asking = Sshd.start(folder, "PasswordAuthentication no", "KbdInteractiveAuthentication yes")) {
            assertLogsIn(caller, asking);
        }
    }

    @Test
    void theKeyThatLoggedInIsLentOnlyWhereItIsGranted() throws IOException {
        Path key = Sshd.key(folder, "lent", "ed25519", "");
        server.authorize(key);
        SshConnection connection = caller.connect(Caller.request(server.port()));
        assertEquals(
                new State.Authenticated(),
                caller.logIn(connection, Caller.key(Files.readString(key), Optional.empty())));
        SshChannel without = caller.open(connection, Caller.exec("ssh-add -l; echo end"));
        assertTrue(!caller.readAll(without).contains("ED25519"));
        connection.lendKeys();
        SshChannel with = caller.open(connection, Caller.exec("ssh-add -l; echo end"));
        String text = caller.readAll(with);
        assertTrue(text.contains("ED25519"), text);
    }
}
