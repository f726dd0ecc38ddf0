package dev.tubeway.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// This program once more, in a network namespace that is there only for it.
final class InnerRun {
    private InnerRun() {}

    /// Runs to the end; leaves neither namespace nor process nor folder behind.
    ///
    /// @param verb      words before the option that names the folder
    /// @param arguments those after it
    static int run(List<String> verb, List<String> arguments) throws IOException, InterruptedException {
        var run = new AtomicReference<@Nullable Process>();
        Path scratch = Files.createTempDirectory("tubeway-bench");
        var network = new PrivateNetwork();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(run.get(), network, scratch), "remove-network"));
        var command = new ArrayList<>(network.prefix());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(verb);
        command.addAll(List.of("--inside", scratch.toString()));
        command.addAll(arguments);
        Process inner = new ProcessBuilder(command).inheritIO().start();
        run.set(inner);
        return inner.waitFor();
    }

    /// Lets the inner run end its processes, then ends what is left.
    private static void remove(@Nullable Process run, PrivateNetwork network, Path scratch) {
        try {
            if (run != null) {
                run.destroy();
                if (!run.waitFor(Duration.ofSeconds(15))) {
                    run.destroyForcibly();
                }
            }
            network.close();
            Main.delete(scratch);
        } catch (IOException | InterruptedException e) {
            System.err.println("bench: left something behind: " + e.getMessage());
        }
    }
}
