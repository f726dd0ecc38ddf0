package dev.tubeway.internal.tube;

import java.security.SecureRandom;

/// Makes ids of 26 characters that sort by time.
///
/// Shape: 48 bits of Unix time in milliseconds, 80 random bits, in Crockford's base 32.
/// Threading: any thread.
final class TubeIds {
    private static final char[] DIGITS = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
    private static final int RANDOM_BYTES = 10;

    private final SecureRandom random = new SecureRandom();

    String next(long nowMillis) {
        byte[] noise = new byte[RANDOM_BYTES];
        random.nextBytes(noise);
        char[] id = new char[26];
        for (int i = 9; i >= 0; i--) {
            id[i] = DIGITS[(int) (nowMillis >> (5 * (9 - i))) & 31];
        }
        int bits = 0;
        int held = 0;
        int at = 10;
        for (byte b : noise) {
            bits = (bits << 8) | (b & 0xFF);
            held += 8;
            while (held >= 5) {
                held -= 5;
                id[at++] = DIGITS[(bits >> held) & 31];
            }
        }
        return new String(id);
    }
}
