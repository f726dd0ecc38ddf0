package dev.tubeway.webrtc;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Waits for the candidates of a description that carries them all.
///
/// The end of gathering is what to wait for, but one interface without a way to the STUN server (a bridge of
/// containers, a VPN) holds it back for nearly ten seconds. So candidates are also enough when each kind that the
/// servers give has come once and then none for [#QUIET]. Without servers the end comes within milliseconds.
///
/// Threading: callbacks report, one thread at a time waits. The lock is held for moments only.
final class Gathering {
    static final Duration QUIET = Duration.ofMillis(100);

    private final boolean wantsReflexive;
    private final boolean wantsRelayed;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean complete;
    private boolean abandoned;
    private boolean reflexive;
    private boolean relayed;
    private long lastCandidateNanos;

    Gathering(boolean wantsReflexive, boolean wantsRelayed) {
        this.wantsReflexive = wantsReflexive;
        this.wantsRelayed = wantsRelayed;
    }

    /// Call before the description that starts gathering is set.
    void begin() {
        lock.lock();
        try {
            complete = false;
            reflexive = false;
            relayed = false;
        } finally {
            lock.unlock();
        }
    }

    void candidate(String text) {
        lock.lock();
        try {
            lastCandidateNanos = System.nanoTime();
            reflexive |= text.contains(" typ srflx");
            relayed |= text.contains(" typ relay");
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void complete() {
        lock.lock();
        try {
            complete = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Ends every wait, now and later.
    void abandon() {
        lock.lock();
        try {
            abandoned = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits for the end of gathering, or for enough, or for `timeout`.
    void await(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        lock.lockInterruptibly();
        try {
            while (!complete && !abandoned) {
                long quiet = lastCandidateNanos + QUIET.toNanos();
                long now = System.nanoTime();
                long left = enough() ? Math.min(deadline - now, quiet - now) : deadline - now;
                if (left <= 0) {
                    return;
                }
                changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean enough() {
        return (wantsReflexive || wantsRelayed) && (!wantsReflexive || reflexive) && (!wantsRelayed || relayed);
    }
}
