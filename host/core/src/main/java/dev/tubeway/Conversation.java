package dev.tubeway;

import dev.tubeway.internal.conversation.SettingsReader;
import dev.tubeway.session.Visitor;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What the channels of a tube are for, and this side's part in it.
///
/// Source: docs/protocol.md, "Conversations".
public sealed interface Conversation {

    /// Accepts TCP clients here; the far side dials its target for each.
    ///
    /// @param listen    address to listen on; port 0 takes any
    /// @param anyClient takes clients from other machines; otherwise from loopback only
    record TunnelListener(InetSocketAddress listen, boolean anyClient) implements Conversation {
        public TunnelListener {
            Objects.requireNonNull(listen, "listen");
        }
    }

    /// Dials one target for each connection that the far side opens. The operator names it, so no policy
    /// asks.
    ///
    /// @param host name or address
    /// @param port 1 to 65535
    record TunnelDialler(String host, int port) implements Conversation {
        public TunnelDialler {
            Objects.requireNonNull(host, "host");
            if (host.isBlank() || port < 1 || port > 65535) {
                throw new TubewayException(
                        TubewayException.Problem.INVALID_SETTINGS,
                        "a target is a host and a port from 1 to 65535: host=" + host + " port=" + port);
            }
        }
    }

    /// Accepts SOCKS5 clients here; the far side dials what they ask for.
    ///
    /// @param listen    address to listen on; port 0 takes any
    /// @param anyClient takes clients from other machines; otherwise from loopback only
    record SocksListener(InetSocketAddress listen, boolean anyClient) implements Conversation {
        public SocksListener {
            Objects.requireNonNull(listen, "listen");
        }
    }

    /// Dials what the far side asks for, within these lists and the gateway's [AddressPolicy].
    ///
    /// @param allowedHosts names, `*.domain`, addresses and CIDR blocks; empty leaves it to the policy
    /// @param allowedPorts ports and ranges, `443` or `8000-8999`; empty allows every port
    record SocksDialler(List<String> allowedHosts, List<String> allowedPorts) implements Conversation {
        public SocksDialler {
            allowedHosts = List.copyOf(allowedHosts);
            allowedPorts = List.copyOf(allowedPorts);
        }
    }

    /// Serves each connection that the far side opens by a module of this gateway, as a session of its own. The
    /// handshake is done here: the far side's client hears `ready` first.
    ///
    /// @param protocol   what a module serves: `telnet`
    /// @param parameters of the connection, as the protocol's module names them; `width`, `height`, `dpi`,
    ///                   `image`, `timezone` and `name` tell of the client
    record SessionDialler(String protocol, Map<String, String> parameters) implements Conversation {
        public SessionDialler {
            Objects.requireNonNull(protocol, "protocol");
            parameters = Map.copyOf(parameters);
            if (protocol.isBlank()) {
                throw new TubewayException(
                        TubewayException.Problem.INVALID_SETTINGS, "a session has a protocol: protocol=");
            }
        }

        /// Names the parameters alone: their values may be secret.
        @Override
        public String toString() {
            return "SessionDialler[protocol=" + protocol + ", parameters=" + parameters.keySet() + "]";
        }
    }

    /// Serves each connection that the far side opens by a guacd elsewhere. The handshake is done here: the far
    /// side's client sees what follows it. The operator names guacd, so no policy asks.
    ///
    /// @param host       of guacd, name or address
    /// @param port       of guacd, 1 to 65535
    /// @param protocol   what guacd is asked for: `ssh`
    /// @param parameters of the connection, and of the client as with [SessionDialler]; `connectionId`
    ///                   joins a session
    record GuacdDialler(String host, int port, String protocol, Map<String, String> parameters)
            implements Conversation {
        public GuacdDialler {
            Objects.requireNonNull(protocol, "protocol");
            parameters = Map.copyOf(parameters);
            if (host.isBlank() || port < 1 || port > 65535) {
                throw new TubewayException(
                        TubewayException.Problem.INVALID_SETTINGS,
                        "a guacd has a host and a port from 1 to 65535: guacd_host=" + host + " guacd_port=" + port);
            }
        }

        /// Names the parameters alone: their values may be secret.
        @Override
        public String toString() {
            return "GuacdDialler[host=" + host + ", port=" + port + ", protocol=" + protocol + ", parameters="
                    + parameters.keySet() + "]";
        }
    }

    /// Serves each connection that the far side opens as a client of one session that is there: the far side
    /// was let in before, so it does no handshake and hears `ready` first. Given by a program, not by settings.
    ///
    /// @param session id
    record VisitDialler(String session, Visitor visitor) implements Conversation {
        public VisitDialler {
            Objects.requireNonNull(session, "session");
            Objects.requireNonNull(visitor, "visitor");
        }
    }

    /// Whether clients come in on this side.
    default boolean listens() {
        return switch (this) {
            case TunnelListener l -> true;
            case SocksListener l -> true;
            case TunnelDialler d -> false;
            case SocksDialler d -> false;
            case SessionDialler d -> false;
            case GuacdDialler d -> false;
            case VisitDialler d -> false;
        };
    }

    /// Reads settings in the published peer's spelling (`conversationType`, `local_listen_addr`, `target_host`,
    /// `target_port`, `socks_mode`, `allowed_hosts`, `allowed_ports`, `guacd`, `guacd_params`, and our
    /// `any_client`) or ours (the same in camelCase).
    ///
    /// Errors: INVALID_SETTINGS that names the key, what was found, and what is right; unknown keys are
    /// refused with the nearest known one.
    static Conversation parse(Map<String, ?> settings) {
        return SettingsReader.read(settings);
    }
}
