package dev.tubeway.internal.session;

import dev.tubeway.AddressPolicy;
import dev.tubeway.CloseReason;
import dev.tubeway.internal.dial.AddressGuard;
import dev.tubeway.internal.dial.Admission;
import dev.tubeway.internal.dial.AllowList;
import dev.tubeway.internal.dial.Awaiting;
import dev.tubeway.internal.dial.Connector;
import dev.tubeway.internal.dial.Deadline;
import dev.tubeway.internal.dial.Dial;
import dev.tubeway.internal.dial.Dialler;
import dev.tubeway.internal.dial.Host;
import dev.tubeway.internal.dial.NameLookup;
import dev.tubeway.session.AwaitAt;
import dev.tubeway.session.SessionConfig;
import dev.tubeway.spi.NameResolver;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What sessions may dial or wait for: the targets that connection settings name, and what modules name beside them.
///
/// Threading: any thread; a dial blocks its own.
final class Reach {

    /// What dials use that name no time of their own.
    private static final Duration LONGEST_DIAL = Duration.ofMinutes(10);

    private final Dialler dialler;
    private final boolean anyTarget;
    private final Admission targets;
    private final Admission others;
    private final Admission peers;
    private final Optional<AwaitAt> awaitAt;

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
        // Who connects by itself comes from any port.
        boolean anyPeer = config.targetHosts().isEmpty();
        this.peers = new Admission(
                AllowList.parse(config.targetHosts(), List.of()),
                new AddressGuard(anyPeer ? new AddressPolicy(true, true, true) : named),
                lookup);
        this.awaitAt = config.awaitAt();
    }

    /// Dials what the connection's settings name.
    Dial target(String host, int port, Duration timeout) {
        Deadline deadline = deadline(timeout);
        return anyTarget
                ? dialler.named(Host.parse(host), port, deadline)
                : Dialler.admitted(targets, host, port, deadline);
    }

    /// Waits for the target to connect by itself.
    ///
    /// Errors: SERVER_REFUSE where the operator lets nobody wait at that port; those of [Admission#judge] and
    /// [Awaiting#one].
    ///
    /// @param host whose connection is taken; empty: that of any host which could be a target
    Dial awaited(String host, int port, Duration timeout) {
        Deadline deadline = deadline(timeout);
        if (awaitAt.isEmpty() || !awaitAt.get().allows(port)) {
            String words = awaitAt.map(at -> "port " + port + " is none of awaitAt=" + at)
                    .orElse("nobody may wait for targets: awaitAt is not set");
            return new Dial.Failed(CloseReason.of(CloseReason.Kind.SERVER_REFUSE, words));
        }
        InetAddress at = awaitAt.get().address();
        if (host.isEmpty()) {
            return Awaiting.one(at, port, from -> peers.allowsFar(Host.text(from), port), deadline);
        }
        try {
            return switch (peers.judge(host, port, deadline)) {
                case Admission.Verdict.Admitted admitted ->
                    Awaiting.one(at, port, admitted.addresses()::contains, deadline);
                case Admission.Verdict.Refused(CloseReason reason) -> new Dial.Failed(reason);
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Connector.cancelled(Host.label(Host.parse(host), port));
        }
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
