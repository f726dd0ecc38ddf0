package dev.tubeway.server.settings;

import dev.tubeway.AddressPolicy;
import dev.tubeway.GatewayConfig;
import dev.tubeway.IceServer;
import dev.tubeway.TubeLimits;
import dev.tubeway.module.ModuleLimits;
import dev.tubeway.module.ModulePolicy;
import dev.tubeway.session.AwaitAt;
import dev.tubeway.session.SessionConfig;
import dev.tubeway.spi.SshProvider.HostKeys;
import dev.tubeway.spi.SshProvider.SshConfig;
import dev.tubeway.spi.TransportProvider.TransportConfig;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/// Every setting there is, in the order people read them: parsing, `tubeway config` and docs/settings.md all come from
/// here. Defaults of the gateway are those of [GatewayConfig].
public final class SettingsTable {
    private static final Map<String, Setting<?>> BY_KEY = new LinkedHashMap<>();
    private static final GatewayConfig CONFIG = GatewayConfig.defaults();
    private static final TubeLimits LIMITS = CONFIG.limits();
    private static final AddressPolicy POLICY = CONFIG.policy();
    private static final ModulePolicy MODULES = CONFIG.modules().policy();
    private static final ModuleLimits MODULE_LIMITS = MODULES.limits();
    private static final SshConfig SSH = CONFIG.modules().ssh();
    private static final TransportConfig TRANSPORT = CONFIG.transport();
    private static final SessionConfig SESSIONS = CONFIG.sessions();

    public static final Setting<InetSocketAddress> LISTEN = add(
            "listen",
            "host:port",
            "127.0.0.1:8443",
            "Where the management API listens; an address that is not loopback needs `tls.*`; port 0 takes any",
            Units::address,
            Units::format);
    public static final Setting<Path> DATA = add(
            "data",
            "folder",
            "",
            "Holds the token and `tubeway.yaml`; by default the user's data folder, `~/.local/share/tubeway` on Linux",
            Path::of,
            Path::toString);
    public static final Setting<Optional<Path>> TLS_CERTIFICATE = add(
            "tls.certificate",
            "file",
            "",
            "PEM file with the server's certificate and the chain above it; together with `tls.privateKey` turns HTTPS on",
            SettingsTable::path,
            SettingsTable::show);
    public static final Setting<Optional<Path>> TLS_PRIVATE_KEY = add(
            "tls.privateKey",
            "file",
            "",
            "PEM file with the private key of the certificate, not encrypted, PKCS #8",
            SettingsTable::path,
            SettingsTable::show);
    public static final Setting<Duration> DRAIN_TIMEOUT = duration(
            "drainTimeout", Duration.ofSeconds(10), "How long a stopping gateway waits for connections to end");
    public static final Setting<System.Logger.Level> LOG_LEVEL = add(
            "log.level",
            "level",
            "info",
            "Least severe lines that are logged: `error`, `warning`, `info`, `debug` or `trace`",
            SettingsTable::level,
            level -> level.name().toLowerCase(java.util.Locale.ROOT));

    public static final Setting<Integer> MAX_CONCURRENT_CREATES = count(
            "maxConcurrentCreates",
            CONFIG.maxConcurrentCreates(),
            "Creates under way at once, 1 to 10000; one more is refused at once");
    public static final Setting<Integer> MAX_TUBES =
            count("maxTubes", CONFIG.maxTubes(), "Tubes at once, 1 to 1000000");
    public static final Setting<Long> MAX_BUFFER_BYTES = add(
            "maxBufferBytes",
            "size",
            Units.formatBytes(CONFIG.maxBufferBytes()),
            "Off-heap memory of all tubes together, 16MiB or more; past it new connections are refused",
            Units::bytes,
            Units::formatBytes);
    public static final Setting<List<IceServer>> ICE_SERVERS = add(
            "iceServers",
            "servers",
            IceServers.format(CONFIG.iceServers()),
            "STUN and TURN servers for requests that name none: `stun:host:port`, `turn:user:password@host:port`,"
                    + " `turn:secret=SECRET@host:port`, with commas between; in a file also a list of"
                    + " `{urls, username, credential}` or `{urls, secret}`",
            IceServers::parse,
            IceServers::display);

    public static final Setting<Integer> MAX_FRAME_BYTES = size(
            "limits.maxFrameBytes", LIMITS.maxFrameBytes(), "Largest frame payload that is taken, 256KiB to 16MiB");
    public static final Setting<Integer> MAX_CONNECTIONS =
            count("limits.maxConnections", LIMITS.maxConnections(), "Connections of a tube at once, 1 to 1000000");
    public static final Setting<Integer> WINDOW_BYTES = size(
            "limits.windowBytes",
            LIMITS.windowBytes(),
            "Credit that a new connection grants a Tubeway peer, 16KiB to `limits.maxWindowBytes`");
    public static final Setting<Integer> MAX_WINDOW_BYTES = size(
            "limits.maxWindowBytes",
            LIMITS.maxWindowBytes(),
            "What the credit may grow to while its reader keeps up, 16KiB to 64MiB");
    public static final Setting<Integer> QUEUE_BYTES = size(
            "limits.queueBytes",
            LIMITS.queueBytes(),
            "Bytes held for a connection whose peer knows no credit, 64KiB to 1GiB; past it that connection is closed");
    public static final Setting<Long> TUBE_BUFFER_BYTES = add(
            "limits.tubeBufferBytes",
            "size",
            Units.formatBytes(LIMITS.tubeBufferBytes()),
            "Bytes held for all connections of a tube, 1MiB to 1TiB; past it the fullest connection is closed",
            Units::bytes,
            Units::formatBytes);
    public static final Setting<Integer> SEND_BUFFER_BYTES = size(
            "limits.sendBufferBytes",
            LIMITS.sendBufferBytes(),
            "Bytes handed to the transport and not yet on the network, 16KiB to 8MiB; small keeps latency low, large"
                    + " keeps a long path full");
    public static final Setting<Duration> OPEN_TIMEOUT = duration(
            "limits.openTimeout",
            LIMITS.openTimeout(),
            "How long a target may take to answer, and a peer to say that it did");
    public static final Setting<Duration> IDLE_TIMEOUT = duration(
            "limits.idleTimeout",
            LIMITS.idleTimeout(),
            "Closes a connection that carries nothing in either direction; 0s never");
    public static final Setting<Duration> CONNECT_TIMEOUT = duration(
            "limits.connectTimeout",
            LIMITS.connectTimeout(),
            "How long a tube may take to become ready before it is closed as stale");
    public static final Setting<Duration> DISCONNECT_TIMEOUT = duration(
            "limits.disconnectTimeout",
            LIMITS.disconnectTimeout(),
            "How long a silent path may take to come back before the tube has failed");
    public static final Setting<Duration> KEEPALIVE_INTERVAL = duration(
            "limits.keepaliveInterval", LIMITS.keepaliveInterval(), "How often an idle channel is pinged; 0s never");

    public static final Setting<Boolean> ALLOW_UNLISTED = flag(
            "policy.allowUnlisted",
            POLICY.allowUnlisted(),
            "A SOCKS dialler without allowed hosts reaches any host; otherwise none");
    public static final Setting<Boolean> ALLOW_LOOPBACK =
            flag("policy.allowLoopback", POLICY.allowLoopback(), "The far side may choose 127.0.0.0/8 and ::1 (SOCKS)");
    public static final Setting<Boolean> ALLOW_LINK_LOCAL = flag(
            "policy.allowLinkLocal",
            POLICY.allowLinkLocal(),
            "The far side may choose 169.254.0.0/16, fe80::/10 and the metadata services of clouds (SOCKS)");

    public static final Setting<Optional<Path>> MODULES_FOLDER = add(
            "modules.folder",
            "folder",
            "",
            "Watched: module files that come, change or go there are taken at once; without it `modules` in the data"
                    + " folder",
            SettingsTable::path,
            SettingsTable::show);
    public static final Setting<Integer> MODULES_MAX_BYTES =
            size("modules.maxBytes", MODULES.maxModuleBytes(), "Largest module file that is looked at, 1KiB to 1GiB");
    public static final Setting<Map<String, Set<String>>> MODULES_GRANTS = add(
            "modules.grants",
            "grants",
            "*=audio+clipboard+files+pipes+secrets+ssh+tls",
            "What modules may do beyond their target and their client's screen, where their manifest asks for it:"
                    + " `telnet=tls+clipboard,*=tls`, with `*` for every module",
            Grants::parse,
            Grants::format);
    public static final Setting<Boolean> MODULES_UNVERIFIED_TLS = flag(
            "modules.unverifiedTls",
            MODULES.unverifiedTls(),
            "A connection's settings may have TLS with a server that neither a certificate nor a known key vouches for");
    public static final Setting<Integer> MODULES_MEMORY_PAGES = count(
            "modules.limits.memoryPages",
            MODULE_LIMITS.memoryPages(),
            "Guest memory of a session at most, pages of 64 KiB, 1 to 16384");
    public static final Setting<Integer> MODULES_HANDLES = count(
            "modules.limits.handles",
            MODULE_LIMITS.handles(),
            "Streams, surfaces and kernels that a session's module has open at once, 1 to 65536");
    public static final Setting<Duration> MODULES_GUEST_TIME = duration(
            "modules.limits.guestTime",
            MODULE_LIMITS.guestTime(),
            "Longest time that a module runs without a call of the host");
    public static final Setting<Duration> MODULES_GRACE_TIME = duration(
            "modules.limits.graceTime",
            MODULE_LIMITS.graceTime(),
            "How long a module may go on after its session was ended from outside");
    public static final Setting<Long> MODULES_HOST_CALLS = add(
            "modules.limits.hostCallsPerSecond",
            "number",
            Long.toString(MODULE_LIMITS.hostCallsPerSecond()),
            "Calls of the host by a session's module, mean over a second",
            Units::number,
            number -> Long.toString(number));
    public static final Setting<Long> MODULES_OUTPUT_BYTES = add(
            "modules.limits.outputBytesPerSecond",
            "size",
            Units.formatBytes(MODULE_LIMITS.outputBytesPerSecond()),
            "Bytes that a session's module writes and draws, mean over a second",
            Units::bytes,
            Units::formatBytes);
    public static final Setting<Long> MODULES_LOG_BYTES = add(
            "modules.limits.logBytesPerSecond",
            "size",
            Units.formatBytes(MODULE_LIMITS.logBytesPerSecond()),
            "Bytes that a session's module logs, mean over a second",
            Units::bytes,
            Units::formatBytes);

    public static final Setting<HostKeys> SSH_HOST_KEYS = add(
            "ssh.hostKeys",
            "policy",
            spelled(SSH.hostKeys()),
            "Which keys of SSH servers are taken where the connection pins none: `strict`, those that `known_hosts` in the"
                    + " data folder holds; `first-use`, the first that a server shows, which is kept there; `accept`, any",
            SettingsTable::hostKeys,
            SettingsTable::spelled);
    public static final Setting<Boolean> SSH_OLD_ALGORITHMS = flag(
            "ssh.oldAlgorithms",
            SSH.oldAlgorithms(),
            "SSH also speaks algorithms that are no longer held to be safe (SHA-1, CBC, ssh-rsa), for old servers");
    public static final Setting<Boolean> SSH_POST_QUANTUM = flag(
            "ssh.postQuantum",
            SSH.postQuantum(),
            "SSH exchanges keys by sntrup761 with servers that have no ML-KEM (OpenSSH 8.5 to 9.8), which costs each log-in"
                    + " about 80 ms of CPU; without it they are left with elliptic curves alone. ML-KEM comes first in any case");

    public static final Setting<Optional<InetSocketAddress>> GUACD_LISTEN = add(
            "guacd.listen",
            "host:port",
            "",
            "Where Guacamole clients come in, usually `127.0.0.1:4822`; without it nowhere, with `tubeway up` there",
            text -> text.isEmpty() ? Optional.empty() : Optional.of(Units.address(text)),
            address -> address.map(Units::format).orElse(""));
    public static final Setting<Boolean> GUACD_ANY_CLIENT = flag(
            "guacd.anyClient",
            false,
            "Guacamole clients of other machines come in without a certificate; for networks that keep others out");
    public static final Setting<Optional<Path>> GUACD_TLS_CERTIFICATE = add(
            "guacd.tls.certificate",
            "file",
            "",
            "PEM file with the certificate for Guacamole clients and the chain above it; together with"
                    + " `guacd.tls.privateKey` turns TLS on",
            SettingsTable::path,
            SettingsTable::show);
    public static final Setting<Optional<Path>> GUACD_TLS_PRIVATE_KEY = add(
            "guacd.tls.privateKey",
            "file",
            "",
            "PEM file with the private key of that certificate, not encrypted, PKCS #8",
            SettingsTable::path,
            SettingsTable::show);
    public static final Setting<Optional<Path>> GUACD_TLS_CLIENT_CERTIFICATES = add(
            "guacd.tls.clientCertificates",
            "file",
            "",
            "PEM file; a Guacamole client must show a certificate that one of these has signed",
            SettingsTable::path,
            SettingsTable::show);
    public static final Setting<Integer> SESSIONS_MAX =
            count("sessions.max", SESSIONS.maxSessions(), "Sessions at once, 1 to 1000000");
    public static final Setting<Integer> SESSIONS_MAX_CLIENTS =
            count("sessions.maxClients", SESSIONS.maxClients(), "Clients of one session at once, 1 to 10000");
    public static final Setting<List<String>> SESSIONS_TARGET_HOSTS = texts(
            "sessions.targetHosts",
            "Names, `*.domain`, addresses and CIDR blocks that connection settings may name as the target; without it"
                    + " any");
    public static final Setting<List<String>> SESSIONS_TARGET_PORTS =
            texts("sessions.targetPorts", "Ports and ranges of such targets, `23` or `8000-8999`; without it any");
    public static final Setting<List<String>> SESSIONS_MODULE_HOSTS = texts(
            "sessions.moduleHosts",
            "What a module that was granted `network` may reach beside its target; without it nothing");
    public static final Setting<List<String>> SESSIONS_MODULE_PORTS =
            texts("sessions.modulePorts", "Ports and ranges of these; without it any");
    public static final Setting<Optional<AwaitAt>> SESSIONS_AWAIT_AT = add(
            "sessions.awaitAt",
            "address:ports",
            "",
            "Where sessions may wait for a target that connects by itself, `127.0.0.1:5500-5599`: the address to listen at,"
                    + " and the ports that connections may name, those from 1024 where none stand here; without it nowhere",
            text -> text.isEmpty() ? Optional.empty() : Optional.of(AwaitAt.parse(text)),
            at -> at.map(AwaitAt::toString).orElse(""));

    public static final Setting<Duration> SESSIONS_LINGER = duration(
            "sessions.linger",
            Duration.ofSeconds(60),
            "How long a session made over HTTP goes on without a client, so that a browser comes back to it, 1s to 1d");
    public static final Setting<Duration> TICKET_TIME =
            duration("tickets.validFor", Duration.ofSeconds(60), "How long a ticket opens its session, once, 1s to 1d");
    public static final Setting<Duration> SHARE_TIME =
            duration("shares.maxDuration", Duration.ofDays(30), "How long a share may last at most, 1s to 366d");
    public static final Setting<Optional<InetSocketAddress>> WEBSOCKET_LISTEN = add(
            "websocket.listen",
            "host:port",
            "",
            "Where Guacamole clients come in by WebSocket beside the management API, usually `127.0.0.1:4823`; without it"
                    + " nowhere; an address that is not loopback needs `tls.*`",
            text -> text.isEmpty() ? Optional.empty() : Optional.of(Units.address(text)),
            address -> address.map(Units::format).orElse(""));
    public static final Setting<List<String>> ORIGINS = texts(
            "http.origins",
            "Origins of pages elsewhere that may open sessions here, `https://portal.example.net`; without it only the"
                    + " gateway's own");
    public static final Setting<Long> AUDIT_BYTES = add(
            "audit.maxBytes",
            "size",
            Units.formatBytes(16L << 20),
            "Size at which the audit log, `audit.jsonl` in the data folder, goes on in a new file, 64KiB or more",
            Units::bytes,
            Units::formatBytes);
    public static final Setting<Integer> AUDIT_FILES =
            count("audit.files", 8, "Files of the audit log that are kept, 1 or more");

    public static final Setting<Integer> MIN_PORT = port(
            "transport.minPort", TRANSPORT.minPort(), "Lowest UDP port of local candidates; 0 with 0 above for any");
    public static final Setting<Integer> MAX_PORT =
            port("transport.maxPort", TRANSPORT.maxPort(), "Highest UDP port of local candidates");
    public static final Setting<Duration> GATHER_TIMEOUT = duration(
            "transport.gatherTimeout",
            TRANSPORT.gatherTimeout(),
            "How long a description without trickle waits for candidates");
    public static final Setting<Long> LEAK_BUDGET_BYTES = add(
            "transport.leakBudgetBytes",
            "size",
            Units.formatBytes(TRANSPORT.leakBudgetBytes()),
            "Native memory that a WebRTC factory may lose before new tubes go to a fresh one",
            Units::bytes,
            Units::formatBytes);

    public static final Setting<Integer> MAX_BODY_BYTES =
            size("http.maxBodyBytes", 1 << 20, "Largest request body that is taken, 1KiB to 64MiB");
    public static final Setting<Integer> MAX_HTTP_CONNECTIONS =
            count("http.maxConnections", 1024, "HTTP connections at once, 1 or more; further ones wait");
    public static final Setting<Integer> EVENT_CAPACITY = count(
            "events.capacity", 8192, "Events kept for clients that come back, 16 or more; older ones are forgotten");
    public static final Setting<Integer> EVENT_STREAMS =
            count("events.maxStreams", 128, "Clients that may watch events at once, 1 or more");
    public static final Setting<Duration> EVENT_HEARTBEAT =
            duration("events.heartbeat", Duration.ofSeconds(15), "How often a quiet event stream carries a comment");
    public static final Setting<Duration> EVENT_WRITE_TIMEOUT = duration(
            "events.writeTimeout",
            Duration.ofSeconds(10),
            "How long a client may take to read before its event stream is cut");
    public static final Setting<Integer> IDEMPOTENCY_ENTRIES =
            count("idempotency.maxEntries", 10_000, "Answers kept for repeated creates; the oldest goes first");
    public static final Setting<Duration> IDEMPOTENCY_KEEP =
            duration("idempotency.keepFor", Duration.ofHours(24), "How long an answer is kept for repeated creates");
    public static final Setting<Duration> DIAGNOSTICS_TIMEOUT = duration(
            "diagnostics.timeout", Duration.ofSeconds(10), "How long a look at the machine's connectivity may take");

    /// Names that people try, and the right ones.
    static final Map<String, String> RETIRED = Map.ofEntries(
            Map.entry("address", "listen"),
            Map.entry("port", "listen"),
            Map.entry("dataDir", "data"),
            Map.entry("tls.cert", "tls.certificate"),
            Map.entry("tls.key", "tls.privateKey"),
            Map.entry("guacd", "guacd.listen"),
            Map.entry("stunServers", "iceServers"),
            Map.entry("turnServers", "iceServers"),
            Map.entry("logLevel", "log.level"),
            Map.entry("maxConcurrent", "maxConcurrentCreates"),
            Map.entry("transport.portRange", "transport.minPort"));

    private SettingsTable() {}

    /// All settings, in the order of the documentation.
    public static List<Setting<?>> all() {
        return List.copyOf(BY_KEY.values());
    }

    static Optional<Setting<?>> find(String key) {
        return Optional.ofNullable(BY_KEY.get(key));
    }

    /// The table of docs/settings.md.
    public static String markdown() {
        StringBuilder out = new StringBuilder("| key | value | default | meaning |\n|---|---|---|---|\n");
        for (Setting<?> setting : all()) {
            String fallback = setting.defaultText().isEmpty() ? "" : "`" + setting.defaultText() + "`";
            out.append("| `")
                    .append(setting.key())
                    .append("` | ")
                    .append(setting.unit())
                    .append(" | ")
                    .append(fallback)
                    .append(" | ")
                    .append(setting.meaning())
                    .append(" |\n");
        }
        return out.toString();
    }

    /// The known key that is most like the given one.
    static String nearest(String key) {
        String retired = RETIRED.get(key);
        if (retired != null) {
            return retired;
        }
        List<String> keys = new ArrayList<>(BY_KEY.keySet());
        return Spelling.nearest(key, keys);
    }

    private static <T> Setting<T> add(
            String key,
            String unit,
            String defaultText,
            String meaning,
            Function<String, T> parser,
            Function<T, String> display) {
        Setting<T> setting = new Setting<>(key, unit, defaultText, meaning, parser, display);
        BY_KEY.put(key, setting);
        return setting;
    }

    private static Setting<Duration> duration(String key, Duration value, String meaning) {
        return add(key, "duration", Units.format(value), meaning, Units::duration, Units::format);
    }

    private static Setting<Integer> size(String key, int value, String meaning) {
        return add(
                key, "size", Units.formatBytes(value), meaning, Units::smallBytes, bytes -> Units.formatBytes(bytes));
    }

    private static Setting<Integer> count(String key, int value, String meaning) {
        return add(key, "number", Integer.toString(value), meaning, Units::count, number -> Integer.toString(number));
    }

    private static Setting<Integer> port(String key, int value, String meaning) {
        return add(key, "port", Integer.toString(value), meaning, Units::port, number -> Integer.toString(number));
    }

    private static Setting<List<String>> texts(String key, String meaning) {
        return add(
                key,
                "list",
                "",
                meaning + "; with commas between",
                text -> text.isBlank()
                        ? List.of()
                        : Stream.of(text.split(",", -1)).map(String::strip).toList(),
                list -> String.join(",", list));
    }

    private static Setting<Boolean> flag(String key, boolean value, String meaning) {
        return add(key, "true or false", Boolean.toString(value), meaning, Units::flag, on -> Boolean.toString(on));
    }

    private static Optional<Path> path(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
    }

    private static String show(Optional<Path> path) {
        return path.map(Path::toString).orElse("");
    }

    private static String spelled(HostKeys policy) {
        return policy.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    private static HostKeys hostKeys(String text) {
        for (HostKeys policy : HostKeys.values()) {
            if (spelled(policy).equals(text)) {
                return policy;
            }
        }
        throw new IllegalArgumentException("a policy is strict, first-use or accept");
    }

    private static System.Logger.Level level(String text) {
        return switch (text.toLowerCase(java.util.Locale.ROOT)) {
            case "error" -> System.Logger.Level.ERROR;
            case "warning" -> System.Logger.Level.WARNING;
            case "info" -> System.Logger.Level.INFO;
            case "debug" -> System.Logger.Level.DEBUG;
            case "trace" -> System.Logger.Level.TRACE;
            default -> throw new IllegalArgumentException("a level is error, warning, info, debug or trace");
        };
    }
}
