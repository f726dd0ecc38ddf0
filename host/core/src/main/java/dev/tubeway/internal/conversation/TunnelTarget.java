package dev.tubeway.internal.conversation;

import dev.tubeway.CloseReason;
import dev.tubeway.TubewayException;
import dev.tubeway.internal.dial.Deadline;
import dev.tubeway.internal.dial.Dial;
import dev.tubeway.internal.dial.Dialler;
import dev.tubeway.internal.dial.Host;
import dev.tubeway.internal.dial.NameLookup;
import java.time.Duration;
import java.util.Optional;

/// Dials the one target that the operator named, as named: no list and no policy asks.
///
/// The name is resolved anew for each connection. A tail of OpenConnection, which some peers send, is not
/// looked at.
final class TunnelTarget implements Target {

    private final Host host;
    private final int port;
    private final Dialler dialler;

    /// Errors: INVALID_SETTINGS where the host is neither a name nor an address.
    TunnelTarget(String host, int port, NameLookup lookup) {
        this.host = Host.parse(host);
        this.port = port;
        this.dialler = new Dialler(lookup);
        if (this.host instanceof Host.Invalid(String rule)) {
            throw new TubewayException(
                    TubewayException.Problem.INVALID_SETTINGS,
                    "target_host is a name or an address; " + rule + ": target_host=" + host);
        }
    }

    @Override
    public Dial dial(byte[] tail, Duration timeout) {
        return dialler.named(host, port, Deadline.after(timeout));
    }

    @Override
    public Optional<Dial> dialNow(byte[] tail) {
        return Dialler.namedNow(host, port);
    }

    /// A tunnel carries no datagrams.
    @Override
    public Datagram datagram(String host, int port) {
        return new Datagram.Denied(
                CloseReason.of(CloseReason.Kind.SERVER_REFUSE, "a tunnel to one target carries no datagrams"));
    }
}
