package dev.tubeway.internal.tube;

import java.time.Duration;

/// Keeps a step that fails again and again from being tried without end: after a number of failures in a row
/// it is not
/// tried until a pause has passed, then once.
///
/// Threading: guarded by its own lock; the clock is the caller's.
final class CircuitBreaker {
    private final int maxFailures;
    private final long pauseNanos;
    private int failures;
    private long retryAtNanos;

    CircuitBreaker(int maxFailures, Duration pause) {
        this.maxFailures = maxFailures;
        this.pauseNanos = pause.toNanos();
    }

    /// Whether the step may be tried now. A try counts as a failure until [#succeeded()] says otherwise.
    synchronized boolean tryNow(long nowNanos) {
        if (failures >= maxFailures && nowNanos - retryAtNanos < 0) {
            return false;
        }
        failures++;
        retryAtNanos = nowNanos + pauseNanos;
        return true;
    }

    synchronized void succeeded() {
        failures = 0;
    }

    synchronized boolean isOpen(long nowNanos) {
        return failures >= maxFailures && nowNanos - retryAtNanos < 0;
    }
}
