package dev.tubeway.internal.session;

import java.time.Duration;
import java.util.Random;

/// Rounds of a test with random input: a fixed number with fixed seeds, or as many with new seeds as fit into the
/// seconds that the system property `tubeway.fuzz.seconds` gives each test.
final class Fuzz {
    private static final String SECONDS = "tubeway.fuzz.seconds";

    private Fuzz() {}

    @FunctionalInterface
    interface Round {
        void run(Random random) throws Exception;
    }

    /// Errors: AssertionError that names the seed of the round that failed.
    static void rounds(int usual, Round round) {
        String seconds = System.getProperty(SECONDS, "");
        if (seconds.isEmpty()) {
            for (long seed = 0; seed < usual; seed++) {
                once(seed, round);
            }
            return;
        }
        long end =
                System.nanoTime() + Duration.ofSeconds(Long.parseLong(seconds)).toNanos();
        var seeds = new Random();
        while (System.nanoTime() < end) {
            once(seeds.nextLong(), round);
        }
    }

    private static void once(long seed, Round round) {
        try {
            round.run(new Random(seed));
        } catch (Exception | AssertionError e) {
            throw new AssertionError("failed with seed=" + seed, e);
        }
    }
}
