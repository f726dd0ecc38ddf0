package dev.tubeway.internal.dial;

import java.time.Duration;

/// A moment by which a wait ends.
///
/// Threading: immutable.
///
/// @param nanoTime on the clock of [System#nanoTime()]
public record Deadline(long nanoTime) {

    public static Deadline after(Duration timeout) {
        return new Deadline(System.nanoTime() + timeout.toNanos());
    }

    /// What is left, nanoseconds; zero once it has passed.
    public long remainingNanos() {
        return Math.max(0, nanoTime - System.nanoTime());
    }

    /// What is left, milliseconds rounded up, at least 1: to socket calls zero means for ever.
    public int remainingMillis() {
        return Math.clamp(remainingNanos() / 1_000_000 + 1, 1, Integer.MAX_VALUE);
    }

    public boolean hasPassed() {
        return remainingNanos() == 0;
    }
}
