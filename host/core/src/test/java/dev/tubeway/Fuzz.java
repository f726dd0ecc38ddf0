package dev.tubeway;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;

/// Rounds of a test with random input: a fixed number with fixed seeds, and after them new ones for the seconds of the
/// system property `tubeway.fuzz.seconds`.
public final class Fuzz {
    private static final long SECONDS = Long.getLong("tubeway.fuzz.seconds", 0);

    /// A round takes one of these alone: to see a failure again.
    private static final String SEED = System.getProperty("tubeway.fuzz.seed", "");

    private Fuzz() {}

    /// One round; what it throws is a failure.
    @FunctionalInterface
    public interface Round {
        void run(Random random) throws Exception;
    }

    /// Errors: AssertionError that names the seed of the round that failed.
    public static void rounds(int usual, Round round) {
        if (!SEED.isEmpty()) {
            once(Long.parseLong(SEED), round);
            return;
        }
        for (long seed = 0; seed < usual; seed++) {
            once(seed, round);
        }
        if (SECONDS > 0) {
            long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
            Random seeds = new Random();
            while (System.nanoTime() < end) {
                once(seeds.nextLong(), round);
            }
        }
    }

    private static void once(long seed, Round round) {
        try {
            round.run(new Random(seed));
        } catch (Exception | AssertionError e) {
            throw new AssertionError("failed with -Dtubeway.fuzz.seed=" + seed + ": " + e, e);
        }
    }

    /// Text of characters that are likely to matter, with some that are not.
    public static String text(Random random, String likely, int most) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(most + 1);
        while (text.length() < length) {
            if (random.nextInt(12) == 0) {
                text.appendCodePoint(random.nextInt(0x11_0000));
            } else {
                text.append(likely.charAt(random.nextInt(likely.length())));
            }
        }
        return text.toString();
    }

    /// The same bytes with a few changed, taken out, doubled or put in.
    public static byte[] mutated(Random random, byte[] bytes) {
        byte[] out = bytes.clone();
        for (int i = 1 + random.nextInt(4); i > 0 && out.length > 0; i--) {
            int at = random.nextInt(out.length);
            switch (random.nextInt(4)) {
                case 0 -> out[at] = (byte) random.nextInt();
                case 1 -> out[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> out = java.util.Arrays.copyOf(out, at);
                default -> {
                    byte[] longer = new byte[out.length + 1];
                    System.arraycopy(out, 0, longer, 0, at);
                    longer[at] = (byte) random.nextInt();
                    System.arraycopy(out, at, longer, at + 1, out.length - at);
                    out = longer;
                }
            }
        }
        return out;
    }

    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
