package dev.tubeway.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole runs in a process of their own; they need root, as network namespaces do.
class MainIT {
    private static final Path NAMESPACES = Path.of("/run/netns");

    @TempDir
    Path folder;

    @Test
    void aQuickRunMeasuresGatewaysAndLeavesNothingBehind() throws Exception {
        Path page = folder.resolve("page.md");
        Process run = bench("--quick", "--only", "stream,echo", "--peers", "gateway", "--out", page.toString());
        try {
            assertTrue(run.waitFor(Duration.ofMinutes(3)), "the run did not end");
            assertEquals(0, run.exitValue(), this::errors);
        } finally {
            run.destroy();
        }
        String table = Files.readString(folder.resolve("out"));
        for (Figure figure : List.of(Figure.STREAM_UP, Figure.STREAM_DOWN, Figure.ECHO_P50)) {
            String row = table.lines()
                    .filter(line -> line.startsWith("| " + figure.label() + " |"))
                    .findFirst()
                    .orElseThrow();
            double gateway = Double.parseDouble(row.split("\\|", -1)[3].strip());
            assertTrue(gateway > 0, row);
        }
        assertTrue(Files.readString(page).contains(table));
        assertFalse(Files.exists(NAMESPACES.resolve("tw-bench-" + run.pid())));
    }

    @Test
    void aRunThatIsToldToStopLeavesNothingBehind() throws Exception {
        Process run = bench("--only", "stream", "--peers", "gateway", "--rounds", "100");
        Path namespace = NAMESPACES.resolve("tw-bench-" + run.pid());
        try {
            long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
            while (!errors().contains("one stream")) {
                assertTrue(run.isAlive(), this::errors);
                assertTrue(System.nanoTime() < deadline, "no figure in two minutes");
                LockSupport.parkNanos(50_000_000);
            }
            assertTrue(Files.exists(namespace));
            List<ProcessHandle> started = run.descendants().toList();
            assertTrue(started.size() >= 3, "the inner run and two gateways, not " + started.size());
            run.destroy();
            assertTrue(run.waitFor(Duration.ofMinutes(1)), "the run did not stop");
            for (ProcessHandle process : started) {
                var _ = process.onExit().get(30, TimeUnit.SECONDS);
            }
            assertFalse(Files.exists(namespace));
        } finally {
            run.destroy();
        }
    }

    private String errors() {
        try {
            return Files.readString(folder.resolve("err"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private Process bench(String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
    }
}
