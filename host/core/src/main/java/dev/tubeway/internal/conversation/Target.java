package dev.tubeway.internal.conversation;

import dev.tubeway.CloseReason;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/// The dialling side of a conversation.
///
/// Threading: any virtual thread; many dials at once.
public interface Target {

    /// Dials for one connection. Blocks up to the timeout; an interrupt ends it.
    ///
    /// @param tail what OpenConnection carried after the number
    Dial dial(byte[] tail, Duration timeout);

    /// Whether the destination of a datagram may be reached, and where it is: the checked address is the
    /// one to send to.
    Datagram datagram(String host, int port);

    /// The answer to [#datagram].
    sealed interface Datagram {
        record Allowed(java.net.InetSocketAddress address) implements Datagram {}

        record Denied(CloseReason reason) implements Datagram {}
    }

    /// What became of a dial.
    sealed interface Dial {
        /// @param socket connected, blocking mode, TCP_NODELAY; the caller's from now on
        /// @param target for people: `db.internal:5432`
        record Connected(SocketChannel socket, String target) implements Dial {}

        /// @param reason what to tell the peer: CONNECTION_FAILED, ADDRESS_RESOLUTION_FAILED, TIMEOUT, …
        record Failed(CloseReason reason) implements Dial {}
    }
}
