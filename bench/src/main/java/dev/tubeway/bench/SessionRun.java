package dev.tubeway.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One run of `tubeway bench sessions`: its servers and its target.
///
/// Threading: one thread.
/// Ownership: owns the servers that it starts, and the target.
final class SessionRun implements AutoCloseable {
    private static final int MOST_OF_GUACD = 200;
    private static final int MORE_OF_TELNET = 10;
    private static final int MORE_OF_SSH = 5;
    private static final int AT_ONCE = 100;
    private static final int PEOPLE = 50;
    private static final int NEW_ONES = 5;

    /// Keys in haste before those that are timed, for programs that need no compiler while they run.
    private static final int MOST_WARM_UP = 100;

    /// The same for what a gateway does for a guacd, which takes 10 ms for each.
    private static final int WARM_UP_OUTSIDE = 2000;

    /// Of those keys as many stand for a session that is opened before others are timed.
    private static final int KEYS_FOR_A_SESSION = 50;

    /// Of 50 MB, in colour for SSH.
    private static final double COLOR_PART = 0.28;

    private final Plan plan;
    private final Results results;
    private final List<AutoCloseable> started = new ArrayList<>();
    private final SessionTarget target;
    private final SessionBench bench;
    private final GatewayEnd gateway;
    private final SessionBench.Server ours;
    private final List<SessionBench.Server> servers = new ArrayList<>();

    /// @param scratch   a folder of the run's own
    /// @param modules   where the gateways find theirs; null beside the program
    /// @param program   of a guacd that is started
    /// @param reference a guacd that runs
    /// @param python    that has the published package; null where its tubes are not measured
    /// @param home      of the program
    /// @param tubes     whether this is a network in which tubes can be made
    record Plan(
            Path scratch,
            @Nullable Path modules,
            boolean ssh,
            @Nullable Path program,
            @Nullable InetSocketAddress reference,
            @Nullable Path python,
            Path home,
            boolean tubes,
            int sessions,
            int megabytes,
            int keys,
            int warmUp,
            int rounds,
            boolean quick) {}

    SessionRun(Plan plan, Results results) throws IOException {
        this.plan = plan;
        this.results = results;
        try {
            target = own(plan.ssh() ? new SshTarget(plan.scratch().resolve("sshd")) : new TelnetTarget());
            int port = Processes.freePort();
            gateway = own(gateway("gateway", "--guacd", "127.0.0.1:" + port));
            ours = server(gateway, port);
            servers.add(ours);
            if (plan.program() != null) {
                Path log = plan.scratch().resolve("guacd.log");
                servers.add(own(new Guacd(plan.program(), Processes.freePort(), log))
                        .server());
            }
            InetSocketAddress reference = plan.reference();
            if (reference != null) {
                long pid = ServerUse.listener(reference.getPort());
                servers.add(new SessionBench.Server(Kind.GUACD, reference, pid, false));
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
        bench = new SessionBench(results, target, settling());
    }

    private Duration settling() {
        return plan.quick() ? Duration.ofMillis(200) : Duration.ofSeconds(10);
    }

    private <T extends AutoCloseable> T own(T server) {
        started.addFirst(server);
        return server;
    }

    private GatewayEnd gateway(String name, String... more) throws IOException {
        return GatewayEnd.start(plan.scratch().resolve(name), plan.modules(), more);
    }

    void measure(List<SessionMeasure> measures) throws Exception {
        for (SessionMeasure measure : SessionMeasure.values()) {
            if (measures.contains(measure)) {
                switch (measure) {
                    case SETUP -> setUp();
                    case MEMORY -> memory();
                    case KEYS -> keys();
                    case CROWD -> crowd();
                    case TUBE -> tube();
                    case FLOOD -> flood();
                    case BURST -> burst();
                }
            }
        }
    }

    private void setUp() throws IOException {
        int times = plan.quick() ? 2 : 40;
        for (SessionBench.Server server : servers) {
            bench.setUp(server, times, Math.max(times / 2, warmUp(server.kind()) / KEYS_FOR_A_SESSION));
        }
        if (target instanceof SshTarget sshd) {
            new PlainSsh(sshd, results).setUp(times);
        }
        for (int i = 0; i < (plan.quick() ? 1 : NEW_ONES); i++) {
            int port = Processes.freePort();
            try (GatewayEnd fresh = gateway("new-" + i, "--guacd", "127.0.0.1:" + port)) {
                bench.first(server(fresh, port));
            }
        }
    }

    private static SessionBench.Server server(GatewayEnd gateway, int port) {
        var address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
        return new SessionBench.Server(Kind.GATEWAY, address, gateway.pid(), true);
    }

    private void memory() throws Exception {
        for (SessionBench.Server server : servers) {
            bench.idle(server, share(server, plan.sessions()), Figure.SESSION_MEMORY, Figure.SESSION_THREADS);
        }
        int more = plan.sessions() * (plan.ssh() ? MORE_OF_SSH : MORE_OF_TELNET);
        bench.idle(ours, more, Figure.SESSIONS_MEMORY, Figure.SESSIONS_THREADS);
        if (target instanceof SshTarget sshd) {
            double own = LibraryMemory.measure(sshd, more, settling()) / 1e6;
            results.add(Figure.LIBRARY_MEMORY, Kind.GATEWAY, own);
            results.median(Figure.SESSIONS_MEMORY, Kind.GATEWAY)
                    .ifPresent(all -> results.add(Figure.SESSION_BESIDE, Kind.GATEWAY, all - own));
        }
    }

    private static int share(SessionBench.Server server, int sessions) {
        return server.kind() == Kind.GUACD ? Math.min(sessions, MOST_OF_GUACD) : sessions;
    }

    private void keys() throws IOException {
        for (int round = 0; round < plan.rounds(); round++) {
            for (SessionBench.Server server : servers) {
                bench.keys(server, plan.keys(), warmUp(server.kind()));
            }
            if (target instanceof SshTarget sshd) {
                new PlainSsh(sshd, results).keys(plan.keys(), warmUp(Kind.PLAIN));
            }
        }
    }

    private void crowd() throws IOException, InterruptedException {
        for (int round = 0; round < plan.rounds(); round++) {
            for (SessionBench.Server server : servers) {
                bench.crowd(server, plan.quick() ? 3 : PEOPLE, plan.keys(), warmUp(server.kind()));
            }
        }
    }

    private int warmUp(Kind kind) {
        return kind == Kind.GATEWAY ? plan.warmUp() : Math.min(plan.warmUp(), MOST_WARM_UP);
    }

    /// Beside it stand a guacd behind a tube of the published package, one behind the gateway's own, what a guacd shows
    /// without a tube, and an echo over a bare channel, behind which there is no server.
    private void tube() throws IOException, InterruptedException {
        if (!plan.tubes()) {
            System.err.println("bench: no tube is measured: that needs --ssh, and not the address of a guacd");
            return;
        }
        for (int round = 0; round < plan.rounds(); round++) {
            Typing.Typed typed = tube(gateway, Kind.GATEWAY, far(Map.of()), plan.warmUp());
            add(Figure.TUBE_KEY_P50, Figure.TUBE_KEY_P99, Kind.GATEWAY, typed);
            add(Figure.TUBES_KEY_P50, Figure.TUBES_KEY_P99, Kind.GATEWAY, typed);
            for (SessionBench.Server server : servers) {
                if (server.kind() == Kind.GUACD) {
                    tubeTo(server.address());
                }
            }
            RawPair.Latency echo = RawPair.echo(plan.keys(), Typing.SHORTEST_PAUSE_MILLIS, Typing.LONGEST_PAUSE_MILLIS);
            results.add(Figure.TUBE_KEY_P50, Kind.RAW, echo.p50Micros() / 1e3);
            results.add(Figure.TUBE_KEY_P99, Kind.RAW, echo.p99Micros() / 1e3);
        }
        results.median(Figure.KEY_P50, Kind.GUACD)
                .ifPresent(value -> results.add(Figure.TUBE_KEY_P50, Kind.GUACD, value));
        results.median(Figure.KEY_P99, Kind.GUACD)
                .ifPresent(value -> results.add(Figure.TUBE_KEY_P99, Kind.GUACD, value));
    }

    private void tubeTo(InetSocketAddress guacd) throws IOException, InterruptedException {
        Map<String, Object> outside = Map.of("guacd_host", guacd.getHostString(), "guacd_port", guacd.getPort());
        int warmUp = Math.min(plan.warmUp(), WARM_UP_OUTSIDE);
        Typing.Typed typed = tube(gateway, Kind.GUACD, far(Map.of("guacd", outside)), warmUp);
        add(Figure.TUBES_KEY_P50, Figure.TUBES_KEY_P99, Kind.GUACD, typed);
        Path python = plan.python();
        if (python != null) {
            try (PackageEnd published = PackageEnd.start(python, plan.home())) {
                var settings = far(Map.of("guacd", outside));
                // What the package calls a conversation with a guacd.
                settings.put("conversationType", target.protocol());
                typed = tube(published, Kind.PACKAGE, settings, warmUp(Kind.PACKAGE));
                add(Figure.TUBE_KEY_P50, Figure.TUBE_KEY_P99, Kind.PACKAGE, typed);
            }
        }
    }

    private void add(Figure p50, Figure p99, Kind kind, Typing.Typed typed) {
        bench.add(p50, kind, typed.times(), 50);
        bench.add(p99, kind, typed.times(), 99);
    }

    /// Types over a tube.
    ///
    /// @param end  of the tube, to which a channel of the library is the other one
    /// @param kind of what is measured
    private Typing.Typed tube(End end, Kind kind, Map<String, Object> settings, int warmUp) throws IOException {
        return SessionBench.type(
                () -> GuacamolePeer.throughTube(TubeEnd.open(end, settings)), kind, end.pid(), plan.keys(), warmUp);
    }

    /// @param more settings, beside the protocol's
    private Map<String, Object> far(Map<String, Object> more) throws IOException {
        var parameters = new HashMap<>(target.echoing());
        parameters.putAll(Map.of(
                "protocol", target.protocol(),
                "width", "1024",
                "height", "768",
                "dpi", "96",
                "image", "image/png,image/jpeg"));
        var settings = new HashMap<String, Object>(more);
        settings.put("conversationType", "guacd");
        settings.put("guacd_params", parameters);
        return settings;
    }

    private void flood() throws IOException, InterruptedException {
        for (Text text : Text.values()) {
            double part = plan.ssh() && text == Text.COLOR ? COLOR_PART : 1;
            long whole = plan.megabytes() * 1_000_000L;
            long bytes = (long) (whole * part);
            for (int round = 0; round < plan.rounds(); round++) {
                for (SessionBench.Server server : servers) {
                    if (round == 0 && warmUp(server.kind()) > MOST_WARM_UP) {
                        bench.pour(server, text, whole);
                    }
                    bench.flood(server, text, bytes);
                }
                if (target instanceof SshTarget sshd) {
                    new PlainSsh(sshd, results).flood(text, bytes);
                }
            }
        }
    }

    private void burst() throws IOException, InterruptedException {
        for (SessionBench.Server server : servers) {
            bench.burst(server, plan.quick() ? 5 : AT_ONCE);
        }
    }

    @Override
    public void close() throws IOException {
        for (AutoCloseable server : started) {
            try {
                server.close();
            } catch (IOException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException("it could not be ended", e);
            }
        }
    }
}
