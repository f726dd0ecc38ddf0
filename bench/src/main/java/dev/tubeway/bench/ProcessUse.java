package dev.tubeway.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What processes have used, from `/proc`.
final class ProcessUse {
    private static final double TICKS_PER_SECOND = 100;

    private ProcessUse() {}

    /// CPU seconds since the start of the process, user and system. Steps of 10 ms.
    ///
    /// Source: proc_pid_stat(5), fields 14 and 15.
    static double cpuSeconds(long pid) {
        String stat = read("/proc/" + pid + "/stat");
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    /// Resident memory, bytes.
    static long residentBytes(long pid) {
        return field("/proc/" + pid + "/status", "VmRSS:") << 10;
    }

    /// Memory with what is shared split among those who share it, bytes.
    ///
    /// Source: proc_pid_smaps(5), `Pss`.
    static long proportionalBytes(long pid) {
        return field("/proc/" + pid + "/smaps_rollup", "Pss:") << 10;
    }

    /// Threads that the kernel knows.
    static long threads(long pid) {
        return field("/proc/" + pid + "/status", "Threads:");
    }

    private static long field(String path, String name) {
        for (String line : read(path).split("\n", -1)) {
            if (line.startsWith(name)) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IllegalStateException("no " + name + " in " + path);
    }

    private static String read(String path) {
        try {
            return Files.readString(Path.of(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
