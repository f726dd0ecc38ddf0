package dev.tubeway.internal.module;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Wakes the one thread that runs a session's module, from any thread.
///
/// There is one per session. A wake-up that comes while the thread does something else is kept, so whoever
/// looks first and waits then loses none; spurious wake-ups happen, so whoever wakes looks again.
///
/// Threading: [#wake] any thread; [#await] the module's thread only.
public final class Waker {
    private volatile boolean woken;
    private volatile @Nullable Thread waiting;

    /// Wakes the module's thread, or lets its next wait return at once. Never blocks.
    public void wake() {
        woken = true;
        Thread thread = waiting;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    /// Waits for a wake-up, an interrupt, or the time; takes the wake-up.
    ///
    /// @param nanos how long at most; negative for ever
    public void await(long nanos) {
        if (woken) {
            woken = false;
            return;
        }
        waiting = Thread.currentThread();
        try {
            if (!woken && !Thread.currentThread().isInterrupted()) {
                if (nanos < 0) {
                    LockSupport.park(this);
                } else {
                    LockSupport.parkNanos(this, nanos);
                }
            }
        } finally {
            waiting = null;
            woken = false;
        }
    }
}
