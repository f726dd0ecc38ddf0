package dev.tubeway;

import dev.tubeway.module.ModuleConfig;
import dev.tubeway.session.SessionConfig;
import dev.tubeway.spi.TransportProvider;
import java.util.List;
import java.util.Objects;

/// How a gateway runs. Immutable; start from [#defaults()] and change what differs.
///
/// @param maxConcurrentCreates creates under way at once, 1 to 10,000; one more is refused at once
/// @param maxTubes             tubes at once, 1 to 1,000,000
/// @param maxBufferBytes       off-heap bytes of all tubes together; past it new connections are refused
/// @param limits               what one tube may use
/// @param policy               which destinations the far side may choose
/// @param iceServers           STUN and TURN servers for requests that name none
/// @param transport            what all peers share
/// @param modules              where modules come from and what they may do
/// @param sessions             how sessions run, and what they may reach
public record GatewayConfig(
        int maxConcurrentCreates,
        int maxTubes,
        long maxBufferBytes,
        TubeLimits limits,
        AddressPolicy policy,
        List<IceServer> iceServers,
        TransportProvider.TransportConfig transport,
        ModuleConfig modules,
        SessionConfig sessions) {

    public GatewayConfig {
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(policy, "policy");
        Objects.requireNonNull(transport, "transport");
        Objects.requireNonNull(modules, "modules");
        Objects.requireNonNull(sessions, "sessions");
        iceServers = List.copyOf(iceServers);
        if (maxConcurrentCreates < 1 || maxConcurrentCreates > 10_000) {
            throw new IllegalArgumentException(
                    "maxConcurrentCreates is 1 to 10000: maxConcurrentCreates=" + maxConcurrentCreates);
        }
        if (maxTubes < 1 || maxTubes > 1_000_000) {
            throw new IllegalArgumentException("maxTubes is 1 to 1000000: maxTubes=" + maxTubes);
        }
        if (maxBufferBytes < 16L << 20) {
            throw new IllegalArgumentException("maxBufferBytes is 16 MiB or more: maxBufferBytes=" + maxBufferBytes);
        }
    }

    public static GatewayConfig defaults() {
        return new GatewayConfig(
                100,
                10_000,
                1L << 30,
                TubeLimits.defaults(),
                AddressPolicy.defaults(),
                List.of(),
                TransportProvider.TransportConfig.defaults(),
                ModuleConfig.defaults(),
                SessionConfig.defaults());
    }

    public GatewayConfig withMaxConcurrentCreates(int value) {
        return new GatewayConfig(
                value, maxTubes, maxBufferBytes, limits, policy, iceServers, transport, modules, sessions);
    }

    public GatewayConfig withMaxTubes(int value) {
        return new GatewayConfig(
                maxConcurrentCreates, value, maxBufferBytes, limits, policy, iceServers, transport, modules, sessions);
    }

    public GatewayConfig withMaxBufferBytes(long value) {
        return new GatewayConfig(
                maxConcurrentCreates, maxTubes, value, limits, policy, iceServers, transport, modules, sessions);
    }

    public GatewayConfig withLimits(TubeLimits value) {
        return new GatewayConfig(
                maxConcurrentCreates,
                maxTubes,
                maxBufferBytes,
                value,
                policy,
                iceServers,
                transport,
                modules,
                sessions);
    }

    public GatewayConfig withPolicy(AddressPolicy value) {
        return new GatewayConfig(
                maxConcurrentCreates,
                maxTubes,
                maxBufferBytes,
                limits,
                value,
                iceServers,
                transport,
                modules,
                sessions);
    }

    public GatewayConfig withIceServers(List<IceServer> value) {
        return new GatewayConfig(
                maxConcurrentCreates, maxTubes, maxBufferBytes, limits, policy, value, transport, modules, sessions);
    }

    public GatewayConfig withTransport(TransportProvider.TransportConfig value) {
        return new GatewayConfig(
                maxConcurrentCreates, maxTubes, maxBufferBytes, limits, policy, iceServers, value, modules, sessions);
    }

    public GatewayConfig withModules(ModuleConfig value) {
        return new GatewayConfig(
                maxConcurrentCreates, maxTubes, maxBufferBytes, limits, policy, iceServers, transport, value, sessions);
    }

    public GatewayConfig withSessions(SessionConfig value) {
        return new GatewayConfig(
                maxConcurrentCreates, maxTubes, maxBufferBytes, limits, policy, iceServers, transport, modules, value);
    }
}
