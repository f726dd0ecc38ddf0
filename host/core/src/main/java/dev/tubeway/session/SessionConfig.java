package dev.tubeway.session;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// How sessions run. Immutable; start from [#defaults()] and change what differs.
///
/// @param maxSessions      sessions at once, 1 to 1,000,000
/// @param maxClients       clients of one session at once, 1 to 10,000
/// @param handshakeTimeout time for a client to say all it has to before it is ready; positive
/// @param inputTimeout     a client that sends nothing for so long is gone; positive
/// @param silence          after so long without a word to a client it is sent a `nop`; positive
/// @param targetHosts      names, `*.domain`, addresses and CIDR blocks that connection settings may name as
///                         the target; empty: any, as named
/// @param targetPorts      their ports and ranges, `23` or `8000-8999`; empty: every port
/// @param moduleHosts      what a module with the `network` capability may reach beside its target; empty:
///                         nothing
/// @param modulePorts      ports of these; empty: every port
/// @param awaitAt          where sessions may wait for a target that connects by itself; empty: nowhere
/// @param presets          values of parameters that count whatever a client gives
public record SessionConfig(
        int maxSessions,
        int maxClients,
        Duration handshakeTimeout,
        Duration inputTimeout,
        Duration silence,
        List<String> targetHosts,
        List<String> targetPorts,
        List<String> moduleHosts,
        List<String> modulePorts,
        Optional<AwaitAt> awaitAt,
        Map<String, String> presets) {

    public SessionConfig {
        Objects.requireNonNull(handshakeTimeout, "handshakeTimeout");
        Objects.requireNonNull(inputTimeout, "inputTimeout");
        Objects.requireNonNull(silence, "silence");
        Objects.requireNonNull(awaitAt, "awaitAt");
        targetHosts = List.copyOf(targetHosts);
        targetPorts = List.copyOf(targetPorts);
        moduleHosts = List.copyOf(moduleHosts);
        modulePorts = List.copyOf(modulePorts);
        presets = Map.copyOf(presets);
        within("maxSessions", maxSessions, 1, 1_000_000);
        within("maxClients", maxClients, 1, 10_000);
        within("handshakeTimeout", handshakeTimeout.toMillis(), 1, 3_600_000);
        within("inputTimeout", inputTimeout.toMillis(), 1, 86_400_000);
        within("silence", silence.toMillis(), 1, 3_600_000);
    }

    /// The times of the reference; targets as clients name them.
    public static SessionConfig defaults() {
        return new SessionConfig(
                20_000,
                100,
                Duration.ofSeconds(15),
                Duration.ofSeconds(15),
                Duration.ofSeconds(5),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Map.of());
    }

    public SessionConfig withMaxSessions(int value) {
        return new SessionConfig(
                value,
                maxClients,
                handshakeTimeout,
                inputTimeout,
                silence,
                targetHosts,
                targetPorts,
                moduleHosts,
                modulePorts,
                awaitAt,
                presets);
    }

    public SessionConfig withMaxClients(int value) {
        return new SessionConfig(
                maxSessions,
                value,
                handshakeTimeout,
                inputTimeout,
                silence,
                targetHosts,
                targetPorts,
                moduleHosts,
                modulePorts,
                awaitAt,
                presets);
    }

    public SessionConfig withTimes(Duration newHandshakeTimeout, Duration newInputTimeout, Duration newSilence) {
        return new SessionConfig(
                maxSessions,
                maxClients,
                newHandshakeTimeout,
                newInputTimeout,
                newSilence,
                targetHosts,
                targetPorts,
                moduleHosts,
                modulePorts,
                awaitAt,
                presets);
    }

    public SessionConfig withTargets(List<String> hosts, List<String> ports) {
        return new SessionConfig(
                maxSessions,
                maxClients,
                handshakeTimeout,
                inputTimeout,
                silence,
                hosts,
                ports,
                moduleHosts,
                modulePorts,
                awaitAt,
                presets);
    }

    public SessionConfig withModuleTargets(List<String> hosts, List<String> ports) {
        return new SessionConfig(
                maxSessions,
                maxClients,
                handshakeTimeout,
                inputTimeout,
                silence,
                targetHosts,
                targetPorts,
                hosts,
                ports,
                awaitAt,
                presets);
    }

    public SessionConfig withAwaitAt(AwaitAt value) {
        return new SessionConfig(
                maxSessions,
                maxClients,
                handshakeTimeout,
                inputTimeout,
                silence,
                targetHosts,
                targetPorts,
                moduleHosts,
                modulePorts,
                Optional.of(value),
                presets);
    }

    public SessionConfig withPresets(Map<String, String> value) {
        return new SessionConfig(
                maxSessions,
                maxClients,
                handshakeTimeout,
                inputTimeout,
                silence,
                targetHosts,
                targetPorts,
                moduleHosts,
                modulePorts,
                awaitAt,
                value);
    }

    private static void within(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "out of range: " + name + "=" + value + ", least=" + least + ", most=" + most);
        }
    }
}
