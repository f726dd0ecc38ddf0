package dev.tubeway.server.http;

import dev.tubeway.CloseReason;
import dev.tubeway.Gateway;
import dev.tubeway.GatewayStats;
import dev.tubeway.TubeStatus;
import dev.tubeway.session.SessionEvent;
import dev.tubeway.session.SessionStats;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;
import java.util.function.ToDoubleFunction;

/// What `/metrics` tells, in Prometheus' text form: the gateway's counters, this API's requests, the JVM.
///
/// One snapshot of the gateway is taken per scrape, so that the numbers of a scrape belong together. The registry holds
/// what it measures weakly, so everything is measured on this object.
final class Metrics implements AutoCloseable {
    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "DELETE");

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, new PrometheusRegistry(), Clock.SYSTEM);
    /// Those of the JVM, which take a while to make, and are not needed before the first scrape.
    private final CompletableFuture<JvmGcMetrics> jvm = CompletableFuture.supplyAsync(
            this::measureJvm,
            making -> Thread.ofPlatform().daemon().name("metrics-jvm").start(making));

    private final Gateway gateway;
    private final IntSupplier eventStreams;
    private volatile GatewayStats stats;
    private volatile SessionStats sessions;

    Metrics(Gateway gateway, IntSupplier eventStreams) {
        this.gateway = gateway;
        this.eventStreams = eventStreams;
        this.stats = gateway.stats();
        this.sessions = gateway.sessions().stats();
        for (TubeStatus status : TubeStatus.values()) {
            Gauge.builder("tubeway.tubes", this, m -> m.stats.tubesByStatus().getOrDefault(status, 0))
                    .tag("status", status.label())
                    .description("tubes now")
                    .register(registry);
        }
        for (CloseReason.Kind kind : CloseReason.Kind.values()) {
            counter(
                    "tubeway.tubes.closed",
                    "tubes ended",
                    "reason",
                    kind.label(),
                    s -> s.tubesClosed().getOrDefault(kind, 0L));
            counter(
                    "tubeway.connections.closed",
                    "connections ended",
                    "reason",
                    kind.label(),
                    s -> s.connectionsClosed().getOrDefault(kind, 0L));
        }
        counter("tubeway.tubes.opened", "tubes made", GatewayStats::tubesCreated);
        counter("tubeway.creates.refused", "creates refused for want of room", GatewayStats::createsRefused);
        counter("tubeway.connections.opened", "connections made", GatewayStats::connectionsOpened);
        counter("tubeway.ice.restarts", "ICE restarts", GatewayStats::iceRestarts);
        counter("tubeway.peer.renewals", "Peers that took the place of a worn one", GatewayStats::renewals);
        counter("tubeway.payload.bytes", "payload carried", "direction", "sent", GatewayStats::bytesSent);
        counter("tubeway.payload.bytes", "payload carried", "direction", "received", GatewayStats::bytesReceived);
        counter("tubeway.frames", "frames carried", "direction", "sent", GatewayStats::framesSent);
        counter("tubeway.frames", "frames carried", "direction", "received", GatewayStats::framesReceived);
        for (CloseReason.Kind kind : CloseReason.Kind.values()) {
            FunctionCounter.builder(
                            "tubeway.sessions.closed",
                            this,
                            m -> m.sessions.ended().getOrDefault(kind, 0L))
                    .description("sessions ended")
                    .tag("reason", kind.label())
                    .register(registry);
        }
        sessionCounter("tubeway.sessions.opened", "sessions begun", SessionStats::started);
        sessionCounter("tubeway.sessions.refused", "clients that came to no session", SessionStats::refused);
        sessionCounter("tubeway.sessions.received.bytes", "received from clients", SessionStats::bytesIn);
        sessionCounter("tubeway.sessions.sent.bytes", "sent to clients", SessionStats::bytesOut);
        sessionGauge("tubeway.sessions.open", "sessions now", SessionStats::open);
        sessionGauge("tubeway.sessions.clients", "clients of all sessions now", SessionStats::clients);
        gauge("tubeway.connections.open", "connections now", GatewayStats::connectionsOpen);
        gauge("tubeway.buffers.used.bytes", "off-heap bytes in use", GatewayStats::buffersInUseBytes);
        gauge("tubeway.buffers.pooled.bytes", "off-heap bytes kept for reuse", GatewayStats::buffersPooledBytes);
        Gauge.builder("tubeway.creates.active", gateway, g -> g.capacity().activeCreates())
                .description("creates under way")
                .register(registry);
        Gauge.builder("tubeway.event.streams", this, m -> m.eventStreams.getAsInt())
                .description("clients that watch events")
                .register(registry);
    }

    private JvmGcMetrics measureJvm() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        JvmGcMetrics gc = new JvmGcMetrics();
        gc.bindTo(registry);
        return gc;
    }

    /// Told of sessions that end.
    SessionEvent.Listener modules() {
        return new ModuleMeters(registry);
    }

    void request(String method, int status, Duration took) {
        Timer.builder("tubeway.http.requests")
                .description("requests to the management API")
                .tag("method", METHODS.contains(method) ? method : "other")
                .tag("status", Integer.toString(status))
                .register(registry)
                .record(took);
    }

    String scrape() {
        var _ = jvm.join();
        stats = gateway.stats();
        sessions = gateway.sessions().stats();
        return registry.scrape();
    }

    private void counter(String name, String description, ToDoubleFunction<GatewayStats> value) {
        FunctionCounter.builder(name, this, m -> value.applyAsDouble(m.stats))
                .description(description)
                .register(registry);
    }

    private void counter(
            String name, String description, String tag, String tagValue, ToDoubleFunction<GatewayStats> value) {
        FunctionCounter.builder(name, this, m -> value.applyAsDouble(m.stats))
                .description(description)
                .tag(tag, tagValue)
                .register(registry);
    }

    private void sessionCounter(String name, String description, ToDoubleFunction<SessionStats> value) {
        FunctionCounter.builder(name, this, m -> value.applyAsDouble(m.sessions))
                .description(description)
                .register(registry);
    }

    private void sessionGauge(String name, String description, ToDoubleFunction<SessionStats> value) {
        Gauge.builder(name, this, m -> value.applyAsDouble(m.sessions))
                .description(description)
                .register(registry);
    }

    private void gauge(String name, String description, ToDoubleFunction<GatewayStats> value) {
        Gauge.builder(name, this, m -> value.applyAsDouble(m.stats))
                .description(description)
                .register(registry);
    }

    @Override
    public void close() {
        jvm.join().close();
        registry.close();
    }
}
