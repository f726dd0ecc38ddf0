package dev.tubeway.bench;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `tubeway bench pixels`.
@Command(
        name = "pixels",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures a VNC desktop of 1920 × 1080 through a gateway, beside one through guacd.",
        footer = {"", "Starts TigerVNC's server and xterm (Debian: tigervnc-standalone-server, xterm)."})
final class PixelsCommand implements Callable<Integer> {
    @Option(names = "--against", paramLabel = "FILE", description = "a guacd's program, measured in the same run")
    @Nullable
    Path against;

    @Option(names = "--scenes", split = ",", paramLabel = "SCENE", description = "text, boxes, film, whole (all)")
    List<Scene> scenes = List.of(Scene.values());

    @Option(names = "--seconds", paramLabel = "N", description = "each scene is measured (10), after as many in vain")
    int seconds = 10;

    @Option(names = "--keys", paramLabel = "N", description = "keys that are timed, after as many in haste (200)")
    int keys = 200;

    @Option(
            names = "--quality-level",
            paramLabel = "0-9",
            description = "how good the VNC server's images are to be for both (what each asks for by itself)")
    @Nullable
    Integer qualityLevel;

    @Option(names = "--out", paramLabel = "FILE", description = "also writes the page with table and machine")
    @Nullable
    Path out;

    /// Where the gateway finds its modules, if not beside the program.
    @Option(names = "--modules", hidden = true)
    @Nullable
    Path modules;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Path scratch = Files.createTempDirectory("tubeway-bench");
        var results = new Results(System.err);
        Duration window = Duration.ofSeconds(seconds);
        var plan = new PixelsRun.Plan(scratch, modules, against, scenes, window, window, keys, qualityLevel);
        try (var run = new PixelsRun(plan, results)) {
            run.measure();
        } finally {
            Main.delete(scratch);
        }
        String table = Report.table(results);
        new PrintStream(System.out, true, StandardCharsets.UTF_8).print(table);
        if (out != null) {
            Files.writeString(out, Report.pixelsPage(table, Machine.description(), given()));
        }
        return 0;
    }

    private String given() {
        List<String> all = spec.commandLine().getParseResult().originalArgs();
        return String.join(" ", all.subList(all.indexOf("pixels"), all.size()));
    }
}
