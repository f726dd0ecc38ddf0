package dev.tubeway.internal.dial;

import dev.tubeway.CloseReason;
import java.nio.channels.SocketChannel;

/// What became of a dial.
public sealed interface Dial {
    /// @param socket connected, blocking mode, TCP_NODELAY; the caller's from now on
    /// @param target for people: `db.internal:5432`
    record Connected(SocketChannel socket, String target) implements Dial {}

    /// @param reason what to tell the peer: CONNECTION_FAILED, ADDRESS_RESOLUTION_FAILED, TIMEOUT, …
    record Failed(CloseReason reason) implements Dial {}
}
