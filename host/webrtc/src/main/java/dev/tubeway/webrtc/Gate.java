package dev.tubeway.webrtc;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// Keeps a native object alive while it is used: users enter and leave, and who shuts the gate waits until the last
/// has left, then may free the object.
///
/// Why not a read-write lock: whoever frees must not hold anything that a callback could wait for, because freeing
/// hops to the callback thread and waits for it. A shut gate turns callers away at once instead.
///
/// Threading: any thread. Entering costs one compare-and-set.
final class Gate {
    private static final int SHUT = Integer.MIN_VALUE;

    private final AtomicInteger state = new AtomicInteger();
    private final CountDownLatch empty = new CountDownLatch(1);

    /// Returns false where the gate is shut; after true the caller must [#leave()].
    boolean enter() {
        while (true) {
            int now = state.get();
            if (now < 0) {
                return false;
            }
            if (state.compareAndSet(now, now + 1)) {
                return true;
            }
        }
    }

    void leave() {
        if (state.decrementAndGet() == SHUT) {
            empty.countDown();
        }
    }

    boolean isShut() {
        return state.get() < 0;
    }

    /// Lets nobody in any more; idempotent. Returns when nobody is inside; not interruptible.
    void shut() {
        int before = state.getAndUpdate(now -> now | SHUT);
        if (before == 0 || before == SHUT) {
            empty.countDown();
        }
        Uninterruptible.await(empty);
    }
}
