package dev.tubeway.spi;

import dev.tubeway.IceServer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/// Makes the peers that tubes run over. A gateway owns one provider.
///
/// Threading: every method may be called from any thread, virtual ones included, at the same time.
/// Ownership: the gateway closes the provider after the last of its peers.
public interface TransportProvider extends AutoCloseable {

    /// Opens one peer. Nothing is sent before its first description is made.
    ///
    /// Errors: UNAVAILABLE where the native library cannot be loaded or has no room.
    PeerTransport open(PeerOptions options, PeerTransport.Listener listener) throws TransportException;

    /// Looks at what peers need on this machine: native libraries, network interfaces, and whether each given
    /// server answers. Blocking, bounded by `timeout` as a whole; never throws for a finding.
    List<Finding> diagnose(List<IceServer> servers, Duration timeout);

    /// Frees the provider; idempotent. Peers still open are closed first.
    @Override
    void close();

    /// Makes a provider; found by [java.util.ServiceLoader].
    interface Factory {
        /// A short name, such as `webrtc`.
        String name();

        /// Does now what makes the first [#create] take long, such as loading a native library. Tells no failure:
        /// [#create] does.
        default void prepare() {}

        /// Errors: UNAVAILABLE, with the cure in its message.
        TransportProvider create(TransportConfig config) throws TransportException;
    }

    /// What all peers of a provider share.
    ///
    /// @param minPort         lowest UDP port of local candidates, 0 for any
    /// @param maxPort         highest UDP port of local candidates, 0 for any
    /// @param gatherTimeout   how long a description without trickle waits for candidates; it is then made with
    ///                        those that are there
    /// @param leakBudgetBytes native memory that a native factory may lose before it is retired and new peers go
    ///                        to a fresh one; positive
    record TransportConfig(int minPort, int maxPort, Duration gatherTimeout, long leakBudgetBytes) {
        public TransportConfig {
            Objects.requireNonNull(gatherTimeout, "gatherTimeout");
            if (minPort < 0 || maxPort > 65535 || minPort > maxPort || (minPort == 0) != (maxPort == 0)) {
                throw new IllegalArgumentException(
                        "a port range is 1 to 65535, low to high, or 0 to 0 for any: minPort=" + minPort + " maxPort="
                                + maxPort);
            }
            if (leakBudgetBytes <= 0) {
                throw new IllegalArgumentException("leakBudgetBytes=" + leakBudgetBytes);
            }
        }

        public static TransportConfig defaults() {
            return new TransportConfig(0, 0, Duration.ofSeconds(5), 64L << 20);
        }
    }

    /// @param name       names the peer in logs; the tube's id
    /// @param iceServers tells STUN and TURN servers, in order of preference; asked when the peer is opened and
    ///                   before each ICE restart, as credentials run out. Does not block, throws nothing
    /// @param relayOnly  only relayed candidates are gathered and used
    /// @param trickleIce candidates are told one by one; otherwise the description carries them all
    record PeerOptions(String name, Supplier<List<IceServer>> iceServers, boolean relayOnly, boolean trickleIce) {
        public PeerOptions {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(iceServers, "iceServers");
        }

        /// Servers whose credentials stay.
        public PeerOptions(String name, List<IceServer> iceServers, boolean relayOnly, boolean trickleIce) {
            this(name, always(iceServers), relayOnly, trickleIce);
        }

        private static Supplier<List<IceServer>> always(List<IceServer> servers) {
            List<IceServer> all = List.copyOf(servers);
            return () -> all;
        }
    }

    /// One fact of a diagnosis.
    ///
    /// @param subject what was looked at: `native library`, `interface eth0`, `stun:…`
    /// @param verdict whether tubes can work with it
    /// @param detail  what was seen
    /// @param cure    what to do where the verdict is not OK; empty where it is
    record Finding(String subject, Verdict verdict, String detail, String cure) {}

    /// How a finding bears on tubes.
    enum Verdict {
        OK,
        /// Works, but less well or not everywhere.
        WARNING,
        /// Tubes cannot be opened.
        FAILED
    }
}
