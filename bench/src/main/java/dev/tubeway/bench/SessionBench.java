package dev.tubeway.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/// Measures a server of sessions by what its clients and the system see.
///
/// Threading: one thread.
/// Ownership: owns its clients, not the target and the servers.
final class SessionBench {
    private static final int FORTHCOMING = 16;
    private static final int FEW = 4;
    private static final Duration STILL_HERE = Duration.ofSeconds(4);
    private static final Duration LONGEST_BURST = Duration.ofMinutes(1);

    private final Results results;
    private final SessionTarget target;
    private final Duration settling;

    /// A server that is measured.
    ///
    /// @param collects whether `jcmd` can have it collect its garbage
    record Server(Kind kind, InetSocketAddress address, long pid, boolean collects) {

        /// Its proportional set size, once it has collected its garbage; bytes.
        long memory() throws IOException, InterruptedException {
            if (collects) {
                ProcessUse.collect(pid);
                Load.pause(Duration.ofSeconds(1));
            }
            return ServerUse.proportionalBytes(pid);
        }
    }

    /// Opens a client's session.
    interface Door {
        GuacamolePeer open() throws IOException;
    }

    /// @param settling how long sessions rest before their memory is looked at
    SessionBench(Results results, SessionTarget target, Duration settling) {
        this.results = results;
        this.target = target;
        this.settling = settling;
    }

    /// A session of a server.
    GuacamolePeer connect(Server server, Map<String, String> parameters) throws IOException {
        return GuacamolePeer.open(server.address(), target.protocol(), parameters);
    }

    /// Pours text through one session.
    ///
    /// @param bytes of text, at least
    void flood(Server server, Text text, long bytes) throws IOException {
        try (var use = new ServerUse(server.pid())) {
            double before = use.cpuSeconds();
            long begun = System.nanoTime();
            pour(server, text, bytes);
            double scale = Text.PER_BYTES / bytes;
            results.add(text.time(), server.kind(), (System.nanoTime() - begun) / 1e9 * scale);
            results.add(text.cpu(), server.kind(), (use.cpuSeconds() - before) * scale);
        }
    }

    /// Pours text, which is not timed.
    void pour(Server server, Text text, long bytes) throws IOException {
        try (var client = connect(server, target.pouring(text, bytes))) {
            client.run();
        }
    }

    /// Types into one session.
    ///
    /// @param warmUp keys before those that count
    static Typing.Typed type(Door door, Kind kind, long pid, int keys, int warmUp) throws IOException {
        try (var client = door.open()) {
            client.awaitPrompt();
            return Typing.into(client).measure(kind, pid, keys, warmUp);
        }
    }

    /// Adds what typing into a server's session has shown.
    void keys(Server server, int keys, int warmUp) throws IOException {
        Map<String, String> parameters = target.echoing();
        Typing.Typed typed = type(() -> connect(server, parameters), server.kind(), server.pid(), keys, warmUp);
        add(Figure.KEY_P50, server.kind(), typed.times(), 50);
        add(Figure.KEY_P99, server.kind(), typed.times(), 99);
        results.add(Figure.KEY_CPU, server.kind(), typed.cpuMillis());
    }

    /// Adds what keys take and cost where many people type at once, each in a session of his own.
    ///
    /// @param keys   of each
    /// @param warmUp keys of all before those that count
    void crowd(Server server, int people, int keys, int warmUp) throws IOException, InterruptedException {
        Map<String, String> parameters = target.echoing();
        var forthcoming = new Semaphore(FEW);
        var sitting = new CountDownLatch(people);
        var start = new CountDownLatch(1);
        var times = new ConcurrentHistogram(3);
        var typing = new ArrayList<Future<Integer>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < people; i++) {
                var random = new Random(i);
                typing.add(threads.submit(() -> {
                    try (var client = prompted(server, parameters, forthcoming)) {
                        Typing person = Typing.into(client);
                        int lost = person.warm(random, warmUp / people);
                        sitting.countDown();
                        start.await();
                        return lost + person.asPeopleDo(random, keys, times);
                    } finally {
                        // Nobody waits for one who has failed.
                        sitting.countDown();
                    }
                }));
            }
            sitting.await();
            double before = ServerUse.cpuSecondsNow(server.pid());
            start.countDown();
            int lost = 0;
            for (Future<Integer> one : typing) {
                lost += one.get();
            }
            double millis = (ServerUse.cpuSecondsNow(server.pid()) - before) * 1e3;
            Typing.judgeLost(server.kind(), lost);
            results.add(Figure.CROWD_KEY_CPU, server.kind(), millis / times.getTotalCount());
        } catch (ExecutionException e) {
            throw new IOException("one of " + people + " people could not type", e.getCause());
        }
        add(Figure.CROWD_KEY_P50, server.kind(), times, 50);
        add(Figure.CROWD_KEY_P99, server.kind(), times, 99);
    }

    private GuacamolePeer prompted(Server server, Map<String, String> parameters, Semaphore forthcoming)
            throws IOException, InterruptedException {
        forthcoming.acquire();
        try {
            GuacamolePeer client = connect(server, parameters);
            try {
                client.awaitPrompt();
            } catch (IOException e) {
                client.close();
                throw e;
            }
            return client;
        } finally {
            forthcoming.release();
        }
    }

    void add(Figure figure, Kind kind, Histogram nanos, double percentile) {
        results.add(figure, kind, nanos.getValueAtPercentile(percentile) / 1e6);
    }

    /// Opens sessions one after the other.
    void setUp(Server server, int times, int warmUp) throws IOException {
        Map<String, String> parameters = target.waiting();
        var ready = new Histogram(3);
        var prompt = new Histogram(3);
        try (var use = new ServerUse(server.pid())) {
            double before = 0;
            for (int i = -warmUp; i < times; i++) {
                if (i == 0) {
                    before = use.cpuSeconds();
                }
                long begun = System.nanoTime();
                try (var client = connect(server, parameters)) {
                    long wasReady = System.nanoTime();
                    client.awaitPrompt();
                    if (i >= 0) {
                        ready.recordValue(wasReady - begun);
                        prompt.recordValue(System.nanoTime() - begun);
                    }
                    client.disconnect();
                }
            }
            results.add(Figure.PROMPT_CPU, server.kind(), (use.cpuSeconds() - before) * 1e3 / times);
        }
        add(Figure.READY, server.kind(), ready, 50);
        add(Figure.PROMPT_P50, server.kind(), prompt, 50);
        add(Figure.PROMPT_P99, server.kind(), prompt, 99);
    }

    /// Opens the first session of a new server.
    void first(Server server) throws IOException {
        long begun = System.nanoTime();
        try (var client = connect(server, target.waiting())) {
            client.awaitPrompt();
            results.add(Figure.PROMPT_NEW, server.kind(), (System.nanoTime() - begun) / 1e6);
            client.disconnect();
        }
    }

    /// Opens sessions at once; those that show no prompt in a minute have failed.
    void burst(Server server, int sessions) throws IOException, InterruptedException {
        Map<String, String> parameters = target.waiting();
        var clients = new ArrayList<GuacamolePeer>();
        var start = new CountDownLatch(1);
        var begun = new long[1];
        Callable<Long> open = () -> {
            start.await();
            GuacamolePeer client = connect(server, parameters);
            synchronized (clients) {
                clients.add(client);
            }
            client.awaitPrompt();
            return System.nanoTime() - begun[0];
        };
        var opening = new ArrayList<Future<Long>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var alive = Executors.newSingleThreadScheduledExecutor()) {
            keepAlive(alive, clients);
            for (int i = 0; i < sessions; i++) {
                opening.add(threads.submit(open));
            }
            begun[0] = System.nanoTime();
            start.countDown();
            threads.shutdown();
            if (!threads.awaitTermination(LONGEST_BURST.toSeconds(), TimeUnit.SECONDS)) {
                System.err.println("some of " + sessions + " sessions show no prompt");
            }
            for (GuacamolePeer client : copy(clients)) {
                client.close();
            }
            threads.shutdownNow();
            alive.shutdownNow();
        }
        double longest = 0;
        int failed = 0;
        for (Future<Long> one : opening) {
            try {
                longest = Math.max(longest, one.get() / 1e9);
            } catch (ExecutionException e) {
                failed++;
                System.err.println("a session failed: " + e.getCause());
            }
        }
        results.add(Figure.BURST, server.kind(), failed == 0 ? longest : LONGEST_BURST.toSeconds());
        results.add(Figure.BURST_FAILED, server.kind(), failed);
    }

    /// Opens sessions that show a prompt and stay, and looks at what they cost.
    void idle(Server server, int sessions, Figure memory, Figure threads) throws Exception {
        Map<String, String> parameters = target.waiting();
        var clients = new ArrayList<GuacamolePeer>();
        try (var reading = Executors.newVirtualThreadPerTaskExecutor();
                var alive = Executors.newSingleThreadScheduledExecutor()) {
            keepAlive(alive, clients);
            long bytes = settled(server);
            long threadsBefore = ServerUse.threads(server.pid());
            var ready = new ConcurrentHistogram(3);
            var forthcoming = new Semaphore(FORTHCOMING);
            var opened = new ArrayList<Future<Void>>();
            for (int i = 0; i < sessions; i++) {
                forthcoming.acquire();
                long begun = System.nanoTime();
                GuacamolePeer client = connect(server, parameters);
                synchronized (clients) {
                    clients.add(client);
                }
                opened.add(reading.submit(() -> {
                    try {
                        client.awaitPrompt();
                        ready.recordValue(System.nanoTime() - begun);
                    } finally {
                        forthcoming.release();
                    }
                    client.run();
                    return null;
                }));
            }
            forthcoming.acquire(FORTHCOMING);
            if (memory == Figure.SESSION_MEMORY) {
                add(Figure.SESSION_READY, server.kind(), ready, 50);
            }
            long grown = settled(server) - bytes;
            long gone = opened.stream().filter(Future::isDone).count();
            if (gone > 0) {
                throw new IOException("sessions ended early: count=" + gone);
            }
            results.add(memory, server.kind(), grown / 1e6 / sessions);
            results.add(threads, server.kind(), (double) (ServerUse.threads(server.pid()) - threadsBefore) / sessions);
            for (GuacamolePeer client : copy(clients)) {
                client.close();
            }
            reading.shutdownNow();
            alive.shutdownNow();
        }
    }

    private static void keepAlive(ScheduledExecutorService alive, List<GuacamolePeer> clients) {
        var _ = alive.scheduleWithFixedDelay(() -> stillHere(clients), 0, STILL_HERE.toMillis(), TimeUnit.MILLISECONDS);
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

    private long settled(Server server) throws IOException, InterruptedException {
        Load.pause(settling);
        return server.memory();
    }
}
