package dev.tubeway.internal.session;

import dev.tubeway.AddressPolicy;
import dev.tubeway.internal.dial.AddressGuard;
import dev.tubeway.internal.dial.Admission;
import dev.tubeway.internal.dial.AllowList;
import dev.tubeway.internal.dial.Deadline;
import dev.tubeway.internal.dial.Dial;
import dev.tubeway.internal.dial.Dialler;
import dev.tubeway.internal.dial.Host;
import dev.tubeway.internal.dial.NameLookup;
import dev.tubeway.session.SessionConfig;
import dev.tubeway.spi.NameResolver;
import java.time.Duration;

/// What sessions may dial: the targets that connection settings name, and what modules name beside them.
///
/// Threading: any thread; a dial blocks its own.
final class Reach {

    /// What dials use that name no time of their own.
    private static final Duration LONGEST_DIAL = Duration.ofMinutes(10);

    private final Dialler dialler;
    private final boolean anyTarget;
    private final Admission targets;
    private final Admission others;

    /// Errors: INVALID_SETTINGS for an entry of the lists that cannot be.
    Reach(SessionConfig config, AddressPolicy policy, NameResolver resolver) {
        NameLookup lookup = new NameLookup(resolver);
        this.dialler = new Dialler(lookup);
        this.anyTarget = config.targetHosts().isEmpty() && config.targetPorts().isEmpty();
        // Who lists its targets names them, loopback included; what modules name is judged like any stranger's.
        AddressPolicy named = new AddressPolicy(true, true, policy.allowLinkLocal());
        this.targets = new Admission(
                AllowList.parse(config.targetHosts(), config.targetPorts()), new AddressGuard(named), lookup);
        this.others = new Admission(
                AllowList.parse(config.moduleHosts(), config.modulePorts()),
                new AddressGuard(policy.withAllowUnlisted(false)),
                lookup);
    }

    /// Dials what the connection's settings name.
    Dial target(String host, int port, Duration timeout) {
        Deadline deadline = deadline(timeout);
        return anyTarget
                ? dialler.named(Host.parse(host), port, deadline)
                : Dialler.admitted(targets, host, port, deadline);
    }

    /// Dials what the module names.
    Dial other(String host, int port, Duration timeout) {
        return Dialler.admitted(others, host, port, deadline(timeout));
    }

    /// Whether the connection's settings may name this, where another host dials it.
    boolean mayNameTarget(String host, int port) {
        return anyTarget || targets.allowsFar(host, port);
    }

    /// Whether the module may name this, where another host dials it.
    boolean mayNameOther(String host, int port) {
        return others.allowsFar(host, port);
    }

    private static Deadline deadline(Duration timeout) {
        boolean unlimited = timeout.isNegative() || timeout.compareTo(LONGEST_DIAL) > 0;
        return Deadline.after(unlimited ? LONGEST_DIAL : timeout);
    }
}
