package dev.tubeway.internal.conversation;

import dev.tubeway.CloseReason;
import dev.tubeway.TubewayException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/// Dials the one target that the operator named, as named: no list and no policy asks.
///
/// The name is resolved anew for each connection. A tail of OpenConnection, which some peers send, is not
/// looked at.
final class TunnelTarget implements Target {

    private final Host host;
    private final int port;
    private final String label;
    private final NameLookup lookup;

    /// Errors: INVALID_SETTINGS where the host is neither a name nor an address.
    TunnelTarget(String host, int port, NameLookup lookup) {
        this.host = Host.parse(host);
        this.port = port;
        this.label = Host.label(this.host, port);
        this.lookup = lookup;
        if (this.host instanceof Host.Invalid(String rule)) {
            throw new TubewayException(
                    TubewayException.Problem.INVALID_SETTINGS,
                    "target_host is a name or an address; " + rule + ": target_host=" + host);
        }
    }

    @Override
    public Dial dial(byte[] tail, Duration timeout) {
        Deadline deadline = Deadline.after(timeout);
        return switch (host) {
            case Host.Address a -> Connector.connect(List.of(a.address()), port, label, deadline);
            case Host.Name n -> dialName(n.name(), deadline);
            case Host.Invalid i -> throw new IllegalStateException("host=" + i);
        };
    }

    private Dial dialName(String name, Deadline deadline) {
        try {
            return switch (lookup.find(name, deadline)) {
                case NameLookup.Found.Addresses(List<InetAddress> addresses) ->
                    Connector.connect(addresses, port, label, deadline);
                case NameLookup.Found.Failed(CloseReason reason) -> new Dial.Failed(reason);
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Connector.cancelled(label);
        }
    }

    /// A tunnel carries no datagrams.
    @Override
    public Datagram datagram(String host, int port) {
        return new Datagram.Denied(
                CloseReason.of(CloseReason.Kind.SERVER_REFUSE, "a tunnel to one target carries no datagrams"));
    }
}
