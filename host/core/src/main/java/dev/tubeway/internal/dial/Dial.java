package dev.tubeway.internal.dial;

import dev.tubeway.CloseReason;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.function.Supplier;

/// What became of a dial.
public sealed interface Dial {
    /// @param socket connected, blocking mode, TCP_NODELAY; the caller's from now on
    /// @param target   for people: `db.internal:5432`
    /// @param farewell tells why, once the socket's end was read, where the target has said so
    record Connected(SocketChannel socket, String target, Supplier<Optional<CloseReason>> farewell) implements Dial {
        public Connected(SocketChannel socket, String target) {
            this(socket, target, Optional::empty);
        }
    }

    /// @param reason what to tell the peer: CONNECTION_FAILED, ADDRESS_RESOLUTION_FAILED, TIMEOUT, …
    record Failed(CloseReason reason) implements Dial {}
}
