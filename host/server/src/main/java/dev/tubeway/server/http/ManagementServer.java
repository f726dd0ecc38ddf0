package dev.tubeway.server.http;

import dev.tubeway.Gateway;
import dev.tubeway.server.access.BearerToken;
import dev.tubeway.server.access.Passes;
import dev.tubeway.server.audit.AccessEvent;
import dev.tubeway.server.audit.AuditLog;
import dev.tubeway.server.audit.PacedRefusals;
import dev.tubeway.server.entrance.Entrances;
import dev.tubeway.server.settings.ServerSettings;
import dev.tubeway.server.settings.Units;
import dev.tubeway.server.target.Targets;
import io.helidon.common.configurable.Resource;
import io.helidon.common.pki.Keys;
import io.helidon.common.tls.Tls;
import io.helidon.http.Method;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.websocket.WsConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;

/// The management API over HTTP, on virtual threads.
///
/// Threading: any thread.
/// Ownership: borrows the gateway; closing the server leaves the gateway as it is.
public final class ManagementServer implements AutoCloseable {
    private static final int MAX_HEADER_BYTES = 16 << 10;
    private static final int MAX_PROLOGUE_BYTES = 4 << 10;
    private static final String WEBSOCKET = "websocket";
    private static final int REFUSALS_A_SECOND = 20;

    private final WebServer server;
    private final EventRoutes events;
    private final Metrics metrics;
    private final Gateway.Subscription subscription;
    private final Entrances entrances;
    private final AtomicBoolean draining;
    private final InetSocketAddress address;
    private final Optional<InetSocketAddress> websocket;
    private final boolean https;
    private final List<String> endpoints;

    /// What runs behind it.
    private record Parts(
            WebServer server,
            EventRoutes events,
            Metrics metrics,
            Gateway.Subscription subscription,
            Entrances entrances,
            AtomicBoolean draining) {}

    private ManagementServer(Parts parts, ServerSettings settings, List<Endpoint> endpoints) {
        this.server = parts.server();
        this.events = parts.events();
        this.metrics = parts.metrics();
        this.subscription = parts.subscription();
        this.entrances = parts.entrances();
        this.draining = parts.draining();
        this.endpoints = endpoints.stream()
                .map(endpoint -> endpoint.method().text() + " " + endpoint.path())
                .toList();
        this.https = settings.tls().isPresent();
        this.address = new InetSocketAddress(settings.listen().getAddress(), server.port());
        this.websocket = settings.entrance()
                .websocket()
                .map(listen -> new InetSocketAddress(listen.getAddress(), server.port(WEBSOCKET)));
    }

    /// Starts to listen.
    ///
    /// Errors: IOException whose message names the address or the file and says what to do.
    public static ManagementServer start(ServerSettings settings, Gateway gateway, String token) throws IOException {
        Targets targets = Targets.open(settings.data());
        AtomicBoolean draining = new AtomicBoolean();
        EventLog log = new EventLog(
                Long.toString(System.currentTimeMillis(), 36), settings.events().capacity());
        EventRoutes events = new EventRoutes(log, settings.events());
        Metrics metrics = new Metrics(gateway, events::open);
        Gateway.Subscription tubeEvents = gateway.subscribe(log);
        Gateway.Subscription sessionEvents = gateway.sessions().subscribe(log);
        Gateway.Subscription sessionMeters = gateway.sessions().subscribe(metrics.modules());
        AuditLog audit = new AuditLog(
                settings.data(),
                settings.entrance().auditBytes(),
                settings.entrance().auditFiles());
        AccessEvent.Listener access = new PacedRefusals(
                event -> {
                    log.on(event);
                    audit.on(event);
                },
                REFUSALS_A_SECOND,
                System::nanoTime);
        Entrances entrances =
                new Entrances(gateway, targets, settings.entrance().passes(), access, InstantSource.system());
        Gateway.Subscription audited = gateway.sessions().subscribe(audit);
        Gateway.Subscription followed = gateway.sessions().subscribe(entrances);
        Gateway.Subscription subscription = () -> {
            tubeEvents.close();
            sessionEvents.close();
            sessionMeters.close();
            followed.close();
            audited.close();
            entrances.close();
            audit.close();
        };
        boolean started = false;
        try {
            BearerToken bearer = new BearerToken(token);
            HttpRouting.Builder routing = HttpRouting.builder();
            routing.addFilter(new OtherPages(settings.entrance().origins()));
            routing.addFilter(new AccessFilter(bearer, settings.tls().isPresent(), metrics, access));
            Problems.register(routing);
            Bodies bodies = new Bodies(settings.http().maxBodyBytes());
            List<Endpoint> endpoints = endpoints(
                    new TubeRoutes(
                            gateway, new Idempotency(settings.idempotency(), System::nanoTime), bodies, draining::get),
                    new SessionRoutes(gateway.sessions()),
                    new ModuleRoutes(gateway.modules(), bodies, maxModuleBytes(settings)),
                    new RecordingRoutes(gateway.modules(), bodies),
                    new EntranceRoutes(gateway, entrances, bodies),
                    new TargetRoutes(targets, access, bodies),
                    events,
                    new OperationRoutes(gateway, metrics, settings.diagnosticsTimeout(), draining::get),
                    new ConsoleRoutes());
            register(routing, endpoints);
            Tunnel.Means means = new Tunnel.Means(
                    gateway.sessions(),
                    entrances,
                    bearer,
                    settings.entrance().origins(),
                    settings.tls().isPresent(),
                    false,
                    access);
            WebServer server = start(settings, routing, means);
            started = true;
            Parts parts = new Parts(server, events, metrics, subscription, entrances, draining);
            return new ManagementServer(parts, settings, endpoints);
        } finally {
            if (!started) {
                subscription.close();
                events.close();
                metrics.close();
            }
        }
    }

    private static WebServer start(ServerSettings settings, HttpRouting.Builder routing, Tunnel.Means means)
            throws IOException {
        WebServerConfig.Builder config = WebServer.builder()
                .shutdownHook(false)
                // With it Helidon asks the DNS for the name of each client that comes by TLS, before it hears it.
                .useNio(settings.tls().isEmpty())
                .address(settings.listen().getAddress())
                .port(settings.listen().getPort())
                .maxPayloadSize(Math.max(settings.http().maxBodyBytes(), maxModuleBytes(settings)))
                .maxTcpConnections(settings.http().maxConnections())
                .shutdownGracePeriod(Duration.ofMillis(500))
                .directHandlers(Problems.directHandlers())
                .addRouting(routing)
                .addRouting(Tunnel.routing(means));
        settings.entrance()
                .websocket()
                .ifPresent(address -> config.putSocket(WEBSOCKET, websocket(settings, address, means)));
        config.addConnectionSelector(NamedUpgrade.selector(http(), websockets()));
        // A connection looks for its limits here as well.
        config.addProtocol(websockets());
        probe(settings.listen(), "--listen");
        if (settings.entrance().websocket().isPresent()) {
            probe(settings.entrance().websocket().get(), "--websocket");
        }
        try {
            settings.tls().ifPresent(files -> config.tls(tls(files)));
            WebServer server = config.build().start();
            if (server.isRunning()) {
                return server;
            }
        } catch (RuntimeException e) {
            throw new IOException(startError(settings) + ": " + e.getMessage(), e);
        }
        throw new IOException(startError(settings) + "; the log says why");
    }

    /// Errors: IOException that names the address and the cure.
    private static void probe(InetSocketAddress listen, String flag) throws IOException {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(listen);
        } catch (IOException e) {
            throw new IOException(
                    "cannot listen on " + Units.format(listen) + ": " + e.getMessage()
                            + "; stop what holds it (ss -ltnp), or choose another with " + flag + " 127.0.0.1:PORT",
                    e);
        }
    }

    /// The listener that takes WebSockets alone.
    private static ListenerConfig websocket(ServerSettings settings, InetSocketAddress address, Tunnel.Means means) {
        HttpRouting.Builder nothing = HttpRouting.builder();
        Problems.register(nothing);
        nothing.any((request, response) -> {
            throw new ProblemException(ProblemType.NOT_FOUND, "here is nothing but " + Tunnel.PATH);
        });
        ListenerConfig.Builder config = ListenerConfig.builder()
                .address(address.getAddress())
                .port(address.getPort())
                .maxTcpConnections(settings.gateway().sessions().maxSessions())
                .shutdownGracePeriod(Duration.ofMillis(500))
                .directHandlers(Problems.directHandlers())
                .addRouting(nothing)
                .addRouting(Tunnel.routing(means.besideThePage()));
        config.addConnectionSelector(NamedUpgrade.selector(http(), websockets()));
        config.addProtocol(websockets());
        settings.tls().ifPresent(files -> config.tls(tls(files)));
        return config.build();
    }

    private static Http1Config http() {
        return Http1Config.builder()
                .maxHeadersSize(MAX_HEADER_BYTES)
                .maxPrologueLength(MAX_PROLOGUE_BYTES)
                .build();
    }

    private static WsConfig websockets() {
        return WsConfig.builder().maxFrameLength(Tunnel.MAX_FRAME_BYTES).build();
    }

    private static int maxModuleBytes(ServerSettings settings) {
        return settings.gateway().modules().policy().maxModuleBytes();
    }

    private static Tls tls(ServerSettings.Tls files) {
        Keys keys = Keys.builder()
                .pem(pem ->
                        pem.key(Resource.create(files.privateKey())).certChain(Resource.create(files.certificate())))
                .build();
        return Tls.builder().privateKey(keys).privateKeyCertChain(keys).build();
    }

    private static String startError(ServerSettings settings) {
        return "the management API does not start on " + Units.format(settings.listen())
                + settings.tls()
                        .map(files -> " with tls.certificate=" + files.certificate() + " tls.privateKey="
                                + files.privateKey())
                        .orElse("");
    }

    /// One method of one path.
    record Endpoint(Method method, String path, Handler handler) {}

    private static List<Endpoint> endpoints(
            TubeRoutes tubes,
            SessionRoutes sessions,
            ModuleRoutes modules,
            RecordingRoutes recordings,
            EntranceRoutes entrances,
            TargetRoutes targets,
            EventRoutes events,
            OperationRoutes operations,
            ConsoleRoutes console) {
        return List.of(
                new Endpoint(Method.POST, "/v1/tubes", tubes::create),
                new Endpoint(Method.GET, "/v1/tubes", tubes::list),
                new Endpoint(Method.GET, "/v1/tubes/{tubeId}", tubes::show),
                new Endpoint(Method.DELETE, "/v1/tubes/{tubeId}", tubes::close),
                new Endpoint(Method.PUT, "/v1/tubes/{tubeId}/remote-description", tubes::remoteDescription),
                new Endpoint(Method.POST, "/v1/tubes/{tubeId}/candidates", tubes::addCandidate),
                new Endpoint(Method.POST, "/v1/tubes/{tubeId}/ice-restart", tubes::restartIce),
                new Endpoint(Method.GET, "/v1/tubes/{tubeId}/stats", tubes::stats),
                new Endpoint(Method.GET, "/v1/tubes/{tubeId}/connections", tubes::connections),
                new Endpoint(Method.DELETE, "/v1/tubes/{tubeId}/connections/{number}", tubes::closeConnection),
                new Endpoint(Method.GET, "/v1/sessions", sessions::list),
                new Endpoint(Method.GET, "/v1/sessions/{sessionId}", sessions::show),
                new Endpoint(Method.DELETE, "/v1/sessions/{sessionId}", sessions::close),
                new Endpoint(Method.GET, "/v1/sessions/{sessionId}/screen", sessions::screen),
                new Endpoint(Method.GET, "/v1/sessions/{sessionId}/screen.png", sessions::screen),
                new Endpoint(Method.POST, "/v1/sessions", entrances::open),
                new Endpoint(Method.POST, "/v1/sessions/{sessionId}/seat", entrances::takeSeat),
                new Endpoint(Method.GET, "/v1/sessions/{sessionId}/seat", entrances::showSeat),
                new Endpoint(Method.POST, "/v1/sessions/{sessionId}/tubes", entrances::openTube),
                new Endpoint(Method.DELETE, "/v1/sessions/{sessionId}/tubes/{tubeId}", entrances::closeTube),
                new Endpoint(
                        Method.PUT,
                        "/v1/sessions/{sessionId}/tubes/{tubeId}/remote-description",
                        entrances::tubeDescription),
                new Endpoint(
                        Method.POST, "/v1/sessions/{sessionId}/tubes/{tubeId}/candidates", entrances::tubeCandidate),
                new Endpoint(
                        Method.POST, "/v1/sessions/{sessionId}/tubes/{tubeId}/ice-restart", entrances::restartTube),
                new Endpoint(Method.GET, Tunnel.PATH, Tunnel::withoutUpgrade),
                new Endpoint(Method.POST, "/v1/sessions/{sessionId}/shares", entrances::share),
                new Endpoint(Method.GET, "/v1/sessions/{sessionId}/shares", entrances::shares),
                new Endpoint(Method.DELETE, "/v1/sessions/{sessionId}/shares/{shareId}", entrances::endShare),
                new Endpoint(Method.GET, "/v1/targets", targets::list),
                new Endpoint(Method.POST, "/v1/targets", targets::add),
                new Endpoint(Method.GET, "/v1/targets/{name}", targets::show),
                new Endpoint(Method.PUT, "/v1/targets/{name}", targets::change),
                new Endpoint(Method.DELETE, "/v1/targets/{name}", targets::remove),
                new Endpoint(Method.DELETE, "/v1/sessions/{sessionId}/recording", recordings::stop),
                new Endpoint(Method.GET, "/v1/recordings", recordings::list),
                new Endpoint(Method.POST, "/v1/recordings", recordings::order),
                new Endpoint(Method.GET, "/v1/recordings/{recording}", recordings::fetch),
                new Endpoint(Method.DELETE, "/v1/recordings/orders/{orderId}", recordings::withdraw),
                new Endpoint(Method.GET, "/v1/modules", modules::list),
                new Endpoint(Method.POST, "/v1/modules", modules::add),
                new Endpoint(Method.GET, "/v1/modules/{name}/{version}", modules::show),
                new Endpoint(Method.DELETE, "/v1/modules/{name}/{version}", modules::remove),
                new Endpoint(Method.PUT, "/v1/modules/{name}/{version}/state", modules::state),
                new Endpoint(Method.GET, "/v1/capacity", operations::capacity),
                new Endpoint(Method.GET, "/v1/events", events::stream),
                new Endpoint(Method.GET, "/v1/diagnostics/connectivity", operations::connectivity),
                new Endpoint(Method.GET, "/", console::start),
                new Endpoint(Method.GET, "/console", console::start),
                new Endpoint(Method.GET, "/console/", console::page),
                new Endpoint(Method.GET, "/console/{file}", console::file),
                new Endpoint(Method.GET, "/console/{folder}/{file}", console::file),
                new Endpoint(Method.GET, "/console/lib/{library}/{file}", console::file),
                new Endpoint(Method.GET, "/health/live", operations::live),
                new Endpoint(Method.GET, "/health/ready", operations::ready),
                new Endpoint(Method.GET, "/metrics", operations::metrics),
                new Endpoint(Method.GET, "/openapi", operations::openApi));
    }

    private static void register(HttpRouting.Builder routing, List<Endpoint> endpoints) {
        Map<String, TreeSet<String>> methods = new LinkedHashMap<>();
        for (Endpoint endpoint : endpoints) {
            routing.route(endpoint.method(), endpoint.path(), endpoint.handler());
            methods.computeIfAbsent(endpoint.path(), path -> new TreeSet<>())
                    .add(endpoint.method().text());
        }
        methods.forEach((path, allowed) -> routing.any(path, (request, response) -> {
            String allow = String.join(", ", allowed);
            throw new ProblemException(
                    ProblemType.METHOD_NOT_ALLOWED, "this path takes " + allow, null, Map.of("Allow", allow));
        }));
        routing.any((request, response) -> {
            throw new ProblemException(ProblemType.NOT_FOUND, "no such path; /openapi describes those there are");
        });
    }

    /// The address it listens on, with the real port.
    public InetSocketAddress address() {
        return address;
    }

    /// Where Guacamole clients come in by WebSocket beside it, with the real port.
    public Optional<InetSocketAddress> websocket() {
        return websocket;
    }

    /// Where clients find it: `http://127.0.0.1:8443`.
    public String url() {
        return (https ? "https://" : "http://") + Units.format(address);
    }

    /// Makes sessions, and lets people into them.
    public Entrances entrances() {
        return entrances;
    }

    /// The address that opens a session in a browser, once; the secret lies in the fragment.
    public String link(String session, Passes.Ticket ticket) {
        return url() + EntranceViews.path(session, ticket);
    }

    /// What it serves: `GET /v1/tubes`, …
    List<String> endpoints() {
        return endpoints;
    }

    /// From now on `/health/ready` says no, and creates are refused.
    public void drain() {
        draining.set(true);
    }

    /// Ends event streams, then stops to listen. Idempotent.
    @Override
    public void close() {
        subscription.close();
        events.close();
        server.stop();
        metrics.close();
    }
}
