package dev.tubeway.internal.module.record;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes the contents of blocks. Numbers take 7 bits a byte, low bits first, after a zigzag that keeps small
/// negative ones short; bytes and texts follow their length.
///
/// Threading: its owner's.
final class Packer {
    private byte[] bytes = new byte[256];
    private int size;

    int size() {
        return size;
    }

    Packer number(long value) {
        long rest = value << 1 ^ value >> 63;
        while ((rest & ~0x7fL) != 0) {
            put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        put((byte) rest);
        return this;
    }

    Packer bytes(byte[] source, int offset, int length) {
        number(length);
        room(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
        return this;
    }

    Packer text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return bytes(utf8, 0, utf8.length);
    }

    private void put(byte value) {
        room(1);
        bytes[size++] = value;
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(size, more)));
        }
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    void clear() {
        size = 0;
    }
}
