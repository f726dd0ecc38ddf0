package dev.tubeway.internal.dial;

import dev.tubeway.CloseReason;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/// Decides where the far side of a SOCKS conversation may go.
///
/// Names are resolved once; the addresses that passed are the ones to dial, so that a name server that
/// changes its answer gains nothing. What the peer hears holds its own words and no address that was found.
///
/// Threading: any thread.
public final class Admission {

    private final AllowList list;
    private final AddressGuard guard;
    private final NameLookup lookup;

    public Admission(AllowList list, AddressGuard guard, NameLookup lookup) {
        this.list = list;
        this.guard = guard;
        this.lookup = lookup;
    }

    /// What was decided.
    public sealed interface Verdict {
        /// @param addresses one or more, checked
        /// @param label     for people: `db.internal:5432`
        record Admitted(List<InetAddress> addresses, String label) implements Verdict {}

        record Refused(CloseReason reason) implements Verdict {}
    }

    /// Judges a destination. Blocks for the look-up of a name, up to the deadline.
    ///
    /// Errors: SERVER_REFUSE where list or policy say no; ADDRESS_RESOLUTION_FAILED where there is no such
    /// name.
    public Verdict judge(String hostText, int port, Deadline deadline) throws InterruptedException {
        Host host = Host.parse(hostText);
        String label = Host.label(host, port);
        if (host instanceof Host.Invalid(String rule)) {
            return refused(CloseReason.Kind.ADDRESS_RESOLUTION_FAILED, "neither a name nor an address: " + rule);
        }
        if (!list.allowsPort(port)) {
            return denied(label, "allowed_ports");
        }
        if (!list.listsHosts() && !guard.policy().allowUnlisted()) {
            return denied(label, "allowed_hosts, which is empty");
        }
        return switch (host) {
            case Host.Address a -> judgeAddresses(List.of(a.address()), list.listsHosts(), label);
            case Host.Name n -> judgeName(n.name(), label, deadline);
            case Host.Invalid i -> throw new IllegalStateException("host=" + i);
        };
    }

    /// Whether a destination may be reached where another host looks up its name and dials it. A name passes by its
    /// words only, for what it leads to there is not known here.
    public boolean allowsFar(String hostText, int port) {
        Host host = Host.parse(hostText);
        if (!list.allowsPort(port) || (!list.listsHosts() && !guard.policy().allowUnlisted())) {
            return false;
        }
        return switch (host) {
            case Host.Address a ->
                judgeAddresses(List.of(a.address()), list.listsHosts(), "") instanceof Verdict.Admitted;
            case Host.Name n -> !list.listsHosts() || list.match(n.name()) == AllowList.Match.BY_NAME;
            case Host.Invalid i -> false;
        };
    }

    private Verdict judgeName(String name, String label, Deadline deadline) throws InterruptedException {
        AllowList.Match match = list.listsHosts() ? list.match(name) : AllowList.Match.BY_NAME;
        if (match == AllowList.Match.NONE) {
            return denied(label, "allowed_hosts");
        }
        return switch (lookup.find(name, deadline)) {
            case NameLookup.Found.Addresses(List<InetAddress> addresses) ->
                judgeAddresses(addresses, match == AllowList.Match.BY_ADDRESS, label);
            case NameLookup.Found.Failed(CloseReason reason) -> new Verdict.Refused(reason);
        };
    }

    private Verdict judgeAddresses(List<InetAddress> addresses, boolean mustBeListed, String label) {
        List<InetAddress> admitted = new ArrayList<>();
        boolean listed = false;
        for (InetAddress address : addresses) {
            if (!mustBeListed || list.allowsAddress(address)) {
                listed = true;
                if (guard.allows(address)) {
                    admitted.add(address);
                }
            }
        }
        if (!admitted.isEmpty()) {
            return new Verdict.Admitted(admitted, label);
        }
        return denied(label, listed ? "the gateway's address policy" : "allowed_hosts");
    }

    private static Verdict denied(String label, String by) {
        return refused(CloseReason.Kind.SERVER_REFUSE, label + " is not allowed by " + by);
    }

    private static Verdict refused(CloseReason.Kind kind, String detail) {
        return new Verdict.Refused(CloseReason.of(kind, detail));
    }
}
