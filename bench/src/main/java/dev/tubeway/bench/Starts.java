package dev.tubeway.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Starts of a gateway the way an operator starts it, with `./tubeway serve`.
final class Starts {
    private final Path home;

    /// @param home the project's folder
    Starts(Path home) {
        this.home = home;
    }

    /// Has the launcher build what changed and make its AOT cache, so that the next start is a second one.
    ///
    /// Errors: IOException where the launcher fails, or leaves no cache in three minutes.
    void prepare() throws IOException, InterruptedException {
        Process first = Processes.start(new ProcessBuilder(launcher(), "version")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT));
        if (first.waitFor() != 0) {
            throw new IOException(launcher() + " version: exit code " + first.exitValue());
        }
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
        while (!hasCache()) {
            if (System.nanoTime() > deadline) {
                throw new IOException("the launcher made no AOT cache in three minutes");
            }
            Load.pause(Duration.ofMillis(200));
        }
    }

    private boolean hasCache() throws IOException {
        Path caches = home.resolve(".tubeway/aot");
        if (!Files.isDirectory(caches) || Files.exists(caches.resolve("new"))) {
            return false;
        }
        try (Stream<Path> all = Files.list(caches)) {
            return all.anyMatch(cache -> Files.exists(cache.resolve("key")));
        }
    }

    private String launcher() {
        return home.resolve("tubeway").toString();
    }

    /// Starts a gateway some times over; adds the seconds from the start of the launcher to
    /// `/health/ready`, and what the process holds after some idle seconds.
    void measure(int times, Path scratch, Results results) throws IOException, InterruptedException {
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            try (GatewayEnd gateway = GatewayEnd.start(List.of(launcher()), scratch.resolve("start" + i), List.of())) {
                while (!gateway.isReady()) {
                    Load.pause(Duration.ofMillis(5));
                }
                results.add(Figure.SECOND_START, Kind.GATEWAY, (System.nanoTime() - start) / 1e9);
                Load.pause(Duration.ofSeconds(3));
                results.add(Figure.IDLE_RESIDENT, Kind.GATEWAY, ProcessUse.residentBytes(gateway.pid()) / 1e6);
            }
        }
    }
}
