package dev.tubeway.server.settings;

import dev.tubeway.AddressPolicy;
import dev.tubeway.GatewayConfig;
import dev.tubeway.TubeLimits;
import dev.tubeway.module.ModuleConfig;
import dev.tubeway.module.ModuleLimits;
import dev.tubeway.module.ModulePolicy;
import dev.tubeway.server.entrance.EntranceSettings;
import dev.tubeway.session.SessionConfig;
import dev.tubeway.spi.SshProvider.SshConfig;
import dev.tubeway.spi.TransportProvider.TransportConfig;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// What the gateway program runs with.
///
/// @param listen       where the management API listens
/// @param data         folder of the token
/// @param tls          HTTPS, where set
/// @param drainTimeout how long a stop waits for connections to end
/// @param http         bounds of the management API
/// @param events       bounds of the event stream
/// @param idempotency  what is kept of creates
/// @param diagnosticsTimeout how long a look at the machine may take
/// @param gateway      how the gateway runs
/// @param guacd        where Guacamole clients come in, where they do
/// @param entrance     who comes in by tickets, and how
public record ServerSettings(
        InetSocketAddress listen,
        Path data,
        Optional<Tls> tls,
        Duration drainTimeout,
        Http http,
        Events events,
        Idempotency idempotency,
        Duration diagnosticsTimeout,
        GatewayConfig gateway,
        Optional<Guacd> guacd,
        Entrance entrance) {

    public ServerSettings {
        Objects.requireNonNull(listen, "listen");
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(tls, "tls");
        Objects.requireNonNull(drainTimeout, "drainTimeout");
        Objects.requireNonNull(diagnosticsTimeout, "diagnosticsTimeout");
        if (tls.isEmpty() && !listen.getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException("listen is not a loopback address, so the token would cross the network"
                    + " in the clear: set tls.certificate and tls.privateKey: listen=" + Units.format(listen));
        }
        Optional<InetSocketAddress> websocket = entrance.websocket();
        if (tls.isEmpty()
                && websocket.isPresent()
                && !websocket.get().getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException("websocket.listen is not a loopback address, so tickets would cross the"
                    + " network in the clear: set tls.certificate and tls.privateKey: websocket.listen="
                    + Units.format(websocket.get()));
        }
    }

    /// The file that holds the token.
    public Path tokenFile() {
        return data.resolve("token");
    }

    /// @param certificate PEM, the server's certificate and the chain above it
    /// @param privateKey  PEM, PKCS #8, not encrypted
    public record Tls(Path certificate, Path privateKey) {}

    /// Where Guacamole clients come in. Their protocol knows no credentials, so who can connect is who may.
    ///
    /// @param listen    address
    /// @param tls       TLS, where set
    /// @param anyClient takes clients from other machines without asking for a certificate
    public record Guacd(InetSocketAddress listen, Optional<GuacdTls> tls, boolean anyClient) {
        public Guacd {
            boolean asksWho = tls.flatMap(GuacdTls::clientCertificates).isPresent();
            if (!listen.getAddress().isLoopbackAddress() && !asksWho && !anyClient) {
                throw new IllegalArgumentException(
                        "guacd.listen is not a loopback address, and nothing asks clients who"
                                + " they are: set guacd.tls.clientCertificates, or guacd.anyClient=true where the network does:"
                                + " guacd.listen=" + Units.format(listen));
            }
        }
    }

    /// @param certificate        PEM, the certificate and the chain above it
    /// @param privateKey         PEM, PKCS #8, not encrypted
    /// @param clientCertificates PEM; a client shows a certificate that one of these has signed
    public record GuacdTls(Path certificate, Path privateKey, Optional<Path> clientCertificates) {}

    /// These settings, with Guacamole clients coming in at an address where they named none.
    public ServerSettings withGuacdAt(InetSocketAddress address) {
        return guacd.isPresent()
                ? this
                : new ServerSettings(
                        listen,
                        data,
                        tls,
                        drainTimeout,
                        http,
                        events,
                        idempotency,
                        diagnosticsTimeout,
                        gateway,
                        Optional.of(new Guacd(address, Optional.empty(), false)),
                        entrance);
    }

    /// @param passes     how long what opens a session is good for
    /// @param websocket  where Guacamole clients come in by WebSocket, beside the management API
    /// @param origins    of pages elsewhere that may open sessions here
    /// @param auditBytes of one file of the audit log, 64 KiB or more
    /// @param auditFiles files of the audit log that are kept, 1 to 10,000
    public record Entrance(
            EntranceSettings passes,
            Optional<InetSocketAddress> websocket,
            Set<String> origins,
            long auditBytes,
            int auditFiles) {
        public Entrance {
            origins = Set.copyOf(origins);
            require(auditBytes >= 64 << 10, "maxBytes", auditBytes);
            require(auditFiles >= 1 && auditFiles <= 10_000, "files", auditFiles);
        }
    }

    /// @param maxBodyBytes   largest request body, bytes, 1 KiB to 64 MiB
    /// @param maxConnections connections at once, 1 or more
    public record Http(int maxBodyBytes, int maxConnections) {
        public Http {
            require(maxBodyBytes >= 1 << 10 && maxBodyBytes <= 64 << 20, "maxBodyBytes", maxBodyBytes);
            require(maxConnections >= 1, "maxConnections", maxConnections);
        }
    }

    /// @param capacity     events kept, 16 or more
    /// @param maxStreams   clients at once, 1 or more
    /// @param heartbeat    how often a quiet stream carries a comment; positive
    /// @param writeTimeout how long a client may take to read; positive
    public record Events(int capacity, int maxStreams, Duration heartbeat, Duration writeTimeout) {
        public Events {
            require(capacity >= 16, "capacity", capacity);
            require(maxStreams >= 1, "maxStreams", maxStreams);
            require(heartbeat.isPositive(), "heartbeat", heartbeat);
            require(writeTimeout.isPositive(), "writeTimeout", writeTimeout);
        }
    }

    /// @param maxEntries answers kept, 0 or more
    /// @param keepFor    how long, positive
    public record Idempotency(int maxEntries, Duration keepFor) {
        public Idempotency {
            require(keepFor.isPositive(), "keepFor", keepFor);
        }
    }

    /// Errors: [SettingsException] where values do not go together.
    public static ServerSettings of(Settings settings) {
        try {
            return new ServerSettings(
                    settings.get(SettingsTable.LISTEN),
                    settings.get(SettingsTable.DATA),
                    tls(settings),
                    settings.get(SettingsTable.DRAIN_TIMEOUT),
                    new Http(
                            settings.get(SettingsTable.MAX_BODY_BYTES),
                            settings.get(SettingsTable.MAX_HTTP_CONNECTIONS)),
                    new Events(
                            settings.get(SettingsTable.EVENT_CAPACITY),
                            settings.get(SettingsTable.EVENT_STREAMS),
                            settings.get(SettingsTable.EVENT_HEARTBEAT),
                            settings.get(SettingsTable.EVENT_WRITE_TIMEOUT)),
                    new Idempotency(
                            settings.get(SettingsTable.IDEMPOTENCY_ENTRIES),
                            settings.get(SettingsTable.IDEMPOTENCY_KEEP)),
                    settings.get(SettingsTable.DIAGNOSTICS_TIMEOUT),
                    gateway(settings),
                    guacd(settings),
                    entrance(settings));
        } catch (IllegalArgumentException e) {
            throw new SettingsException(withOrigin(settings, String.valueOf(e.getMessage())), e);
        }
    }

    /// How the gateway of these settings runs.
    ///
    /// Errors: [SettingsException] where a value is out of its range.
    public static GatewayConfig gatewayOf(Settings settings) {
        try {
            return gateway(settings);
        } catch (IllegalArgumentException e) {
            throw new SettingsException(withOrigin(settings, String.valueOf(e.getMessage())), e);
        }
    }

    private static GatewayConfig gateway(Settings settings) {
        return new GatewayConfig(
                settings.get(SettingsTable.MAX_CONCURRENT_CREATES),
                settings.get(SettingsTable.MAX_TUBES),
                settings.get(SettingsTable.MAX_BUFFER_BYTES),
                new TubeLimits(
                        settings.get(SettingsTable.MAX_FRAME_BYTES),
                        settings.get(SettingsTable.MAX_CONNECTIONS),
                        settings.get(SettingsTable.WINDOW_BYTES),
                        settings.get(SettingsTable.MAX_WINDOW_BYTES),
                        settings.get(SettingsTable.QUEUE_BYTES),
                        settings.get(SettingsTable.TUBE_BUFFER_BYTES),
                        settings.get(SettingsTable.SEND_BUFFER_BYTES),
                        settings.get(SettingsTable.OPEN_TIMEOUT),
                        settings.get(SettingsTable.IDLE_TIMEOUT),
                        settings.get(SettingsTable.CONNECT_TIMEOUT),
                        settings.get(SettingsTable.DISCONNECT_TIMEOUT),
                        settings.get(SettingsTable.KEEPALIVE_INTERVAL)),
                new AddressPolicy(
                        settings.get(SettingsTable.ALLOW_UNLISTED),
                        settings.get(SettingsTable.ALLOW_LOOPBACK),
                        settings.get(SettingsTable.ALLOW_LINK_LOCAL)),
                settings.get(SettingsTable.ICE_SERVERS),
                new TransportConfig(
                        settings.get(SettingsTable.MIN_PORT),
                        settings.get(SettingsTable.MAX_PORT),
                        settings.get(SettingsTable.GATHER_TIMEOUT),
                        settings.get(SettingsTable.LEAK_BUDGET_BYTES)),
                modules(settings),
                sessions(settings));
    }

    private static ModuleConfig modules(Settings settings) {
        Path data = settings.get(SettingsTable.DATA);
        ModuleConfig config = ModuleConfig.defaults()
                .withFolder(settings.get(SettingsTable.MODULES_FOLDER).orElse(data.resolve("modules")))
                .withCache(data.resolve("cache"))
                .withRecordings(data.resolve("recordings"))
                .withSsh(SshConfig.defaults()
                        .withHostKeys(settings.get(SettingsTable.SSH_HOST_KEYS))
                        .withKnownHosts(data.resolve("known_hosts"))
                        .withOldAlgorithms(settings.get(SettingsTable.SSH_OLD_ALGORITHMS))
                        .withPostQuantum(settings.get(SettingsTable.SSH_POST_QUANTUM)))
                .withPolicy(new ModulePolicy(
                        new ModuleLimits(
                                settings.get(SettingsTable.MODULES_MEMORY_PAGES),
                                settings.get(SettingsTable.MODULES_HANDLES),
                                settings.get(SettingsTable.MODULES_GUEST_TIME),
                                settings.get(SettingsTable.MODULES_GRACE_TIME),
                                settings.get(SettingsTable.MODULES_HOST_CALLS),
                                settings.get(SettingsTable.MODULES_OUTPUT_BYTES),
                                settings.get(SettingsTable.MODULES_LOG_BYTES)),
                        settings.get(SettingsTable.MODULES_GRANTS),
                        settings.get(SettingsTable.MODULES_UNVERIFIED_TLS),
                        settings.get(SettingsTable.MODULES_MAX_BYTES)));
        return Distribution.modules()
                .map(found -> config.withBuiltIn(found, Distribution.compiled(found)))
                .orElse(config);
    }

    private static Optional<Tls> tls(Settings settings) {
        Optional<Path> certificate = settings.get(SettingsTable.TLS_CERTIFICATE);
        Optional<Path> privateKey = settings.get(SettingsTable.TLS_PRIVATE_KEY);
        if (certificate.isPresent() != privateKey.isPresent()) {
            throw new IllegalArgumentException("HTTPS needs both tls.certificate and tls.privateKey: certificate="
                    + certificate.map(Path::toString).orElse("") + " privateKey="
                    + privateKey.map(Path::toString).orElse(""));
        }
        return certificate.map(file -> new Tls(file, privateKey.orElseThrow()));
    }

    private static Optional<Guacd> guacd(Settings settings) {
        Optional<Path> certificate = settings.get(SettingsTable.GUACD_TLS_CERTIFICATE);
        Optional<Path> privateKey = settings.get(SettingsTable.GUACD_TLS_PRIVATE_KEY);
        Optional<Path> clients = settings.get(SettingsTable.GUACD_TLS_CLIENT_CERTIFICATES);
        if (certificate.isPresent() != privateKey.isPresent() || (clients.isPresent() && certificate.isEmpty())) {
            throw new IllegalArgumentException("TLS for Guacamole clients needs guacd.tls.certificate and"
                    + " guacd.tls.privateKey: guacd.tls.certificate="
                    + certificate.map(Path::toString).orElse("") + " guacd.tls.privateKey="
                    + privateKey.map(Path::toString).orElse(""));
        }
        Optional<GuacdTls> tls = certificate.map(file -> new GuacdTls(file, privateKey.orElseThrow(), clients));
        boolean anyClient = settings.get(SettingsTable.GUACD_ANY_CLIENT);
        return settings.get(SettingsTable.GUACD_LISTEN).map(address -> new Guacd(address, tls, anyClient));
    }

    private static Entrance entrance(Settings settings) {
        return new Entrance(
                new EntranceSettings(
                        settings.get(SettingsTable.TICKET_TIME),
                        settings.get(SettingsTable.SESSIONS_LINGER),
                        settings.get(SettingsTable.SHARE_TIME)),
                settings.get(SettingsTable.WEBSOCKET_LISTEN),
                Set.copyOf(settings.get(SettingsTable.ORIGINS)),
                settings.get(SettingsTable.AUDIT_BYTES),
                settings.get(SettingsTable.AUDIT_FILES));
    }

    private static SessionConfig sessions(Settings settings) {
        SessionConfig config = SessionConfig.defaults()
                .withMaxSessions(settings.get(SettingsTable.SESSIONS_MAX))
                .withMaxClients(settings.get(SettingsTable.SESSIONS_MAX_CLIENTS))
                .withTargets(
                        settings.get(SettingsTable.SESSIONS_TARGET_HOSTS),
                        settings.get(SettingsTable.SESSIONS_TARGET_PORTS))
                .withModuleTargets(
                        settings.get(SettingsTable.SESSIONS_MODULE_HOSTS),
                        settings.get(SettingsTable.SESSIONS_MODULE_PORTS));
        return settings.get(SettingsTable.SESSIONS_AWAIT_AT)
                .map(config::withAwaitAt)
                .orElse(config);
    }

    /// Ranges are told by the records as `name=value`; this adds who set it.
    private static String withOrigin(Settings settings, String message) {
        for (Settings.Entry<?> entry : settings.entries()) {
            String key = entry.setting().key();
            String name = key.substring(key.lastIndexOf('.') + 1);
            if (message.contains(name + "=") && !entry.origin().equals("default")) {
                return "bad value for " + key + " (" + entry.origin() + "): " + message;
            }
        }
        return message;
    }

    private static void require(boolean holds, String name, Object value) {
        if (!holds) {
            throw new IllegalArgumentException("out of range: " + name + "=" + value);
        }
    }
}
