package dev.tubeway.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Sessions that are used roughly for long, and what their gateway holds meanwhile.
///
/// Threading: [#run(Duration)] on one thread; clients tell what they do from theirs.
/// Ownership: owns the gateway, the targets and the clients.
final class Soak implements AutoCloseable {
    private static final Duration LOOKS = Duration.ofMinutes(1);
    private static final Duration STILL_HERE = Duration.ofSeconds(4);
    private static final Duration LONGEST_END = Duration.ofMinutes(1);
    private static final int FAULTS_SHOWN = 20;

    /// Sessions that are on their way to a prompt; how many can be is another measure.
    private static final int OPENED_AT_ONCE = 4;

    /// What clients do and what is done to them.
    enum Deed {
        OPENED,
        TYPED,
        RESIZED,
        POINTED,
        JOINED,
        LEFT,
        CLIENT_KILLED,
        TARGET_KILLED
    }

    private final TelnetTarget telnet;
    private final SshTarget ssh;
    private final GatewayEnd gateway;
    private final InetSocketAddress address;
    private final int sessions;
    private final Duration pause;
    private final long seed;
    private final Map<Deed, LongAdder> deeds = new EnumMap<>(Deed.class);
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final Set<GuacamolePeer> peers = ConcurrentHashMap.newKeySet();
    private final Semaphore opening = new Semaphore(OPENED_AT_ONCE);
    private volatile boolean over;

    /// @param pause mean time between two deeds of a client
    Soak(Path scratch, @Nullable Path modules, int sessions, Duration pause, long seed) throws IOException {
        this.sessions = sessions;
        this.pause = pause;
        this.seed = seed;
        for (Deed deed : Deed.values()) {
            deeds.put(deed, new LongAdder());
        }
        int port = Processes.freePort();
        address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
        telnet = new TelnetTarget();
        ssh = new SshTarget(scratch.resolve("sshd"));
        gateway = GatewayEnd.start(scratch.resolve("gateway"), modules, "--guacd", "127.0.0.1:" + port);
    }

    /// Whether nothing failed, nothing was left, and all was flat.
    boolean run(Duration length) throws IOException, InterruptedException {
        say("%d sessions for %s, a deed every %s of each; seed %d", sessions, length, pause, seed);
        say(SoakSample.HEAD);
        say(SoakSample.look(gateway, 0).toString());
        var samples = new ArrayList<SoakSample>();
        try (ScheduledExecutorService alive = Executors.newSingleThreadScheduledExecutor();
                var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var _ = alive.scheduleWithFixedDelay(
                    this::stillHere, STILL_HERE.toMillis(), STILL_HERE.toMillis(), TimeUnit.MILLISECONDS);
            for (int i = 0; i < sessions; i++) {
                var session = new SoakSession(this, i % 2 == 0 ? telnet : ssh, seed + i);
                clients.execute(session);
            }
            long begun = System.nanoTime();
            while (System.nanoTime() - begun < length.toNanos()) {
                Duration left = Duration.ofNanos(length.toNanos() - (System.nanoTime() - begun));
                Load.pause(left.compareTo(LOOKS) < 0 ? left : LOOKS);
                samples.add(SoakSample.look(gateway, (System.nanoTime() - begun) / 60e9));
                say(samples.getLast().toString());
            }
            over = true;
            clients.shutdown();
            if (!clients.awaitTermination(2 * LONGEST_END.toSeconds(), TimeUnit.SECONDS)) {
                fault("clients that do not end");
                clients.shutdownNow();
            }
            alive.shutdownNow();
        }
        boolean good = told(samples);
        return nothingLeft() && good;
    }

    private boolean told(List<SoakSample> samples) throws IOException {
        var words = new ArrayList<String>();
        deeds.forEach(
                (deed, count) -> words.add(deed.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " " + count));
        say("%s", String.join(", ", words));
        List<String> grown = SoakSample.grown(samples);
        say(grown.isEmpty() ? "flat" : "not flat: %s", String.join(", ", grown));
        List<String> log = gateway.log()
                .lines()
                .filter(line -> line.contains(" ERROR ") || line.contains(" SEVERE "))
                .toList();
        log.forEach(line -> fault("the gateway's log: " + line));
        say("faults: %d", faults.size());
        faults.stream().limit(FAULTS_SHOWN).forEach(fault -> say("  %s", fault));
        return faults.isEmpty() && grown.isEmpty();
    }

    /// Waits until the gateway has no session.
    private boolean nothingLeft() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + LONGEST_END.toNanos();
        SoakSample last = SoakSample.look(gateway, 0);
        while (last.sessions() > 0 && System.nanoTime() < deadline) {
            Load.pause(Duration.ofSeconds(1));
            last = SoakSample.look(gateway, 0);
        }
        say("%s  (all clients gone)", last);
        return last.sessions() == 0;
    }

    private static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }

    private void stillHere() {
        for (GuacamolePeer peer : peers) {
            try {
                peer.nop();
            } catch (IOException e) {
                // Whoever reads there is told too, and closes it.
            }
        }
    }

    /// A client's connection, which says now and then that it is there until it is closed.
    GuacamolePeer open(String selected, Map<String, String> parameters) throws IOException {
        GuacamolePeer peer = GuacamolePeer.open(address, selected, parameters);
        peers.add(peer);
        return peer;
    }

    void closed(GuacamolePeer peer) {
        peers.remove(peer);
    }

    /// Held while a session is opened.
    Semaphore opening() {
        return opening;
    }

    boolean isOver() {
        return over;
    }

    Duration pause() {
        return pause;
    }

    void count(Deed deed) {
        Objects.requireNonNull(deeds.get(deed), "deed").increment();
    }

    /// Something went wrong that no kill explains.
    void fault(String words) {
        faults.add(words);
        if (faults.size() <= FAULTS_SHOWN) {
            System.err.println("fault: " + words);
        }
    }

    TelnetTarget telnet() {
        return telnet;
    }

    SshTarget ssh() {
        return ssh;
    }

    @Override
    public void close() throws IOException {
        gateway.close();
        ssh.close();
        telnet.close();
    }
}
