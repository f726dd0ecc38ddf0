package dev.tubeway.internal.module.record;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Puts secrets out of bytes: each place where one stands unchanged is filled with `*`.
///
/// A guest that is given the filler for its secret passes it on as it would the secret, so a replay gives the same
/// masked bytes. Secrets of fewer than four bytes stand everywhere by chance and are only masked where they are
/// read as such; what is split over two reads, or changed before it is written, is not found.
///
/// Threading: the session's thread only.
final class SecretMask {
    private static final int LEAST_BYTES = 4;
    private static final byte FILLER = '*';

    private final List<byte[]> secrets = new ArrayList<>();

    boolean isEmpty() {
        return secrets.isEmpty();
    }

    void add(byte[] secret) {
        if (secret.length >= LEAST_BYTES && secrets.stream().noneMatch(known -> Arrays.equals(known, secret))) {
            secrets.add(secret);
            // The longest first, so that a secret inside another leaves nothing of it.
            secrets.sort((a, b) -> b.length - a.length);
        }
    }

    static byte[] filler(int length) {
        byte[] filler = new byte[length];
        Arrays.fill(filler, FILLER);
        return filler;
    }

    /// A copy without the secrets.
    byte[] masked(byte[] source, int offset, int length) {
        byte[] bytes = Arrays.copyOfRange(source, offset, offset + length);
        for (byte[] secret : secrets) {
            for (int at = 0; at <= bytes.length - secret.length; at++) {
                if (bytes[at] == secret[0] && Arrays.equals(bytes, at, at + secret.length, secret, 0, secret.length)) {
                    Arrays.fill(bytes, at, at + secret.length, FILLER);
                    at += secret.length - 1;
                }
            }
        }
        return bytes;
    }
}
