package dev.tubeway.internal.conversation;

import dev.tubeway.CloseReason;
import dev.tubeway.internal.dial.Dial;
import java.time.Duration;
import java.util.Optional;

/// The dialling side of a conversation.
///
/// Threading: any virtual thread; many dials at once.
public interface Target {

    /// Dials for one connection. Blocks up to the timeout; an interrupt ends it.
    ///
    /// @param tail what OpenConnection carried after the number
    Dial dial(byte[] tail, Duration timeout);

    /// Dials where that needs no waiting; empty where it does, as for most.
    ///
    /// Threading: any thread.
    default Optional<Dial> dialNow(byte[] tail) {
        return Optional.empty();
    }

    /// Whether the destination of a datagram may be reached, and where it is: the checked address is the
    /// one to send to.
    Datagram datagram(String host, int port);

    /// The answer to [#datagram].
    sealed interface Datagram {
        record Allowed(java.net.InetSocketAddress address) implements Datagram {}

        record Denied(CloseReason reason) implements Datagram {}
    }
}
