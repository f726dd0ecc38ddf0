package dev.tubeway.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.CloseReason;
import dev.tubeway.Conversation;
import dev.tubeway.GatewayConfig;
import dev.tubeway.TubewayException;
import dev.tubeway.module.ModuleConfig;
import dev.tubeway.server.FakeGateway;
import dev.tubeway.server.FakeTube;
import dev.tubeway.server.access.TokenFile;
import dev.tubeway.spi.TransportProvider.Finding;
import dev.tubeway.spi.TransportProvider.Verdict;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The whole command line over a fake gateway, in this process.
class CommandLineIT {
    @TempDir
    Path data = Path.of("");

    private final FakeGateway gateway = new FakeGateway();
    private volatile @Nullable GatewayConfig started;
    private final Map<String, String> environment = new HashMap<>();

    /// One run of the command line.
    private final class Run {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final ByteArrayOutputStream err = new ByteArrayOutputStream();
        private final StopSignal stops = new StopSignal();
        private final FutureTask<Integer> exit;

        Run(Reader in, String... args) {
            environment.putIfAbsent("TUBEWAY_DATA", data.toString());
            CommandContext context = new CommandContext(
                    new PrintStream(out, true, StandardCharsets.UTF_8),
                    new PrintStream(err, true, StandardCharsets.UTF_8),
                    new BufferedReader(in),
                    environment,
                    config -> {
                        started = config;
                        RuntimeException refusal = gateway.refusal;
                        if (refusal != null) {
                            throw refusal;
                        }
                        return gateway;
                    },
                    config -> gateway.modules(),
                    false,
                    stops);
            exit = new FutureTask<>(() -> Program.run(context, args));
            Thread.ofPlatform().daemon().start(exit);
        }

        Run(String... args) {
            this(new StringReader(""), args);
        }

        int exit() throws Exception {
            return exit.get(60, TimeUnit.SECONDS);
        }

        String out() {
            return out.toString(StandardCharsets.UTF_8);
        }

        String err() {
            return err.toString(StandardCharsets.UTF_8);
        }

        String all() {
            return out() + err();
        }

        void awaitOut(String text) {
            await(() -> out().contains(text) || exit.isDone());
            assertTrue(out().contains(text), all());
        }
    }

    /// Standard input that says one thing when it is due, then stays open.
    private static final class LateLines extends Reader {
        private final FutureTask<String> text;
        private int at;

        LateLines(java.util.concurrent.Callable<String> text) {
            this.text = new FutureTask<>(text);
        }

        @Override
        public int read(char[] buffer, int offset, int length) throws IOException {
            try {
                text.run();
                String all = text.get();
                if (at >= all.length()) {
                    new CountDownLatch(1).await();
                }
                int count = Math.min(length, all.length() - at);
                all.getChars(at, at + count, buffer, offset);
                at += count;
                return count;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return -1;
            } catch (java.util.concurrent.ExecutionException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void close() {}
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("it did not come to pass");
            }
            Thread.onSpinWait();
        }
    }

    private Run serve(String... more) {
        String[] args = new String[more.length + 3];
        args[0] = "serve";
        args[1] = "--listen";
        args[2] = "127.0.0.1:0";
        System.arraycopy(more, 0, args, 3, more.length);
        Run run = new Run(args);
        run.awaitOut("tubeway is ready");
        Matcher url = Pattern.compile("tubeway is ready: (http://127\\.0\\.0\\.1:\\d+) \\(token in (.*)\\)\n")
                .matcher(run.out());
        assertTrue(url.find(), run.out());
        assertEquals(data.resolve("token").toString(), url.group(2));
        environment.put("TUBEWAY_URL", url.group(1));
        return run;
    }

    private Run done(int exit, String... args) throws Exception {
        Run run = new Run(args);
        assertEquals(exit, run.exit(), run.all());
        return run;
    }

    private String newTube() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(environment.get("TUBEWAY_URL") + "/v1/tubes"))
                .header("Authorization", "Bearer " + TokenFile.read(data.resolve("token")))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"conversationId\":\"demo\",\"settings\":"
                        + "{\"conversationType\":\"tunnel\",\"localListenAddr\":\"127.0.0.1:0\"}}"))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertEquals(201, response.statusCode(), response.body());
            return JsonMapper.shared().readTree(response.body()).path("tubeId").asString();
        }
    }

    @Test
    void servesUntilTheFirstSignalAndDrains() throws Exception {
        Run serve = serve("--set", "drainTimeout=7s");
        newTube();
        serve.stops.raise();
        assertEquals(0, serve.exit(), serve.all());
        assertEquals(Duration.ofSeconds(7), gateway.drain);
        assertTrue(gateway.tubes().isEmpty());
        CloseReason reason = gateway.closeReason;
        assertTrue(reason != null && reason.kind() == CloseReason.Kind.TUNNEL_CLOSED);
        assertFalse(serve.all().contains(TokenFile.read(data.resolve("token"))), "the token is printed nowhere");
    }

    @Test
    void isNotReadyWhileItDrainsAndEndsAtOnceOnASecondSignal() throws Exception {
        gateway.drainGate = new CountDownLatch(1);
        Run serve = serve();
        String tube = newTube();
        FakeTube fake = gateway.fake(tube);
        serve.stops.raise();
        assertTrue(gateway.draining.await(30, TimeUnit.SECONDS));
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> ready = client.send(
                    HttpRequest.newBuilder(URI.create(environment.get("TUBEWAY_URL") + "/health/ready"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertEquals(503, ready.statusCode());
        }
        assertTrue(fake.closeReason().isEmpty(), "the tube drains");
        serve.stops.raise();
        await(() -> fake.closeReason().isPresent());
        gateway.drainGate.countDown();
        assertEquals(0, serve.exit());
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            Run run = done(1, "serve", "--listen", address);
            assertTrue(run.err().contains("cannot listen on " + address), run.err());
            assertTrue(gateway.closeReason != null, "the gateway is closed again");
        }
    }

    @Test
    void badSettingsEndWithCodeTwo() throws Exception {
        assertTrue(done(2, "serve", "--set", "colour=red").err().contains("no such setting: colour"));
        assertTrue(done(2, "serve", "--set", "nonsense").err().contains("KEY=VALUE"));
        assertTrue(done(2, "serve", "--colour").err().contains("--colour"));
        assertTrue(done(2, "serve", "--listen", "192.0.2.1:1").err().contains("tls.certificate"));
        assertTrue(done(2, "nonsense").err().contains("nonsense"));
    }

    @Test
    void aMissingTransportIsToldWithItsCure() throws Exception {
        gateway.refusal = FakeGateway.problem(TubewayException.Problem.TRANSPORT_UNAVAILABLE);
        assertTrue(done(1, "serve", "--listen", "127.0.0.1:0").err().contains("told by the fake"));
    }

    @Test
    void listsShowsAndClosesTubes() throws Exception {
        Run serve = serve();
        assertTrue(done(0, "tube", "list").err().contains("no tubes"));
        String id = newTube();
        String list = done(0, "tube", "list").out();
        assertTrue(list.contains(id) && list.contains("initializing") && list.contains("127.0.0.1:40001"), list);
        JsonNode json =
                JsonMapper.shared().readTree(done(0, "tube", "list", "--json").out());
        assertEquals(id, json.path("tubes").get(0).path("tubeId").asString());
        assertTrue(done(0, "tube", "show", id).out().contains("settings.conversationType: tunnel"));
        assertTrue(done(0, "tube", "stats", id).out().contains("path.rttMillis: 1.5"));
        assertTrue(done(0, "tube", "connections", id).out().contains("db.internal:5432"));
        assertEquals(0, done(0, "tube", "close", id, "--connection", "1").exit());
        assertTrue(gateway.fake(id).connections.isEmpty());
        FakeTube tube = gateway.fake(id);
        done(0, "tube", "close", id, "--reason", "timeout");
        assertEquals(CloseReason.Kind.TIMEOUT, tube.closeReason().orElseThrow().kind());
        assertTrue(done(4, "tube", "show", id).err().contains("No such tube"));
        serve.stops.raise();
        assertEquals(0, serve.exit());
    }

    @Test
    void aGatewayThatIsNotThereIsToldWithHowToStartOne() throws Exception {
        TokenFile.readOrCreate(data.resolve("token"));
        // Bound and not listening: nobody else can be there.
        try (Socket bound = new Socket()) {
            bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Run run = done(3, "tube", "list", "--url", "http://127.0.0.1:" + bound.getLocalPort());
            assertTrue(run.err().contains("tubeway serve"), run.err());
        }
    }

    @Test
    void aWrongTokenIsToldWithWhereTheRightOneIs() throws Exception {
        Run serve = serve();
        environment.put("TUBEWAY_TOKEN", "this-is-the-wrong-token");
        Run run = done(4, "tube", "list");
        assertTrue(run.err().contains("TUBEWAY_TOKEN") && run.err().contains("--token-file"), run.err());
        assertFalse(run.err().contains("this-is-the-wrong-token"));
        done(0, "tube", "list", "--token-file", data.resolve("token").toString());
        serve.stops.raise();
        assertEquals(0, serve.exit());
    }

    @Test
    void aMissingTokenFileIsNamed() throws Exception {
        assertTrue(done(1, "tube", "list").err().contains(data.resolve("token").toString()));
    }

    @Test
    void theTokenIsNotSentOverTheNetworkInTheClear() throws Exception {
        TokenFile.readOrCreate(data.resolve("token"));
        assertTrue(
                done(2, "tube", "list", "--url", "http://192.0.2.1:8443").err().contains("https"));
        assertTrue(done(2, "tube", "list", "--url", "ftp://127.0.0.1").err().contains("http://127.0.0.1:8443"));
        assertTrue(done(2, "tube", "list", "--url", "::").err().contains("URL"));
    }

    @Test
    void doctorTellsFindingsWithCures() throws Exception {
        Run good = done(0, "doctor");
        assertTrue(good.out().contains("ok       native library: loaded"), good.out());
        assertTrue(good.out().contains("cure: open UDP port 3478"), good.out());
        assertEquals(
                ModuleConfig.defaults(), Objects.requireNonNull(started).modules(), "a look at tubes loads no modules");
        gateway.findings = List.of(new Finding("interfaces", Verdict.FAILED, "only lo", "add one"));
        assertTrue(done(1, "doctor").out().contains("FAILED   interfaces: only lo"));
        gateway.refusal = FakeGateway.problem(TubewayException.Problem.TRANSPORT_UNAVAILABLE);
        assertTrue(done(1, "doctor").out().contains("FAILED   transport"));
    }

    @Test
    void configShowsValuesWithOriginAndWithoutSecrets() throws Exception {
        environment.put("TUBEWAY_ICESERVERS", "turn:me:hush@a.test:3478");
        Files.writeString(data.resolve("tubeway.yaml"), "maxTubes: 5\n");
        Run table = done(0, "config", "--set", "drainTimeout=1m");
        assertTrue(table.out().matches("(?s).*drainTimeout +1m +flag --set\n.*"), table.out());
        assertTrue(table.out().contains(data.resolve("tubeway.yaml") + ":1"), table.out());
        assertTrue(table.out().contains("turn:me:***@a.test:3478"), table.out());
        assertFalse(table.all().contains("hush"));
        JsonNode json = JsonMapper.shared().readTree(done(0, "config", "--json").out());
        assertEquals("5", json.path("maxTubes").path("value").asString());
        assertEquals("default", json.path("listen").path("origin").asString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void completionKnowsEveryVerb(String shell) throws Exception {
        String script = done(0, "completion", shell).out();
        for (String word : List.of("serve", "up", "tube", "offer", "answer", "doctor", "config", "relay-only")) {
            assertTrue(script.contains(word), word);
        }
    }

    @Test
    void everyVerbHasHelp() throws Exception {
        for (String verb : List.of("serve", "up", "tube", "doctor", "config", "completion", "version")) {
            assertTrue(done(0, verb, "--help").out().contains("Usage: tubeway " + verb), verb);
        }
        assertTrue(done(0, "tube", "offer", "--help").out().contains("--listen"));
        assertTrue(done(0, "--version").out().startsWith("tubeway 0."));
        assertTrue(done(0, "version").out().contains("Java 25"));
        assertEquals(2, done(2, "completion", "tcsh").exit());
    }

    @Test
    void upOpensAShellAndJoinsTwoTubes() throws Exception {
        Run up = new Run("up", "--listen", "127.0.0.1:0", "--data", data.toString());
        up.awaitOut("Ctrl-C");
        assertTrue(
                up.out().matches("(?s).*http://127\\.0\\.0\\.1:\\d+/console/#/open/[^?]+\\?ticket=[\\w-]{43}\\n.*"),
                up.out());
        assertTrue(up.out().contains("nc 127.0.0.1 40001"), up.out());
        assertEquals(2, gateway.tubes().size());
        assertTrue(gateway.tubes().getLast().settings() instanceof Conversation.TunnelDialler);
        up.stops.raise();
        assertEquals(0, up.exit());
    }

    @Test
    void upReadsNothingWhereThereIsNoTerminal() throws Exception {
        var in = new StringReader("\n\n");
        Run up = new Run(in, "up", "--listen", "127.0.0.1:0", "--data", data.toString());
        up.awaitOut("Ctrl-C");
        up.stops.raise();
        assertEquals(0, up.exit());
        assertEquals('\n', in.read());
        assertFalse(up.out().contains("Enter"), up.out());
    }

    @Test
    void upSaysWhyThereIsNoDemoTunnel() throws Exception {
        gateway.becomesReady = false;
        Run up = new Run("up", "--listen", "127.0.0.1:0", "--data", data.toString());
        up.awaitOut("Ctrl-C");
        assertTrue(up.err().contains("another network interface"), up.err());
        up.stops.raise();
        assertEquals(0, up.exit());
    }

    @Test
    void upReachesAServerOfThePersonsOwnWithoutAPasswordInSight() throws Exception {
        Run up = new Run("up", "--listen", "127.0.0.1:0", "--data", data.toString(), "--ssh", "me@db.internal:2222");
        up.awaitOut("Ctrl-C");
        assertTrue(up.out().contains("/console/#/open/"), up.out());
        assertTrue(gateway.tubes().isEmpty());
        up.stops.raise();
        assertEquals(0, up.exit());
        assertEquals(2, new Run("up", "--ssh", "me:secret@db.internal").exit());
    }

    @Test
    void upReachesADesktopOfThePersonsOwn() throws Exception {
        Run up = new Run("up", "--listen", "127.0.0.1:0", "--data", data.toString(), "--vnc", "desk.internal:2");
        up.awaitOut("Ctrl-C");
        assertTrue(up.out().contains("A desktop is waiting"), up.out());
        assertTrue(up.out().contains("/console/#/open/"), up.out());
        assertTrue(gateway.tubes().isEmpty());
        var request = gateway.sessions().requests.getFirst();
        assertEquals("vnc", request.protocol());
        assertEquals(Map.of("hostname", "desk.internal", "port", "5902"), request.parameters());
        up.stops.raise();
        assertEquals(0, up.exit());
        assertTrue(done(2, "up", "--vnc", "me@desk").err().contains("HOST:DISPLAY"));
        assertTrue(done(2, "up", "--vnc", "desk", "--ssh", "me@db").err().contains("give one of them"));
    }

    @Test
    void upLogsInWithAKeyOfThePersonsOwn() throws Exception {
        Path key = data.resolve("id_test");
        String text = "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n";
        Files.writeString(key, text);
        Run up = new Run(
                "up",
                "--listen",
                "127.0.0.1:0",
                "--data",
                data.toString(),
                "--ssh",
                "me@db.internal",
                "--key",
                key.toString());
        up.awaitOut("Ctrl-C");
        assertEquals(text, gateway.sessions().requests.getFirst().parameters().get("private-key"));
        assertFalse(up.out().contains("PRIVATE KEY"), up.out());
        up.stops.raise();
        assertEquals(0, up.exit());
    }

    @Test
    void aFileThatIsNoPrivateKeyIsToldAsThat() throws Exception {
        Path file = data.resolve("id_test.pub");
        assertTrue(keyRefused(file).contains("there is no file " + file));
        Files.writeString(file, "ssh-ed25519 AAAA me@here\n");
        assertTrue(keyRefused(file).contains("without .pub"));
        Files.writeString(file, "hello\n");
        assertTrue(keyRefused(file).contains("neither OpenSSH's format nor PEM"));
        Files.writeString(file, "-----BEGIN PRIVATE KEY-----\n");
        assertTrue(done(2, "up", "--key", file.toString()).err().contains("add --ssh"));
    }

    private String keyRefused(Path file) throws Exception {
        return done(2, "up", "--ssh", "me@db.internal", "--key", file.toString())
                .err();
    }

    @Test
    void offersAndTakesTheAnswerThatIsPasted() throws Exception {
        SignalLine answer = new SignalLine(SignalLine.Role.ANSWER, SignalLine.Kind.TUNNEL, FakeTube.SDP);
        SignalLine wrong = new SignalLine(SignalLine.Role.OFFER, SignalLine.Kind.TUNNEL, FakeTube.SDP);
        Run run = new Run(
                new LateLines(() -> "hello\n" + wrong.encode() + "\n\n" + answer.encode() + "\n"),
                "tube",
                "offer",
                "--listen",
                "127.0.0.1:2222",
                "--stun",
                "stun:a.test:3478");
        run.awaitOut("\n");
        SignalLine line = SignalLine.decode(run.out());
        assertEquals(SignalLine.Role.OFFER, line.role());
        assertEquals(FakeTube.SDP, line.sdp());
        await(() -> run.err().contains("ready, 1 connections"));
        assertTrue(run.err().contains("it starts with tubeway1:"), run.err());
        assertTrue(run.err().contains("that is an offer line"), run.err());
        FakeTube tube = (FakeTube) gateway.tubes().getFirst();
        assertEquals(FakeTube.description(), tube.acceptedAnswer);
        run.stops.raise();
        assertEquals(0, run.exit(), run.all());
        assertEquals(CloseReason.Kind.NORMAL, tube.closeReason().orElseThrow().kind());
    }

    @Test
    void answersTheOfferThatIsPasted() throws Exception {
        SignalLine offer = new SignalLine(SignalLine.Role.OFFER, SignalLine.Kind.SOCKS5, FakeTube.SDP);
        Run run = new Run(
                new LateLines(() -> offer.encode() + "\n"),
                "tube",
                "answer",
                "--allow",
                "*.internal",
                "--allow-port",
                "443");
        run.awaitOut("\n");
        assertEquals(SignalLine.Role.ANSWER, SignalLine.decode(run.out()).role());
        FakeTube tube = (FakeTube) gateway.tubes().getFirst();
        assertEquals(new Conversation.SocksDialler(List.of("*.internal"), List.of("443")), tube.settings());
        tube.close(CloseReason.of(CloseReason.Kind.CONNECTION_LOST, "the peer is gone"));
        assertEquals(1, run.exit());
        assertTrue(run.err().contains("the tube ended: connectionLost: the peer is gone"), run.err());
    }

    @Test
    void anOfferOfTheOtherKindIsExplained() throws Exception {
        SignalLine offer = new SignalLine(SignalLine.Role.OFFER, SignalLine.Kind.SOCKS5, FakeTube.SDP);
        Run run = new Run(new StringReader(offer.encode() + "\n"), "tube", "answer", "--to", "db.internal:5432");
        assertEquals(2, run.exit(), run.all());
        assertTrue(run.err().contains("--allow HOST"), run.err());
    }

    @Test
    void anInputThatEndsTooSoonIsExplained() throws Exception {
        Run run = new Run(new StringReader("\n"), "tube", "offer", "--listen", "127.0.0.1:0");
        assertEquals(1, run.exit(), run.all());
        assertTrue(run.err().contains("paste it"), run.err());
    }

    @Test
    void targetsAndServersThatAreNoneAreRefused() throws Exception {
        assertTrue(done(2, "tube", "answer").err().contains("--to HOST:PORT"));
        assertTrue(done(2, "tube", "answer", "--to", "db.internal").err().contains("--to takes"));
        assertTrue(done(2, "tube", "offer", "--listen", "nowhere").err().contains("--listen"));
        assertTrue(done(2, "tube", "offer", "--listen", "127.0.0.1:0", "--turn", "turn:a.test")
                .err()
                .contains("TUBEWAY_TURN_CREDENTIAL"));
    }

    @Test
    void opensAndSharesSessionsAndKeepsTargets() throws Exception {
        serve();
        Run add = new Run(
                new StringReader("hunter2\n"),
                "target",
                "add",
                "db",
                "test",
                "db.internal",
                "22",
                "--username",
                "root",
                "--password");
        assertEquals(0, add.exit(), add.all());
        Run list = new Run("target", "list");
        assertEquals(0, list.exit(), list.all());
        assertTrue(list.out().matches("(?s).*db +test +db.internal +22 +yes.*"), list.out());
        assertFalse(list.all().contains("hunter2"));
        Run open = new Run("session", "open", "--target", "db", "-P", "font-size=14", "--idle", "15m");
        assertEquals(0, open.exit(), open.all());
        assertTrue(
                open.out().matches("http://127.0.0.1:[0-9]+/console/#/open/[0-9a-f-]{36}\\?ticket=\\S{43}\\s*"),
                open.out());
        var request = gateway.sessions.requests.getLast();
        assertEquals("hunter2", request.parameters().get("password"));
        assertEquals(Duration.ofMinutes(15), request.limits().idle());
        String id = gateway.sessions.list().getFirst().id();
        Run share = new Run("session", "share", id, "--for", "5m", "--name", "Bob");
        assertEquals(0, share.exit(), share.all());
        assertTrue(share.out().contains("?ticket="), share.out());
        Run direct = new Run("session", "open", "test", "router.internal:23");
        assertEquals(0, direct.exit(), direct.all());
        assertEquals(
                Map.of("hostname", "router.internal", "port", "23"),
                gateway.sessions.requests.getLast().parameters());
        assertEquals(2, new Run("session", "open").exit());
        assertEquals(2, new Run("session", "open", "--target", "db", "--idle", "soon").exit());
        assertEquals(0, new Run("target", "remove", "db").exit());
        assertEquals(4, new Run("target", "remove", "db").exit());
    }
}
