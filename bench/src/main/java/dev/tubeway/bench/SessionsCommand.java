package dev.tubeway.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `tubeway bench sessions`.
@Command(
        name = "sessions",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures telnet sessions of a gateway, beside a guacd that runs already.")
final class SessionsCommand implements Callable<Integer> {
    private static final int FOR_GUACD = 10;

    @Option(
            names = "--against",
            paramLabel = "ADDRESS:PORT",
            description = "a guacd on this machine, measured in the same run")
    @Nullable
    String against;

    @Option(
            names = "--sessions",
            paramLabel = "N",
            description = "idle sessions; then ten times as many; a guacd gets a tenth (1000)")
    int sessions = 1000;

    @Option(names = "--megabytes", paramLabel = "N", description = "text of each kind that is poured (50)")
    int megabytes = 50;

    @Option(names = "--rounds", paramLabel = "N", description = "times that each flood is poured (1)")
    int rounds = 1;

    @Option(names = "--out", paramLabel = "FILE", description = "also writes the page with table and machine")
    @Nullable
    Path out;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        var results = new Results(System.err);
        Path scratch = Files.createTempDirectory("tubeway-bench");
        int port = freePort();
        try (GatewayEnd gateway = GatewayEnd.start(
                GatewayEnd.command(), scratch.resolve("gateway"), List.of("--guacd", "127.0.0.1:" + port))) {
            var ours = new SessionBench.Server(
                    Kind.GATEWAY, new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), gateway.pid(), true);
            List<SessionBench.Server> servers = new ArrayList<>(List.of(ours));
            if (against != null) {
                servers.add(reference(against));
            }
            measure(new SessionBench(results), ours, servers);
        } finally {
            Main.delete(scratch);
        }
        String table = Report.table(results);
        new PrintStream(System.out, true, StandardCharsets.UTF_8).print(table);
        if (out != null) {
            Files.writeString(
                    out,
                    Report.sessionsPage(
                            table,
                            Machine.description(),
                            String.join(" ", spec.commandLine().getParseResult().originalArgs())));
        }
        return 0;
    }

    private void measure(SessionBench bench, SessionBench.Server ours, List<SessionBench.Server> servers)
            throws Exception {
        for (SessionBench.Server server : servers) {
            boolean reference = server.kind() == Kind.GUACD;
            bench.idle(
                    server,
                    Math.max(1, reference ? sessions / FOR_GUACD : sessions),
                    Figure.SESSION_MEMORY,
                    Figure.SESSION_THREADS);
        }
        for (TerminalTarget.Kind text :
                List.of(TerminalTarget.Kind.TEXT, TerminalTarget.Kind.COLOR, TerminalTarget.Kind.LETTERS)) {
            for (int round = 0; round < rounds; round++) {
                for (SessionBench.Server server : servers) {
                    bench.flood(server, text, megabytes * 1_000_000L);
                }
            }
        }
        bench.idle(ours, 10 * sessions, Figure.SESSIONS_MEMORY, Figure.SESSIONS_THREADS);
    }

    private SessionBench.Server reference(String place) throws IOException {
        int colon = place.lastIndexOf(':');
        try {
            int port = Integer.parseInt(place.substring(colon + 1));
            return new SessionBench.Server(
                    Kind.GUACD,
                    new InetSocketAddress(InetAddress.ofLiteral(place.substring(0, colon)), port),
                    ServerUse.listener(port),
                    false);
        } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
            throw new ParameterException(
                    spec.commandLine(), "--against is ADDRESS:PORT, such as 127.0.0.1:4822: against=" + place, e);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
