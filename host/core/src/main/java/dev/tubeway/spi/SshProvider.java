package dev.tubeway.spi;

import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Speaks SSH for modules. A gateway owns at most one provider.
///
/// Threading: any thread; no method waits.
public interface SshProvider extends AutoCloseable {

    /// Starts SSH over a socket that is connected to the server, and owns it from now on.
    ///
    /// @param changed told, on any thread, whenever [SshConnection#state()] is another
    SshConnection connect(SshRequest request, SocketChannel socket, Runnable changed);

    /// Starts SSH over a connection that the server of another, logged in, makes to the request's host and port.
    SshConnection connectThrough(SshRequest request, SshConnection through, Runnable changed);

    /// Closes all connections; idempotent.
    @Override
    void close();

    /// Makes a provider; found by [java.util.ServiceLoader].
    interface Factory {
        /// A short name, such as `mina`.
        String name();

        SshProvider create(SshConfig config, SocketWatcher sockets);
    }

    /// What is done about the key of a server that no connection pins.
    enum HostKeys {
        /// Only keys that `known_hosts` holds.
        STRICT,
        /// The first key of a server is kept, and from then on it is the only one.
        FIRST_USE,
        /// Any key.
        ACCEPT
    }

    /// How SSH is spoken.
    ///
    /// @param hostKeys      what is done about keys of servers
    /// @param knownHosts    file in the format of OpenSSH's `known_hosts`, where [HostKeys#FIRST_USE] keeps
    ///                      keys; in memory without it
    /// @param oldAlgorithms also algorithms that are no longer held to be safe
    /// @param postQuantum   keys are exchanged by sntrup761 where a server has it and no ML-KEM
    record SshConfig(HostKeys hostKeys, Optional<Path> knownHosts, boolean oldAlgorithms, boolean postQuantum) {
        public SshConfig {
            Objects.requireNonNull(hostKeys, "hostKeys");
            Objects.requireNonNull(knownHosts, "knownHosts");
        }

        public static SshConfig defaults() {
            return new SshConfig(HostKeys.FIRST_USE, Optional.empty(), false, false);
        }

        public SshConfig withHostKeys(HostKeys value) {
            return new SshConfig(value, knownHosts, oldAlgorithms, postQuantum);
        }

        public SshConfig withKnownHosts(Path value) {
            return new SshConfig(hostKeys, Optional.of(value), oldAlgorithms, postQuantum);
        }

        public SshConfig withOldAlgorithms(boolean value) {
            return new SshConfig(hostKeys, knownHosts, value, postQuantum);
        }

        public SshConfig withPostQuantum(boolean value) {
            return new SshConfig(hostKeys, knownHosts, oldAlgorithms, value);
        }
    }

    /// @param host        the server's name as it was dialled, by which its key is known
    /// @param port        1 to 65535
    /// @param pinned      keys that the server may have: lines of `known_hosts`, `type key`, or `SHA256:…`;
    ///                    none: see [SshConfig]
    /// @param compression offered
    /// @param keepAlive   how often a quiet server is asked whether it is there; zero never
    record SshRequest(String host, int port, List<String> pinned, boolean compression, Duration keepAlive) {
        public SshRequest {
            Objects.requireNonNull(host, "host");
            pinned = List.copyOf(pinned);
            if (port < 1 || port > 65535) {
                throw new IllegalArgumentException("port is 1 to 65535: port=" + port);
            }
            if (keepAlive.isNegative()) {
                throw new IllegalArgumentException("keepAlive is not negative: keepAlive=" + keepAlive);
            }
        }
    }
}
