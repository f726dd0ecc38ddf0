package dev.tubeway.server.cli;

import dev.tubeway.server.Logging;
import dev.tubeway.server.demo.DemoTargets;
import dev.tubeway.server.settings.ServerSettings;
import dev.tubeway.server.settings.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `tubeway rehearse`: what the launcher runs to make the AOT cache. A gateway does on the loopback interface, with the
/// demo targets, what gateways do most, so that the JVM has seen the classes and knows which methods are worth its
/// compilers' time; then it ends.
@Command(
        name = "rehearse",
        hidden = true,
        description = "Runs a gateway that types into its own demo targets for some seconds, and ends.")
final class RehearseCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final List<String> PAGES = List.of("/health/live", "/health/ready", "/metrics", "/v1/tubes");
    private static final String WORDS = "echo the quick brown fox jumps over the lazy dog";

    private final CommandContext context;

    @Mixin
    SettingOptions options = new SettingOptions();

    @Mixin
    ListenOption listen = new ListenOption();

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
                for (String page : PAGES) {
                    get(URI.create(serving.server().url()), page);
                }
                type(serving.guacd().orElseThrow(), demo);
            } finally {
                serving.stop();
            }
        }
        return 0;
    }

    private static void get(URI server, String page) throws IOException {
        if (!"http".equals(server.getScheme())) {
            return;
        }
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
