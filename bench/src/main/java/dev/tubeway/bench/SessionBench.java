package dev.tubeway.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/// Measures a server of telnet sessions by what its clients and the system see.
///
/// Threading: one thread.
/// Ownership: owns its targets and clients, not the servers.
final class SessionBench {
    private static final double PER_BYTES = 50e6;
    private static final int FORTHCOMING = 16;
    private static final Duration SETTLING = Duration.ofSeconds(10);
    private static final Duration STILL_HERE = Duration.ofSeconds(4);

    private final Results results;

    /// A server that is measured.
    ///
    /// @param collects whether `jcmd` can have it collect its garbage
    record Server(Kind kind, InetSocketAddress address, long pid, boolean collects) {}

    SessionBench(Results results) {
        this.results = results;
    }

    /// Pours text through one session.
    ///
    /// @param bytes of text, at least
    void flood(Server server, TerminalTarget.Kind text, long bytes) throws IOException {
        Figure time;
        Figure cpu;
        switch (text) {
            case TEXT -> {
                time = Figure.FLOOD_TEXT;
                cpu = Figure.FLOOD_TEXT_CPU;
            }
            case COLOR -> {
                time = Figure.FLOOD_COLOR;
                cpu = Figure.FLOOD_COLOR_CPU;
            }
            case LETTERS -> {
                time = Figure.FLOOD_LETTERS;
                cpu = Figure.FLOOD_LETTERS_CPU;
            }
            case PROMPT -> throw new IllegalArgumentException("a prompt pours nothing");
            default -> throw new IllegalArgumentException("text=" + text);
        }
        try (var target = new TerminalTarget(text, bytes);
                var use = new ServerUse(server.pid())) {
            double before = use.cpuSeconds();
            long begun = System.nanoTime();
            try (var client = connect(server, target)) {
                client.run();
            }
            double scale = PER_BYTES / bytes;
            results.add(time, server.kind(), (System.nanoTime() - begun) / 1e9 * scale);
            results.add(cpu, server.kind(), (use.cpuSeconds() - before) * scale);
        }
    }

    /// Opens sessions that show a prompt and stay, and looks at what they cost.
    void idle(Server server, int sessions, Figure memory, Figure threads) throws Exception {
        var clients = new ArrayList<GuacamolePeer>();
        try (var target = new TerminalTarget(TerminalTarget.Kind.PROMPT, 0);
                var use = new ServerUse(server.pid());
                var reading = Executors.newVirtualThreadPerTaskExecutor();
                var alive = Executors.newSingleThreadScheduledExecutor()) {
            var _ = alive.scheduleWithFixedDelay(
                    () -> stillHere(clients), 0, STILL_HERE.toMillis(), TimeUnit.MILLISECONDS);
            long bytes = settled(server, use);
            long threadsBefore = use.threads();
            var ready = new Histogram(3);
            var forthcoming = new Semaphore(FORTHCOMING);
            for (int i = 0; i < sessions; i++) {
                forthcoming.acquire();
                long begun = System.nanoTime();
                GuacamolePeer client = connect(server, target);
                synchronized (clients) {
                    clients.add(client);
                }
                var _ = reading.submit(() -> {
                    client.awaitFrame();
                    long took = System.nanoTime() - begun;
                    synchronized (ready) {
                        ready.recordValue(took);
                    }
                    forthcoming.release();
                    client.run();
                    return null;
                });
            }
            forthcoming.acquire(FORTHCOMING);
            synchronized (ready) {
                if (memory == Figure.SESSION_MEMORY) {
                    results.add(Figure.SESSION_READY, server.kind(), ready.getValueAtPercentile(50) / 1e6);
                }
            }
            results.add(memory, server.kind(), (settled(server, use) - bytes) / 1e6 / sessions);
            results.add(threads, server.kind(), (double) (use.threads() - threadsBefore) / sessions);
            for (GuacamolePeer client : copy(clients)) {
                client.close();
            }
            reading.shutdownNow();
            alive.shutdownNow();
        }
    }

    private static void stillHere(List<GuacamolePeer> clients) {
        for (GuacamolePeer client : copy(clients)) {
            try {
                client.nop();
            } catch (IOException e) {
                throw new UncheckedIOException("a session ended early", e);
            }
        }
    }

    private static List<GuacamolePeer> copy(List<GuacamolePeer> clients) {
        synchronized (clients) {
            return List.copyOf(clients);
        }
    }

    private static long settled(Server server, ServerUse use) throws IOException, InterruptedException {
        Load.pause(SETTLING);
        if (server.collects()) {
            Process jcmd = Processes.start(new ProcessBuilder(
                            System.getProperty("java.home") + "/bin/jcmd", Long.toString(server.pid()), "GC.run")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD));
            if (jcmd.waitFor() != 0) {
                throw new IOException("jcmd could not reach the gateway: pid=" + server.pid());
            }
            Load.pause(Duration.ofSeconds(1));
        }
        return use.proportionalBytes();
    }

    private static GuacamolePeer connect(Server server, TerminalTarget target) throws IOException {
        return new GuacamolePeer(
                server.address(),
                "telnet",
                Map.of("hostname", "127.0.0.1", "port", Integer.toString(target.port()), "scrollback", "1000"));
    }
}
