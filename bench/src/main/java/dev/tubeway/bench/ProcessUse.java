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
        for (String line : read("/proc/" + pid + "/status").split("\n", -1)) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) << 10;
            }
        }
        throw new IllegalStateException("no VmRSS: pid=" + pid);
    }

    private static String read(String path) {
        try {
            return Files.readString(Path.of(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
