package dev.tubeway.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What processes have used, from `/proc`.
final class ProcessUse {
    private static final Pattern USED = Pattern.compile("used (\\d+)K");
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

    /// Files and sockets that are open.
    static long descriptors(long pid) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return all.count();
        }
    }

    /// Has a JVM collect its garbage.
    static void collect(long pid) throws IOException, InterruptedException {
        var _ = jcmd(pid, "GC.run");
    }

    /// What lives on the heap of a JVM that has just collected its garbage, bytes.
    static long heapBytes(long pid) throws IOException, InterruptedException {
        Matcher used = USED.matcher(jcmd(pid, "GC.heap_info"));
        if (!used.find()) {
            throw new IOException("the JVM does not tell of its heap: pid=" + pid);
        }
        return Long.parseLong(used.group(1)) << 10;
    }

    private static String jcmd(long pid, String command) throws IOException, InterruptedException {
        Process jcmd = Processes.start(
                new ProcessBuilder(System.getProperty("java.home") + "/bin/jcmd", Long.toString(pid), command)
                        .redirectErrorStream(true));
        String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = jcmd.waitFor();
        Processes.end(jcmd);
        if (code != 0) {
            throw new IOException("jcmd could not reach the JVM: pid=" + pid + " " + said);
        }
        return said;
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
