package dev.tubeway.bench;

import dev.tubeway.bench.micro.Micro;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tubeway bench`: makes a network namespace, runs itself inside, and leaves neither namespace nor process
/// behind.
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Compares pairs of gateways with pairs of published peers and with a bare data channel.",
        footer = {
            "",
            "Linux, as root. The table goes to standard output, values as they come to standard error.",
            "`tubeway bench list` names the measures; `tubeway bench micro [ARGUMENT...]` runs JMH, always with -prof gc.",
        })
public final class Main implements Callable<Integer> {
    @Option(names = "--only", split = ",", paramLabel = "MEASURE", description = "measures to take (all)")
    @Nullable
    List<Measure> only;

    @Option(names = "--peers", split = ",", paramLabel = "KIND", description = "gateway, package, raw (all)")
    @Nullable
    List<Kind> kinds;

    @Option(names = "--rounds", paramLabel = "N", description = "times that each measure is taken (3)")
    int rounds = 3;

    @Option(names = "--window", paramLabel = "SECONDS", description = "length of one measurement (3)")
    double windowSeconds = 3;

    @Option(names = "--quick", description = "a smoke run: one round, small numbers")
    boolean quick;

    @Option(names = "--out", paramLabel = "FILE", description = "also writes the page with table and machine")
    @Nullable
    Path out;

    @Option(
            names = "--python",
            paramLabel = "FILE",
            description = "Python that has the published package (.tubeway/venv-interop/bin/python)")
    @Nullable
    Path python;

    /// Set by a run that has made the namespace, to a folder for the inner one.
    @Option(names = "--inside", hidden = true)
    @Nullable
    Path inside;

    private final List<String> arguments;

    private Main(List<String> arguments) {
        this.arguments = arguments;
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0 && arguments[0].equals("micro")) {
            Micro.main(List.of(arguments).subList(1, arguments.length));
            return;
        }
        System.exit(commandLine(arguments).execute(arguments));
    }

    private static CommandLine commandLine(String[] arguments) {
        return new CommandLine(new Main(List.of(arguments)))
                .addSubcommand("list", new ListCommand())
                .addSubcommand("sessions", new SessionsCommand())
                .addSubcommand("pixels", new PixelsCommand())
                .addSubcommand("encoders", new EncodersCommand())
                .addSubcommand("soak", new SoakCommand())
                // For all that are there by now.
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public Integer call() throws Exception {
        Plan plan = plan();
        if (!Kind.TUBES.containsAll(plan.kinds())) {
            System.err.println("bench: a guacd has no tubes; './tubeway bench sessions --against' measures it");
            return 2;
        }
        Path scratch = inside;
        return scratch == null ? enter(plan) : measure(plan, scratch);
    }

    private Plan plan() {
        Path home = home();
        return new Plan(
                home,
                python == null ? home.resolve(".tubeway/venv-interop/bin/python") : python,
                only == null ? EnumSet.allOf(Measure.class) : EnumSet.copyOf(only),
                kinds == null ? Kind.TUBES : EnumSet.copyOf(kinds),
                quick ? 1 : rounds,
                quick ? Duration.ofMillis(500) : Duration.ofMillis((long) (windowSeconds * 1e3)),
                quick);
    }

    /// The program's folder.
    static Path home() {
        return Path.of(System.getenv().getOrDefault("TUBEWAY_HOME", "")).toAbsolutePath();
    }

    private int enter(Plan plan) throws IOException, InterruptedException {
        if (plan.kinds().contains(Kind.PACKAGE) && !Files.isExecutable(plan.python())) {
            System.err.println("bench: no Python with the published package at " + plan.python()
                    + "; make one with host/server/src/test/interop/requirements.txt, name it with --python,"
                    + " or leave it out with --peers gateway,raw");
            return 2;
        }
        if (plan.measures().contains(Measure.START) && plan.kinds().contains(Kind.GATEWAY)) {
            new Starts(plan.home()).prepare();
        }
        return InnerRun.run(List.of(), arguments);
    }

    private int measure(Plan plan, Path scratch) throws Exception {
        var results = new Results(System.err);
        try (var bench = new Bench(plan, scratch, results)) {
            bench.run();
        }
        String table = Report.table(results);
        new PrintStream(System.out, true, StandardCharsets.UTF_8).print(table);
        if (out != null) {
            // The run that made the namespace has put its folder in front.
            String given = String.join(" ", arguments.subList(arguments.indexOf("--inside") + 2, arguments.size()));
            Files.writeString(out, Report.page(table, Machine.description(), given));
        }
        return 0;
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    /// `tubeway bench list`.
    @Command(name = "list", description = "Names the measures.")
    static final class ListCommand implements Runnable {
        @Override
        public void run() {
            Arrays.stream(Measure.values())
                    .map(measure -> String.format(
                            Locale.ROOT, "%-8s %s", measure.name().toLowerCase(Locale.ROOT), measure.description()))
                    .forEach(System.out::println);
        }
    }
}
