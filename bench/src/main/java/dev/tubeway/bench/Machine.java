package dev.tubeway.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/// Where a run took place.
final class Machine {
    private Machine() {}

    /// A Markdown list.
    static String description() throws IOException {
        return String.format(
                Locale.ROOT,
                """
                - date: %s
                - processor: %s, %d cores
                - memory: %.1f GB
                - kernel: %s %s
                - JDK: %s %s
                - load average when the run ended (the run itself is part of it): %s
                """,
                LocalDate.now(ZoneOffset.UTC),
                field("/proc/cpuinfo", "model name"),
                Runtime.getRuntime().availableProcessors(),
                Long.parseLong(field("/proc/meminfo", "MemTotal").replaceAll("\\D", "")) / 1e6,
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("java.vendor"),
                System.getProperty("java.runtime.version"),
                Files.readString(Path.of("/proc/loadavg")).strip());
    }

    private static String field(String file, String name) throws IOException {
        return Files.readAllLines(Path.of(file)).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }
}
