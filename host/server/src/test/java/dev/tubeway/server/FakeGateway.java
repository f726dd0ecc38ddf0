package dev.tubeway.server;

import dev.tubeway.Capacity;
import dev.tubeway.CloseReason;
import dev.tubeway.Gateway;
import dev.tubeway.GatewayConfig;
import dev.tubeway.GatewayListener;
import dev.tubeway.GatewayStats;
import dev.tubeway.IceServer;
import dev.tubeway.Tube;
import dev.tubeway.TubeRequest;
import dev.tubeway.TubeStatus;
import dev.tubeway.TubewayException;
import dev.tubeway.TubewayException.Problem;
import dev.tubeway.spi.TransportProvider.Finding;
import dev.tubeway.spi.TransportProvider.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A gateway without a network, for tests of what stands before it.
public final class FakeGateway implements Gateway {
    private final GatewayConfig config;
    private final Map<String, FakeTube> tubes = new ConcurrentSkipListMap<>();
    private final List<GatewayListener> listeners = new CopyOnWriteArrayList<>();
    private final Map<CloseReason.Kind, Long> closed = new ConcurrentHashMap<>();
    private final AtomicInteger created = new AtomicInteger();
    public final FakeSessions sessions = new FakeSessions();
    private final FakeModules modules = new FakeModules();

    public volatile @Nullable RuntimeException refusal;
    public volatile CountDownLatch createGate = new CountDownLatch(0);
    public final CountDownLatch createsEntered = new CountDownLatch(1);
    public volatile @Nullable CloseReason closeReason;
    public volatile @Nullable Duration drain;
    public volatile CountDownLatch drainGate = new CountDownLatch(0);
    public final CountDownLatch draining = new CountDownLatch(1);
    public volatile int tubeCount = -1;
    public volatile @Nullable TubeRequest lastRequest;
    public volatile boolean becomesReady = true;
    public volatile List<Finding> findings = List.of(
            new Finding("native library", Verdict.OK, "loaded", ""),
            new Finding("stun:stun.test:3478", Verdict.WARNING, "no answer", "open UDP port 3478"));

    public FakeGateway() {
        this(GatewayConfig.defaults());
    }

    public FakeGateway(GatewayConfig config) {
        this.config = config;
    }

    @Override
    public GatewayConfig config() {
        return config;
    }

    @Override
    public FakeModules modules() {
        return modules;
    }

    @Override
    public FakeSessions sessions() {
        return sessions;
    }

    @Override
    public Tube createTube(TubeRequest request) {
        createsEntered.countDown();
        await(createGate);
        RuntimeException thrown = refusal;
        if (thrown != null) {
            throw thrown;
        }
        lastRequest = request;
        FakeTube tube = new FakeTube(this, String.format("tube%022d", created.incrementAndGet()), request);
        tubes.put(tube.id(), tube);
        emit(new GatewayListener.Event.Created(tube.id(), tube.conversationId()));
        return tube;
    }

    @Override
    public Optional<Tube> tube(String id) {
        return Optional.ofNullable(tubes.get(id));
    }

    public FakeTube fake(String id) {
        FakeTube tube = tubes.get(id);
        if (tube == null) {
            throw new AssertionError("no tube " + id);
        }
        return tube;
    }

    @Override
    public List<Tube> tubes() {
        return new ArrayList<>(tubes.values());
    }

    @Override
    public Capacity capacity() {
        int count = tubeCount < 0 ? tubes.size() : tubeCount;
        return new Capacity(
                count < config.maxTubes(),
                0,
                config.maxConcurrentCreates(),
                0,
                count,
                config.maxTubes(),
                Duration.ofMillis(12),
                Duration.ZERO);
    }

    @Override
    public GatewayStats stats() {
        return new GatewayStats(
                Map.of(TubeStatus.READY, tubes.size()),
                created.get(),
                3,
                closed,
                0,
                0,
                Map.of(CloseReason.Kind.CONNECTION_FAILED, 2L),
                1000,
                2000,
                10,
                20,
                0,
                0,
                4096,
                8192);
    }

    @Override
    public Subscription subscribe(GatewayListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    public void emit(GatewayListener.Event event) {
        listeners.forEach(listener -> listener.on(event));
    }

    @Override
    public List<Finding> diagnose(List<IceServer> servers, Duration timeout) {
        return findings;
    }

    @Override
    public void close(Duration drain, CloseReason reason) {
        this.drain = drain;
        closeReason = reason;
        draining.countDown();
        if (!drain.isZero()) {
            await(drainGate);
        }
        tubes().forEach(tube -> tube.close(reason));
    }

    void forget(FakeTube tube, CloseReason reason) {
        if (tubes.remove(tube.id()) != null) {
            closed.merge(reason.kind(), 1L, Long::sum);
            emit(new GatewayListener.Event.StatusChanged(tube.id(), TubeStatus.CLOSED, Optional.of(reason)));
        }
    }

    /// A refusal for want of create slots.
    public static TubewayException busy() {
        return new TubewayException(
                "100 creates are under way",
                new Capacity(false, 100, 100, 7, 5, 10_000, Duration.ofMillis(80), Duration.ofMillis(1200)));
    }

    /// A refusal for want of room for tubes.
    public static TubewayException full() {
        return new TubewayException(
                "as many tubes as allowed",
                new Capacity(false, 0, 100, 0, 10_000, 10_000, Duration.ofMillis(80), Duration.ofSeconds(30)));
    }

    public static TubewayException problem(Problem problem) {
        return new TubewayException(problem, "told by the fake: " + problem);
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new AssertionError("the test did not open the gate");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
