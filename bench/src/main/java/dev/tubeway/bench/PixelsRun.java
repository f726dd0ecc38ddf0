package dev.tubeway.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One run of `tubeway bench pixels`: its servers, and the desktop that they show.
///
/// Threading: one thread.
/// Ownership: owns the servers that it starts, and the desktop.
final class PixelsRun implements AutoCloseable {
    /// Of a film, to see how near it is.
    private static final Duration RECORDED = Duration.ofSeconds(3);

    /// Sessions whose memory is looked at.
    private static final int FURTHER = 4;

    private final Plan plan;
    private final Results results;
    private final Desktop desktop;
    private final List<AutoCloseable> started = new ArrayList<>();
    private final List<SessionBench.Server> servers = new ArrayList<>();

    /// @param scratch a folder of the run's own
    /// @param modules where the gateway finds its own; null beside the program
    /// @param program of a guacd that is started
    /// @param window  for which each scene is measured
    /// @param warmUp  for which it is shown before
    /// @param keys    that are timed
    /// @param level   of quality that is asked of the VNC server; null where each client asks as it likes
    record Plan(
            Path scratch,
            @Nullable Path modules,
            @Nullable Path program,
            List<Scene> scenes,
            Duration window,
            Duration warmUp,
            int keys,
            @Nullable Integer level) {}

    /// A client that looks on in a thread of its own.
    private static final class Viewer implements AutoCloseable {
        private final GuacamolePeer client;
        private final Thread thread;

        Viewer(GuacamolePeer client) {
            this.client = client;
            this.thread = Thread.ofPlatform().daemon().name("viewer").start(this::view);
        }

        GuacamolePeer client() {
            return client;
        }

        private void view() {
            try {
                client.run();
            } catch (IOException e) {
                System.getLogger(PixelsRun.class.getName()).log(System.Logger.Level.WARNING, "the session ended", e);
            }
        }

        @Override
        public void close() throws IOException {
            try (client) {
                client.disconnect();
                thread.join(TimeUnit.SECONDS.toMillis(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    PixelsRun(Plan plan, Results results) throws IOException {
        this.plan = plan;
        this.results = results;
        this.desktop = new Desktop(plan.scratch().resolve("desktop"));
        try {
            int port = Processes.freePort();
            Path data = plan.scratch().resolve("gateway");
            GatewayEnd gateway = GatewayEnd.start(data, plan.modules(), "--guacd", "127.0.0.1:" + port);
            started.add(gateway);
            var address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
            servers.add(new SessionBench.Server(Kind.GATEWAY, address, gateway.pid(), true));
            if (plan.program() != null) {
                var guacd = new Guacd(
                        plan.program(), Processes.freePort(), plan.scratch().resolve("guacd.log"));
                started.add(guacd);
                servers.add(guacd.server());
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    void measure() throws IOException, InterruptedException {
        for (Scene scene : plan.scenes()) {
            desktop.show(scene);
            for (SessionBench.Server server : servers) {
                watch(server, scene);
            }
        }
        if (plan.keys() > 0) {
            desktop.showTerminal();
            for (SessionBench.Server server : servers) {
                type(server);
            }
        }
        desktop.clear();
    }

    private void watch(SessionBench.Server server, Scene scene) throws IOException, InterruptedException {
        try (var viewer = new Viewer(connect(server))) {
            GuacamolePeer client = viewer.client();
            Load.pause(plan.warmUp());
            // A pointer that no client has moved is part of the server's picture, and of no film.
            client.point(200, 200, false);
            try (var use = new ServerUse(server.pid())) {
                double cpu = use.cpuSeconds();
                long frames = client.drawings();
                long bytes = client.bytes();
                long begun = System.nanoTime();
                Load.pause(plan.window());
                double seconds = (System.nanoTime() - begun) / 1e9;
                double shown = client.drawings() - frames;
                results.add(scene.rate(), server.kind(), shown / seconds);
                shown = Math.min(shown, SceneProgram.FRAMES_A_SECOND * seconds);
                results.add(scene.cpu(), server.kind(), (use.cpuSeconds() - cpu) * 1e3 / shown);
                results.add(scene.bytes(), server.kind(), (client.bytes() - bytes) / 1e3 / shown);
            }
            if (scene.fidelity() != null) {
                results.add(scene.fidelity(), server.kind(), fidelity(client, scene));
            }
            if (scene == Scene.WHOLE) {
                results.add(Figure.DESKTOP_MEMORY, server.kind(), furtherMemory(server));
            }
        }
    }

    /// What a session takes, of several beside one that shows the same: what the first of a process brings once is not
    /// its own, and a heap grows in steps. MB.
    private double furtherMemory(SessionBench.Server server) throws IOException, InterruptedException {
        long before = server.memory();
        var viewers = new ArrayList<Viewer>();
        try {
            while (viewers.size() < FURTHER) {
                viewers.add(new Viewer(connect(server)));
            }
            Load.pause(plan.warmUp());
            return (server.memory() - before) / 1e6 / FURTHER;
        } finally {
            for (Viewer viewer : viewers) {
                viewer.close();
            }
        }
    }

    private static double fidelity(GuacamolePeer client, Scene scene) throws IOException {
        var recorded = new ConcurrentLinkedQueue<List<String>>();
        client.listen(recorded::add);
        Load.pause(RECORDED);
        client.listen(_ -> {});
        return new Fidelity(scene).decibels(recorded);
    }

    private void type(SessionBench.Server server) throws IOException {
        try (var client = connect(server)) {
            boolean _ = client.awaitDrawing();
            client.point(200, 200, false);
            Typing.Typed typed = Typing.into(client).measure(server.kind(), server.pid(), plan.keys(), plan.keys());
            results.add(Figure.DESKTOP_KEY_P50, server.kind(), typed.times().getValueAtPercentile(50) / 1e6);
            results.add(Figure.DESKTOP_KEY_P99, server.kind(), typed.times().getValueAtPercentile(99) / 1e6);
            results.add(Figure.DESKTOP_KEY_CPU, server.kind(), typed.cpuMillis());
        }
    }

    private GuacamolePeer connect(SessionBench.Server server) throws IOException {
        var parameters = new HashMap<>(desktop.parameters());
        if (plan.level() != null) {
            parameters.put("quality-level", Integer.toString(plan.level()));
        }
        return GuacamolePeer.open(server.address(), "vnc", parameters, SceneProgram.WIDTH, SceneProgram.HEIGHT);
    }

    @Override
    public void close() throws IOException {
        desktop.close();
        for (AutoCloseable server : started.reversed()) {
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
