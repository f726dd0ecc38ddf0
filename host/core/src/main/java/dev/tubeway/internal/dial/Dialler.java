package dev.tubeway.internal.dial;

import dev.tubeway.CloseReason;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/// Dials a destination: as somebody with the right to do so named it, or as far as an [Admission] lets it pass.
///
/// Names are resolved anew for each dial. An interrupt ends it and stays set.
///
/// Threading: any virtual thread; many dials at once.
public final class Dialler {

    private final NameLookup lookup;

    public Dialler(NameLookup lookup) {
        this.lookup = lookup;
    }

    /// Dials what the operator named: no list and no policy asks.
    ///
    /// Errors: ADDRESS_RESOLUTION_FAILED, and those of [Connector#connect].
    public Dial named(Host host, int port, Deadline deadline) {
        String label = Host.label(host, port);
        return switch (host) {
            case Host.Address a -> Connector.connect(List.of(a.address()), port, label, deadline);
            case Host.Name n -> name(n.name(), port, label, deadline);
            case Host.Invalid(String rule) ->
                new Dial.Failed(CloseReason.of(
                        CloseReason.Kind.ADDRESS_RESOLUTION_FAILED, "neither a name nor an address: " + rule));
        };
    }

    /// Dials what the operator named where that needs no waiting, as on this machine by its address; else empty.
    ///
    /// Threading: any thread.
    public static Optional<Dial> namedNow(Host host, int port) {
        return host instanceof Host.Address a
                ? Connector.now(a.address(), port, Host.label(host, port))
                : Optional.empty();
    }

    private Dial name(String name, int port, String label, Deadline deadline) {
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

    /// Dials what somebody else asked for, within what is admitted: the address that was judged.
    ///
    /// Errors: SERVER_REFUSE, ADDRESS_RESOLUTION_FAILED, and those of [Connector#connect].
    public static Dial admitted(Admission admission, String host, int port, Deadline deadline) {
        try {
            return switch (admission.judge(host, port, deadline)) {
                case Admission.Verdict.Admitted a -> Connector.connect(a.addresses(), port, a.label(), deadline);
                case Admission.Verdict.Refused r -> new Dial.Failed(r.reason());
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Connector.cancelled(Host.label(Host.parse(host), port));
        }
    }
}
