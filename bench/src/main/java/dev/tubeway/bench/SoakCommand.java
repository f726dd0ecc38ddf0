package dev.tubeway.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tubeway bench soak`.
@Command(
        name = "soak",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Keeps sessions of a gateway busy for long, half telnet and half SSH.",
        footer = {
            "",
            "Clients type, resize, point and join; some are killed, as are some of their targets. Exit code 1 where a session",
            "fails that nobody killed, something is left at the end, or memory, threads or descriptors are not flat.",
            "The targets are a telnet server of this program and an sshd that it starts (Debian's openssh-server).",
        })
final class SoakCommand implements Callable<Integer> {
    @Option(names = "--minutes", paramLabel = "N", description = "how long (20)")
    double minutes = 20;

    @Option(names = "--sessions", paramLabel = "N", description = "sessions at a time (500)")
    int sessions = 500;

    @Option(
            names = "--pause",
            paramLabel = "SECONDS",
            description = "mean time between two things that a client does (10)")
    double pauseSeconds = 10;

    @Option(names = "--seed", paramLabel = "N", description = "of the chance that decides (the time)")
    long seed = System.nanoTime();

    /// Where the gateway finds its modules, if not beside the program.
    @Option(names = "--modules", hidden = true)
    @Nullable
    Path modules;

    @Override
    public Integer call() throws Exception {
        Path scratch = Files.createTempDirectory("tubeway-bench");
        try (var soak = new Soak(scratch, modules, sessions, ofSeconds(pauseSeconds), seed)) {
            return soak.run(ofSeconds(minutes * 60)) ? 0 : 1;
        } finally {
            Main.delete(scratch);
        }
    }

    private static Duration ofSeconds(double seconds) {
        return Duration.ofMillis((long) (seconds * 1e3));
    }
}
