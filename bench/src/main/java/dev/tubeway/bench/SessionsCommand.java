package dev.tubeway.bench;

import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
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
        description = "Measures telnet or SSH sessions of a gateway, beside those of guacd.",
        footer = {
            "",
            "--ssh starts an sshd of its own (Debian's openssh-server), for the person who runs this. Unless a guacd runs",
            "already, all is in a network namespace of this run, as root, and keys are timed over a tube too.",
        })
final class SessionsCommand implements Callable<Integer> {
    @Option(names = "--ssh", description = "sessions of SSH, not of telnet")
    boolean ssh;

    @Option(
            names = "--against",
            paramLabel = "ADDRESS:PORT|FILE",
            description = "a guacd on this machine, or its program, measured in the same run")
    @Nullable
    String against;

    @Option(
            names = "--python",
            paramLabel = "FILE",
            description = "Python that has the published package, as './tubeway bench' makes one"
                    + " (.tubeway/venv-interop/bin/python): keys to guacd are timed over its tube, too")
    @Nullable
    Path python;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "MEASURE",
            description = "setup, memory, keys, crowd, tube, flood, burst (all)")
    List<SessionMeasure> only = List.of(SessionMeasure.values());

    @Option(
            names = "--sessions",
            paramLabel = "N",
            description =
                    "idle sessions; then ten times as many, of SSH five times; a guacd gets 200 at most (1000, of SSH 200)")
    @Nullable
    Integer sessions;

    @Option(names = "--megabytes", paramLabel = "N", description = "text of each kind that is poured (50)")
    int megabytes = 50;

    @Option(names = "--keys", paramLabel = "N", description = "keys that are timed (400)")
    int keys = 400;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description =
                    "keys in haste before these, for the gateway, whose code is compiled as it runs (40000); a session"
                            + " is opened for each 50 of them, and each text poured once, before these are timed. The others get"
                            + " 100 at most; with so few nothing is warmed for the gateway alone")
    int warmUp = 40_000;

    @Option(names = "--rounds", paramLabel = "N", description = "times that keys are timed and floods poured (1)")
    int rounds = 1;

    @Option(names = "--quick", description = "a smoke run: small numbers, where none are given")
    boolean quick;

    @Option(names = "--out", paramLabel = "FILE", description = "also writes the page with table and machine")
    @Nullable
    Path out;

    /// Where the gateways find their modules, if not beside the program.
    @Option(names = "--modules", hidden = true)
    @Nullable
    Path modules;

    /// Set by a run that has made a namespace, to a folder for the inner one.
    @Option(names = "--inside", hidden = true)
    @Nullable
    Path inside;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (python != null && !Files.isExecutable(python)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--python is a program, such as .tubeway/venv-interop/bin/python: python=" + python);
        }
        Path scratch = inside;
        if (scratch != null) {
            return measure(scratch);
        }
        if (ssh && (against == null || isProgram(against))) {
            return InnerRun.run(List.of("sessions"), given());
        }
        scratch = Files.createTempDirectory("tubeway-bench");
        try {
            return measure(scratch);
        } finally {
            Main.delete(scratch);
        }
    }

    /// The words after the verb.
    private List<String> given() {
        List<String> all = spec.commandLine().getParseResult().originalArgs();
        return all.subList(all.indexOf("sessions") + 1, all.size());
    }

    private static boolean isProgram(String reference) {
        return Files.isExecutable(Path.of(reference));
    }

    private int measure(Path scratch) throws Exception {
        var results = new Results(System.err);
        try (var run = new SessionRun(plan(scratch), results)) {
            run.measure(only);
        }
        String table = Report.table(results);
        new PrintStream(System.out, true, StandardCharsets.UTF_8).print(table);
        if (out != null) {
            List<String> words = inside == null ? given() : given().subList(2, given().size());
            Files.writeString(
                    out, Report.sessionsPage(table, Machine.description(), "sessions " + String.join(" ", words)));
        }
        return 0;
    }

    private SessionRun.Plan plan(Path scratch) {
        int usual = quick ? 3 : ssh ? 200 : 1000;
        String reference = against;
        return new SessionRun.Plan(
                scratch,
                modules,
                ssh,
                reference != null && isProgram(reference) ? Path.of(reference) : null,
                reference == null || isProgram(reference) ? null : address(reference),
                python,
                Main.home(),
                inside != null,
                Objects.requireNonNullElse(sessions, usual),
                quick ? Math.min(megabytes, 1) : megabytes,
                quick ? Math.min(keys, 5) : keys,
                quick ? Math.min(warmUp, 10) : warmUp,
                rounds,
                quick);
    }

    private InetSocketAddress address(String place) {
        int colon = place.lastIndexOf(':');
        try {
            return new InetSocketAddress(
                    InetAddress.ofLiteral(place.substring(0, colon)), Integer.parseInt(place.substring(colon + 1)));
        } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--against is ADDRESS:PORT, such as 127.0.0.1:4822, or the program: against=" + place,
                    e);
        }
    }
}
