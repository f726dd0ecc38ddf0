package dev.tubeway.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The processes that this one has started; none outlives it.
///
/// Threading: any thread.
final class Processes {
    private static final Duration LONGEST_START = Duration.ofSeconds(20);
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Set<Process> LIVE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(Processes::endAll, "end-processes"));
    }

    private Processes() {}

    static Process start(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        LIVE.add(process);
        return process;
    }

    /// A port that is free now, for a process to listen on.
    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /// Waits until a process listens on a port of 127.0.0.1; one that does not is ended.
    ///
    /// @param log takes what the process says
    static void awaitPort(Process process, int port, Path log) throws IOException {
        long deadline = System.nanoTime() + LONGEST_START.toNanos();
        while (!listens(port)) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                String command = process.info().command().orElse("the process");
                end(process);
                throw new IOException(command + " does not start: " + Files.readString(log));
            }
            Load.pause(LOOK);
        }
    }

    private static boolean listens(int port) {
        try (var probe = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
            return probe.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /// Kills a process and what it has started, and waits for its end.
    static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            if (!process.waitFor(Duration.ofSeconds(10))) {
                throw new IllegalStateException("killed, but there: pid=" + process.pid());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        LIVE.remove(process);
    }

    private static void endAll() {
        LIVE.forEach(Processes::end);
    }
}
