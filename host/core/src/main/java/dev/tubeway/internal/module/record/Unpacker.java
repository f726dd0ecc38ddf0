package dev.tubeway.internal.module.record;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads what [Packer] wrote.
///
/// Errors: [DamagedException] where it is not such.   Threading: its owner's.
final class Unpacker {
    private final byte[] bytes;
    private int at;

    Unpacker(byte[] bytes) {
        this.bytes = bytes;
    }

    boolean hasMore() {
        return at < bytes.length;
    }

    long number() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at >= bytes.length) {
                throw new DamagedException("a number is cut off");
            }
            byte next = bytes[at++];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value >>> 1 ^ -(value & 1);
            }
        }
        throw new DamagedException("a number is too long");
    }

    /// A number that counts what follows, so it is small.
    int count(int most) {
        long value = number();
        if (value < 0 || value > most) {
            throw new DamagedException("a count is out of range: value=" + value + ", most=" + most);
        }
        return (int) value;
    }

    byte[] bytes() {
        int length = count(bytes.length - at);
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }
}
