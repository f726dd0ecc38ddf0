package dev.tubeway.internal.tube;

import dev.tubeway.CloseReason;
import dev.tubeway.CloseReason.Kind;
import java.util.concurrent.locks.LockSupport;

/// What differs towards published peers that are not Tubeway.
///
/// Source: docs/protocol.md, "Older peers".
final class OlderPeer {
    /// Largest message that an older peer announces to take, bytes.
    static final int MAX_MESSAGE_BYTES = 65_535;

    /// An older listener notes a connection a moment after it has asked for it, and loses a Close that comes before.
    private static final long NOTED_NANOS = 50_000_000;

    private OlderPeer() {}

    /// Waits until an older listener has noted the connection that it asked for then.
    static void awaitNoted(long askedNanos) {
        LockSupport.parkNanos(OlderPeer.class, askedNanos + NOTED_NANOS - System.nanoTime());
    }

    /// A reason that an older peer takes for the end of one connection: the codes 1 and 20 would stop its
    /// listener.
    static CloseReason sayable(CloseReason reason) {
        return switch (reason.kind()) {
            case ERROR, UPSTREAM_CLOSED -> CloseReason.of(Kind.CONNECTION_LOST, reason.detail());
            default -> reason;
        };
    }

    /// Whether a Close of an opened connection is only the end of its direction: an older dialler says "lost"
    /// for every
    /// end of its target, a mere half-close included.
    static boolean meansEof(CloseReason reason) {
        return reason.kind() == Kind.CONNECTION_LOST;
    }
}
