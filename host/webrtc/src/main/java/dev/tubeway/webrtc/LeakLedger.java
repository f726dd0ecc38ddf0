package dev.tubeway.webrtc;

import java.util.concurrent.atomic.AtomicLong;

/// What a native factory has lost so far and gives back only when it is disposed.
///
/// The library leaves two local references per received message on its callback thread, for ever (134 bytes with the
/// two small objects they hold), and never drops its reference to a closed peer, which [NativeReference] does for it
/// where the module system allows.
///
/// Units: bytes.   Threading: messages are counted by the callback thread only; the rest from any thread.
final class LeakLedger {
    static final long MESSAGE_BYTES = 134;
    static final long PEER_BYTES = 75_000;

    private final long budgetBytes;
    private final AtomicLong messages = new AtomicLong();
    private final AtomicLong peers = new AtomicLong();

    LeakLedger(long budgetBytes) {
        this.budgetBytes = budgetBytes;
    }

    /// Counts one message, and returns how many there were.
    long message() {
        long count = messages.getPlain() + 1;
        messages.setOpaque(count);
        return count;
    }

    void unreleasedPeer() {
        peers.incrementAndGet();
    }

    long lostBytes() {
        return messages.getOpaque() * MESSAGE_BYTES + peers.get() * PEER_BYTES;
    }

    boolean isSpent() {
        return lostBytes() >= budgetBytes;
    }
}
