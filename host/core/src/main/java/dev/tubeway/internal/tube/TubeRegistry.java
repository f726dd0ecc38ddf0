package dev.tubeway.internal.tube;

import dev.tubeway.Capacity;
import dev.tubeway.CloseReason;
import dev.tubeway.Gateway;
import dev.tubeway.GatewayConfig;
import dev.tubeway.GatewayListener;
import dev.tubeway.GatewayListener.Event;
import dev.tubeway.GatewayStats;
import dev.tubeway.IceServer;
import dev.tubeway.Tube;
import dev.tubeway.TubeRequest;
import dev.tubeway.TubeStatus;
import dev.tubeway.TubewayException;
import dev.tubeway.TubewayException.Problem;
import dev.tubeway.internal.buffer.BufferPool;
import dev.tubeway.internal.conversation.Conversations;
import dev.tubeway.internal.imaging.ImageCoders;
import dev.tubeway.internal.module.ModuleStore;
import dev.tubeway.internal.session.SessionRegistry;
import dev.tubeway.internal.socket.SocketLoop;
import dev.tubeway.internal.thread.Ticker;
import dev.tubeway.module.Modules;
import dev.tubeway.session.Sessions;
import dev.tubeway.spi.TransportException;
import dev.tubeway.spi.TransportProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// The registry of a gateway's tubes, and the gateway itself.
///
/// One coordinator, a virtual thread draining a queue, decides who is let in and who is gone; so the numbers
/// it decides
/// by need no lock and cannot be overrun by requests that come at once. Look-ups go past it, to a concurrent
/// map.
///
/// Threading: any thread.
/// Ownership: tubes, buffers, events and the transport.
public final class TubeRegistry implements Gateway {
    /// For modules to return and clients to hear of it.
    private static final Duration SESSIONS_GRACE = Duration.ofSeconds(5);

    /// For a library to be loaded that nobody needs any more.
    private static final Duration LONGEST_PREPARATION = Duration.ofSeconds(5);

    /// Peers that are made anew at a time: each costs tens of milliseconds of processor time.
    private static final int MOST_RENEWALS = 8;

    private static final Duration SHORTEST_DELAY = Duration.ofMillis(100);

    private final Shared shared;
    private final ModuleStore modules;
    private final SessionRegistry sessions;
    private final TubeIds ids = new TubeIds();

    /// By id, and so by age.
    private final ConcurrentSkipListMap<String, GatewayTube> tubes = new ConcurrentSkipListMap<>();

    private final Mailbox<Runnable> coordinator;
    private final Ticker ticker;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CountDownLatch freed = new CountDownLatch(1);
    private final Totals past = new Totals();

    // Written by the coordinator alone.
    private volatile boolean stopping;
    private final AtomicInteger active = new AtomicInteger();
    private volatile long averageCreateNanos;

    private TubeRegistry(GatewayConfig config, TransportProvider transport) {
        BufferPool pool = BufferPool.ofDefaultSize();
        this.modules = new ModuleStore(config.modules());
        this.sessions = new SessionRegistry(
                config.sessions(),
                config.policy(),
                Conversations.systemResolver(),
                modules::serving,
                modules.sockets(),
                pool);
        this.shared = new Shared(
                config,
                transport,
                pool,
                new SocketLoop(),
                new EventHub(),
                new Meters(),
                sessions,
                new Semaphore(MOST_RENEWALS));
        this.coordinator = new Mailbox<>("registry", Runnable::run);
        this.ticker = Ticker.start("registry-tick", () -> !tubes.isEmpty(), this::tick);
    }

    /// As [Gateway#prepare].
    public static void prepare() {
        // A platform thread: native libraries load slowly, and would hold a carrier.
        Thread preparing = Thread.ofPlatform()
                .daemon()
                .name("tubeway-prepare")
                .start(() -> transport().ifPresent(TransportProvider.Factory::prepare));
        // What a library's loader lays into the temporary folder it takes away when it is done.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> awaitEnd(preparing), "tubeway-prepared"));
    }

    private static void awaitEnd(Thread thread) {
        try {
            // What it gives does not matter: the process ends in any case.
            var _ = thread.join(LONGEST_PREPARATION);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Optional<TransportProvider.Factory> transport() {
        return ServiceLoader.load(TransportProvider.Factory.class).findFirst();
    }

    public static Gateway start(GatewayConfig config) {
        TransportProvider.Factory factory = transport()
                .orElseThrow(() -> new TubewayException(
                        Problem.TRANSPORT_UNAVAILABLE,
                        "no transport is on the class path: add dev.tubeway:tubeway-webrtc"));
        try {
            return start(config, factory.create(config.transport()));
        } catch (TransportException e) {
            throw Descriptions.refused(e);
        }
    }

    public static Gateway start(GatewayConfig config, TransportProvider transport) {
        return new TubeRegistry(config, transport);
    }

    @Override
    public GatewayConfig config() {
        return shared.config();
    }

    @Override
    public Modules modules() {
        return modules;
    }

    @Override
    public Sessions sessions() {
        return sessions;
    }

    @Override
    public Tube createTube(TubeRequest request) {
        long begun = System.nanoTime();
        GatewayTube tube = admit(request);
        try {
            tube.negotiate();
            return tube;
        } finally {
            long took = System.nanoTime() - begun;
            post(() -> {
                active.decrementAndGet();
                averageCreateNanos = averageCreateNanos == 0 ? took : (7 * averageCreateNanos + took) / 8;
            });
        }
    }

    /// Asks the coordinator for a place.
    private GatewayTube admit(TubeRequest request) {
        CompletableFuture<GatewayTube> place = new CompletableFuture<>();
        post(() -> {
            if (stopping) {
                place.completeExceptionally(shuttingDown());
                return;
            }
            Capacity capacity = capacity();
            if (!capacity.canAcceptMore()) {
                shared.meters().createsRefused.increment();
                place.completeExceptionally(full(capacity));
                return;
            }
            active.incrementAndGet();
            GatewayTube tube = new GatewayTube(ids.next(System.currentTimeMillis()), request, shared, this::closed);
            tubes.put(tube.id(), tube);
            if (!place.complete(tube)) {
                active.decrementAndGet();
                tubes.remove(tube.id());
                return;
            }
            ticker.wake();
            shared.meters().tubesCreated.increment();
            shared.events().publish(new Event.Created(tube.id(), tube.conversationId()));
        });
        if (closed.get()) {
            // The coordinator may have ended before it saw the request.
            place.completeExceptionally(shuttingDown());
        }
        try {
            return place.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof TubewayException refused) {
                throw refused;
            }
            throw e;
        }
    }

    private void post(Runnable step) {
        coordinator.post(step);
    }

    private static TubewayException shuttingDown() {
        return new TubewayException(Problem.SHUTTING_DOWN, "the gateway is stopping and takes no new tubes");
    }

    private static TubewayException full(Capacity capacity) {
        String what = capacity.activeCreates() >= capacity.maxConcurrentCreates()
                ? "as many tubes are being made as may be at once: maxConcurrentCreates="
                        + capacity.maxConcurrentCreates()
                : "the gateway has as many tubes as it may have: maxTubes=" + capacity.maxTubes();
        return new TubewayException(
                what + "; try again in " + capacity.suggestedDelay().toMillis() + " ms", capacity);
    }

    private void closed(GatewayTube tube) {
        past.add(tube.meter());
        post(() -> tubes.remove(tube.id()));
    }

    @Override
    public Optional<Tube> tube(String id) {
        return Optional.ofNullable(tubes.get(id));
    }

    @Override
    public List<Tube> tubes() {
        return new ArrayList<>(tubes.values());
    }

    @Override
    public Capacity capacity() {
        GatewayConfig config = shared.config();
        int now = active.get();
        int there = tubes.size();
        boolean room = now < config.maxConcurrentCreates() && there < config.maxTubes() && !stopping;
        Duration average = Duration.ofNanos(averageCreateNanos);
        Duration delay = room ? Duration.ZERO : average.compareTo(SHORTEST_DELAY) > 0 ? average : SHORTEST_DELAY;
        return new Capacity(
                room,
                now,
                config.maxConcurrentCreates(),
                coordinator.depth(),
                there,
                config.maxTubes(),
                average,
                delay);
    }

    @Override
    public GatewayStats stats() {
        Map<TubeStatus, Integer> byStatus = new EnumMap<>(TubeStatus.class);
        Totals sum = new Totals();
        sum.add(past);
        for (GatewayTube tube : tubes.values()) {
            byStatus.merge(tube.status(), 1, Integer::sum);
            if (tube.status() != TubeStatus.CLOSED) {
                sum.add(tube.meter());
            }
        }
        Meters meters = shared.meters();
        return new GatewayStats(
                byStatus,
                meters.tubesCreated.sum(),
                meters.createsRefused.sum(),
                meters.tubesClosed(),
                meters.connectionsOpen.get(),
                meters.connectionsOpened.sum(),
                meters.connectionsClosed(),
                sum.bytesSent,
                sum.bytesReceived,
                sum.framesSent,
                sum.framesReceived,
                meters.iceRestarts.sum(),
                meters.renewals.sum(),
                shared.pool().inUseBytes(),
                shared.pool().pooledBytes());
    }

    @Override
    public Subscription subscribe(GatewayListener listener) {
        return shared.events().subscribe(listener);
    }

    @Override
    public List<TransportProvider.Finding> diagnose(List<IceServer> servers, Duration timeout) {
        List<IceServer> granted = IceServer.grantedTo("doctor", Instant.now(), servers);
        var findings = new ArrayList<>(shared.transport().diagnose(granted, timeout));
        findings.addAll(ImageCoders.host().diagnose());
        return List.copyOf(findings);
    }

    private void tick(long now) {
        post(() -> tubes.values().forEach(tube -> tube.tick(now)));
    }

    @Override
    public void close(Duration drain, CloseReason reason) {
        if (!closed.compareAndSet(false, true)) {
            awaitFreed();
            return;
        }
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        post(() -> {
            stopping = true;
            stopped.complete(null);
        });
        stopped.join();
        try {
            sessions.close(SESSIONS_GRACE, reason);
            awaitQuiet(drain);
            closeTubes(reason);
            ticker.close();
            coordinator.close();
            modules.close();
            shared.transport().close();
            shared.events().close();
            shared.sockets().close();
            shared.pool().close();
        } finally {
            freed.countDown();
        }
    }

    private void awaitQuiet(Duration drain) {
        long deadline = System.nanoTime() + drain.toNanos();
        while (shared.meters().connectionsOpen.get() > 0 && System.nanoTime() - deadline < 0) {
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void closeTubes(CloseReason reason) {
        List<Thread> closers = new ArrayList<>();
        for (GatewayTube tube : tubes.values()) {
            closers.add(Thread.ofVirtual().start(() -> tube.close(reason)));
        }
        for (Thread closer : closers) {
            try {
                closer.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void awaitFreed() {
        try {
            freed.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Sums over tubes.
    private static final class Totals {
        private long bytesSent;
        private long bytesReceived;
        private long framesSent;
        private long framesReceived;

        synchronized void add(TubeMeter meter) {
            bytesSent += meter.bytesSent.get();
            bytesReceived += meter.bytesReceived.get();
            framesSent += meter.framesSent.get();
            framesReceived += meter.framesReceived.get();
        }

        synchronized void add(Totals other) {
            synchronized (other) {
                bytesSent += other.bytesSent;
                bytesReceived += other.bytesReceived;
                framesSent += other.framesSent;
                framesReceived += other.framesReceived;
            }
        }
    }
}
