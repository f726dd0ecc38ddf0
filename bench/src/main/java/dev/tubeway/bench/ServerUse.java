package dev.tubeway.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What a server and the processes that it forks use.
///
/// A child that has ended takes its CPU time with it, so all are looked at again and again while they run.
///
/// Threading: a thread of its own looks; the rest by one thread.
final class ServerUse implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofMillis(20);

    private final long pid;
    private final Map<Long, Double> seconds = new HashMap<>();
    private final Thread watcher;
    private volatile boolean closed;

    ServerUse(long pid) {
        this.pid = pid;
        this.watcher = Thread.ofPlatform().daemon().name("server-use").start(this::watch);
    }

    /// The process that listens on a port of this machine.
    ///
    /// Errors: IOException where none does, or it cannot be seen.
    static long listener(int port) throws IOException {
        String inode = null;
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            for (String line : Files.readAllLines(Path.of(table))) {
                String[] fields = line.strip().split("\\s+", -1);
                if (fields.length > 9
                        && fields[3].equals("0A")
                        && fields[1].endsWith(":" + String.format("%04X", port))) {
                    inode = fields[9];
                }
            }
        }
        String wanted = "socket:[" + inode + "]";
        for (ProcessHandle process : ProcessHandle.allProcesses().sorted().toList()) {
            Path folder = Path.of("/proc/" + process.pid() + "/fd");
            try (Stream<Path> descriptors = Files.list(folder)) {
                if (descriptors.anyMatch(descriptor -> leadsTo(descriptor, wanted))) {
                    return process.pid();
                }
            } catch (IOException e) {
                // It ended while it was looked at.
            }
        }
        throw new IOException("no process of this machine listens on port " + port
                + ", or it belongs to another account; start it here and run the benchmark as root");
    }

    private static boolean leadsTo(Path descriptor, String wanted) {
        try {
            return Files.readSymbolicLink(descriptor).toString().equals(wanted);
        } catch (IOException e) {
            return false;
        }
    }

    /// CPU seconds so far, of all.
    synchronized double cpuSeconds() {
        look();
        return seconds.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /// CPU seconds so far of a server and the children that it has now.
    static double cpuSecondsNow(long pid) {
        return processes(pid).mapToDouble(ProcessUse::cpuSeconds).sum();
    }

    /// Memory of a server and its children, bytes.
    static long proportionalBytes(long pid) {
        return processes(pid).mapToLong(ProcessUse::proportionalBytes).sum();
    }

    /// Threads of a server and its children.
    static long threads(long pid) {
        return processes(pid).mapToLong(ProcessUse::threads).sum();
    }

    private static Stream<Long> processes(long pid) {
        ProcessHandle root = ProcessHandle.of(pid).orElseThrow();
        return Stream.concat(Stream.of(root), root.descendants()).map(ProcessHandle::pid);
    }

    private synchronized void look() {
        processes(pid).forEach(process -> {
            try {
                seconds.put(process, ProcessUse.cpuSeconds(process));
            } catch (UncheckedIOException e) {
                // It has ended; what it had used is kept.
            }
        });
    }

    private void watch() {
        while (!closed) {
            look();
            Load.pause(INTERVAL);
        }
    }

    @Override
    public void close() {
        closed = true;
        watcher.interrupt();
    }
}
