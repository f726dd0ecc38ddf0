package dev.tubeway.server.cli;

import dev.tubeway.server.Logging;
import dev.tubeway.server.access.TokenFile;
import dev.tubeway.server.demo.DemoTargets;
import dev.tubeway.server.settings.ServerSettings;
import dev.tubeway.server.settings.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// `tubeway rehearse`: what the launcher runs to make the AOT cache. A gateway does on the loopback interface, with the
/// demo targets, what gateways do most, so that the JVM has seen the classes and knows which methods are worth its
/// compilers' time; then it ends.
@Command(
        name = "rehearse",
        hidden = true,
        description = "Runs a gateway that makes tubes and types into its own demo targets for some seconds, and ends.")
final class RehearseCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String TUBES = "/v1/tubes";
    private static final List<String> PAGES = List.of("/health/live", "/health/ready", "/metrics", TUBES);
    private static final String WORDS = "echo the quick brown fox jumps over the lazy dog";

    private final CommandContext context;

    @Mixin
    SettingOptions options = new SettingOptions();

    @Mixin
    ListenOption listen = new ListenOption();

    @Option(names = "--pairs", paramLabel = "N", description = "pairs of tubes (40)")
    int pairs = 40;

    @Option(names = "--log-ins", paramLabel = "N", description = "sessions of SSH; half as many of telnet (12)")
    int logIns = 12;

    @Option(names = "--lines", paramLabel = "N", description = "lines that are typed into each (4)")
    int lines = 4;

    RehearseCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        Settings settings = options.load(context, listen.flags());
        Logging.configure(System.Logger.Level.ERROR);
        InetAddress loopback = InetAddress.getLoopbackAddress();
        ServerSettings all = ServerSettings.of(settings).withGuacdAt(new InetSocketAddress(loopback, 0));
        try (DemoTargets demo = DemoTargets.start()) {
            Serving serving = Serving.start(context, all);
            context.out().println(serving.readyLine());
            context.out().flush();
            try {
                URI server = URI.create(serving.server().url());
                if ("http".equals(server.getScheme())) {
                    ask(server, all.tokenFile());
                }
                type(serving.guacd().orElseThrow(), demo);
            } finally {
                serving.stop();
            }
        }
        return 0;
    }

    private void ask(URI server, Path tokenFile) throws IOException {
        for (String page : PAGES) {
            get(server, page);
        }
        var api = new ApiClient(server, TokenFile.readOrCreate(tokenFile), tokenFile.toString(), Optional.empty());
        for (int i = 0; i < pairs; i++) {
            makePair(api);
        }
    }

    private static void get(URI server, String page) throws IOException {
        try (var socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream()
                    .write(("GET " + page + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            if (socket.getInputStream().read() < 0) {
                throw new IOException("no answer: page=" + page);
            }
        }
    }

    /// Two tubes that are told of each other, as a signalling service does it, and closed. Neither hears of an address
    /// of
    /// the other, so that nothing goes to the network.
    private static void makePair(ApiClient api) {
        JsonNode near = make(api, Map.of("localListenAddr", "127.0.0.1:0"), Map.of());
        JsonNode far =
                make(api, Map.of("targetHost", "127.0.0.1", "targetPort", 9), Map.of("offer", near.get("offer")));
        String path = TUBES + "/" + near.get("tubeId").asString();
        var _ = api.put(path + "/remote-description", Map.of("type", "answer", "sdp", far.get("answer")));
        var _ = api.get(path);
        api.delete(path);
        api.delete(TUBES + "/" + far.get("tubeId").asString());
    }

    private static JsonNode make(ApiClient api, Map<String, Object> settings, Map<String, Object> more) {
        var conversation = new HashMap<>(settings);
        conversation.put("conversationType", "tunnel");
        var body = new HashMap<>(more);
        body.put("conversationId", "rehearsal");
        body.put("trickleIce", true);
        body.put("settings", conversation);
        return api.post(TUBES, body);
    }

    private void type(InetSocketAddress guacd, DemoTargets demo) throws IOException, InterruptedException {
        Map<String, String> ssh = Map.of(
                "hostname", "127.0.0.1",
                "port", Integer.toString(demo.sshPort()),
                "username", demo.username(),
                "password", demo.password(),
                "host-key", demo.hostKey());
        Map<String, String> telnet = Map.of("hostname", "127.0.0.1", "port", Integer.toString(demo.telnetPort()));
        for (int i = 0; i < logIns; i++) {
            session(guacd, "ssh", ssh);
            if (i % 2 == 0) {
                session(guacd, "telnet", telnet);
            }
        }
    }

    private void session(InetSocketAddress guacd, String protocol, Map<String, String> parameters)
            throws IOException, InterruptedException {
        try (var typist = new Typist(guacd, PATIENCE, protocol, parameters)) {
            typist.awaitDrawing();
            typist.rest();
            for (int i = 0; i < lines; i++) {
                typist.line(WORDS);
            }
            typist.line("colours");
            typist.line("lines 2000");
            typist.line(WORDS);
        }
    }
}
