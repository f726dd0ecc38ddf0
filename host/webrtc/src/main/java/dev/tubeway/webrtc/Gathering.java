package dev.tubeway.webrtc;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Waits for the candidates of a description that carries them all.
///
/// The end of gathering comes late: the library starts on relays after 50 ms and on TCP after 100, and one interface
/// without a way to the STUN server (a bridge of containers, a VPN) holds it back for nearly ten seconds. All host
/// candidates come in one burst at once. So without servers it is enough when each local address has its candidate,
/// and otherwise when each kind that is due has come once and then none for a while. TCP candidates, which come after
/// 100 ms, are told with trickle only.
///
/// Threading: callbacks report, one thread at a time waits. The lock is held for moments only.
final class Gathering {
    /// The pause that ends a burst of host candidates, where it has fewer than this machine has addresses.
    static final Duration QUIET_LOCAL = Duration.ofMillis(15);

    /// The pause after which answers of further servers and interfaces are no longer waited for.
    static final Duration QUIET_REMOTE = Duration.ofMillis(50);

    private final int localAddresses;
    private final boolean wantsReflexive;
    private final boolean wantsRelayed;
    private final Duration quiet;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean complete;
    private boolean abandoned;
    private int hosts;
    private boolean reflexive;
    private boolean relayed;
    private long lastCandidateNanos;

    /// @param localAddresses addresses of this machine that get a candidate, or more; 0 where none shall be told
    /// @param wantsReflexive a STUN server is there to tell our address as others see it
    /// @param wantsRelayed   a TURN server is there
    Gathering(int localAddresses, boolean wantsReflexive, boolean wantsRelayed) {
        this.localAddresses = localAddresses;
        this.wantsReflexive = wantsReflexive;
        this.wantsRelayed = wantsRelayed;
        this.quiet = wantsReflexive || wantsRelayed ? QUIET_REMOTE : QUIET_LOCAL;
    }

    /// Call before the description that starts gathering is set.
    void begin() {
        lock.lock();
        try {
            complete = false;
            hosts = 0;
            reflexive = false;
            relayed = false;
        } finally {
            lock.unlock();
        }
    }

    void candidate(String text) {
        lock.lock();
        try {
            hosts += text.contains(" udp ") && text.contains(" typ host") ? 1 : 0;
            reflexive |= text.contains(" typ srflx");
            relayed |= text.contains(" typ relay");
            lastCandidateNanos = System.nanoTime();
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
                long now = System.nanoTime();
                long left = deadline - now;
                if (enough()) {
                    left = isAll() ? 0 : Math.min(left, lastCandidateNanos + quiet.toNanos() - now);
                }
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
        return (localAddresses > 0 || wantsRelayed)
                && (localAddresses == 0 || hosts > 0)
                && (!wantsReflexive || reflexive)
                && (!wantsRelayed || relayed);
    }

    private boolean isAll() {
        return !wantsReflexive && !wantsRelayed && hosts >= localAddresses;
    }
}
