package dev.tubeway.internal.module;

import java.time.Duration;
import java.util.function.LongConsumer;

/// How long a seeded test goes on: a few seeds, or as many as the seconds of `tubeway.fuzz.seconds` allow.
final class FuzzBudget {
    private static final long SECONDS = Long.getLong("tubeway.fuzz.seconds", 0);

    private FuzzBudget() {}

    /// Runs a test with each seed; a failure names it.
    static void spend(int seeds, LongConsumer test) {
        long until = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
        // The seeds of a long run are others each time.
        long first = SECONDS == 0 ? 1 : System.currentTimeMillis();
        for (long seed = first; seed < first + seeds || System.nanoTime() < until; seed++) {
            try {
                test.accept(seed);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed=" + seed + ": " + e.getMessage(), e);
            }
        }
    }
}
