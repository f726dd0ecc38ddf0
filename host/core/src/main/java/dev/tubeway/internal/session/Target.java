package dev.tubeway.internal.session;

import dev.tubeway.CloseReason;
import dev.tubeway.internal.dial.Dial;
import dev.tubeway.internal.dial.Host;
import dev.tubeway.internal.module.ModuleHost.Dialled;
import dev.tubeway.internal.module.ModuleHost.SessionTarget;
import dev.tubeway.internal.module.abi.Status;
import java.time.Duration;
import java.util.Map;

/// What a session reaches: the target that its connection's settings name, and what policy lets its module
/// reach beside it.
///
/// Threading: any thread; a dial blocks its own.
final class Target {

    private final String protocol;
    private final Values values;
    private final Surroundings around;

    Target(String protocol, Values values, Surroundings around) {
        this.protocol = protocol;
        this.values = values;
        this.around = around;
    }

    String protocol() {
        return protocol;
    }

    SessionTarget info() {
        return new SessionTarget(protocol, values.orDefault("hostname").strip(), port());
    }

    private int port() {
        return port(values.orDefault("port"));
    }

    private static int port(String given) {
        String text = given.strip();
        int port = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
        return port <= 65535 ? port : 0;
    }

    /// For people; empty where the settings name none.
    String label() {
        SessionTarget target = info();
        if (target.host().isEmpty()) {
            return "";
        }
        return target.port() == 0 ? target.host() : label(target.host(), target.port());
    }

    /// For people, from what a session was given; empty where that names none.
    static String label(Map<String, String> given) {
        String host = given.getOrDefault("hostname", "").strip();
        int port = port(given.getOrDefault("port", ""));
        return host.isEmpty() || port == 0 ? host : label(host, port);
    }

    private static String label(String host, int port) {
        return Host.label(Host.parse(host), port);
    }

    /// See [dev.tubeway.internal.module.ModuleHost#dial].
    Dialled dial(String destination, Duration timeout) {
        if (destination.isEmpty()) {
            SessionTarget target = info();
            if (target.host().isEmpty() || target.port() == 0) {
                return new Dialled.Failed(Status.NOT_FOUND, "the connection's settings name no host and port");
            }
            return dialled(around.dialTarget(target.host(), target.port(), timeout), target.host());
        }
        int colon = destination.lastIndexOf(':');
        String host = colon < 0 ? "" : destination.substring(0, colon);
        String text = destination.substring(colon + 1);
        int port = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
        if (host.isEmpty() || port < 1 || port > 65535) {
            return new Dialled.Failed(Status.NOT_FOUND, "a destination is a host and a port: " + destination);
        }
        boolean own = isOwn(host, port);
        Dial dial = own ? around.dialTarget(host, port, timeout) : around.dialOther(host, port, timeout);
        return dialled(dial, host);
    }

    /// See [dev.tubeway.internal.module.ModuleHost#awaitTarget].
    Dialled await(Duration timeout) {
        SessionTarget target = info();
        return target.port() == 0
                ? new Dialled.Failed(Status.NOT_FOUND, "the connection's settings name no port")
                : dialled(around.awaitTarget(target.host(), target.port(), timeout), target.host());
    }

    /// See [dev.tubeway.internal.module.ModuleHost#reach].
    int reach(String destination) {
        SessionTarget target = info();
        String host = target.host();
        int port = target.port();
        if (!destination.isEmpty()) {
            int colon = destination.lastIndexOf(':');
            host = colon < 0 ? "" : destination.substring(0, colon);
            String text = destination.substring(colon + 1);
            port = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
        }
        if (host.isEmpty() || port < 1 || port > 65535) {
            return Status.NOT_FOUND;
        }
        boolean allowed = isOwn(host, port) ? around.reachesTarget(host, port) : around.reachesOther(host, port);
        return allowed ? 0 : Status.DENIED;
    }

    /// Whether a destination is the session's target by other words.
    private boolean isOwn(String host, int port) {
        SessionTarget target = info();
        return host.equals(target.host()) && target.port() == port;
    }

    private static Dialled dialled(Dial dial, String name) {
        return switch (dial) {
            case Dial.Connected(var channel, String label, var _) -> new Dialled.Connected(channel, label, name);
            case Dial.Failed(CloseReason reason) -> new Dialled.Failed(status(reason), reason.detail());
        };
    }

    private static int status(CloseReason reason) {
        return switch (reason.kind()) {
            case TIMEOUT -> Status.AGAIN;
            case ADDRESS_RESOLUTION_FAILED -> Status.NOT_FOUND;
            case SERVER_REFUSE -> Status.DENIED;
            case TUNNEL_CLOSED -> Status.CANCELLED;
            case CONNECTION_FAILED ->
                reason.detail().startsWith("connection refused") ? Status.REFUSED : Status.UNREACHABLE;
            default -> Status.HOST_ERROR;
        };
    }
}
