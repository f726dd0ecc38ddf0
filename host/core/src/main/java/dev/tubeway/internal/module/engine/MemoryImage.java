package dev.tubeway.internal.module.engine;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.BitSet;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/// How the memory of every instance of a module begins, and so what a memory that rests can be put together from:
/// this, and the blocks in which it differs, deflated.
///
/// Most of a memory is constants that stay as they were and room that was never used; much of the rest is one
/// pattern, such as a screen's empty cells. A terminal of 0.46 MB rests in a few KB.
///
/// Threading: any thread.
final class MemoryImage {
    private static final int BLOCK = 256;
    private static final byte[] ZEROS = new byte[BLOCK];

    private volatile byte[] start = {};

    /// What is left of a memory while it rests.
    ///
    /// @param length  of the memory, bytes
    /// @param changed the blocks that differ from the beginning
    /// @param packed  these blocks, deflated
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Rest(int length, BitSet changed, byte[] packed) {}

    /// Tells how a memory has begun; the same for each instance.
    void begins(byte[] memory) {
        if (start.length == 0) {
            start = memory.clone();
        }
    }

    Rest rest(byte[] memory) {
        BitSet changed = changed(memory, start);
        var packed = new ByteArrayOutputStream();
        byte[] buffer = new byte[4096];
        try (var deflater = new Deflater(Deflater.BEST_SPEED, true)) {
            for (int from = changed.nextSetBit(0); from >= 0; ) {
                int to = changed.nextClearBit(from);
                deflater.setInput(memory, from * BLOCK, (to - from) * BLOCK);
                while (!deflater.needsInput()) {
                    packed.write(buffer, 0, deflater.deflate(buffer));
                }
                from = changed.nextSetBit(to);
            }
            deflater.finish();
            while (!deflater.finished()) {
                packed.write(buffer, 0, deflater.deflate(buffer));
            }
        }
        return new Rest(memory.length, changed, packed.toByteArray());
    }

    private static BitSet changed(byte[] memory, byte[] start) {
        var changed = new BitSet(memory.length / BLOCK);
        for (int at = 0; at < memory.length; at += BLOCK) {
            boolean same = at < start.length
                    ? Arrays.equals(memory, at, at + BLOCK, start, at, at + BLOCK)
                    : Arrays.equals(memory, at, at + BLOCK, ZEROS, 0, BLOCK);
            if (!same) {
                changed.set(at / BLOCK);
            }
        }
        return changed;
    }

    /// The memory as it was.
    byte[] resume(Rest rest) {
        byte[] memory = Arrays.copyOf(start, rest.length());
        try (var inflater = new Inflater(true)) {
            inflater.setInput(rest.packed());
            for (int from = rest.changed().nextSetBit(0); from >= 0; ) {
                int to = rest.changed().nextClearBit(from);
                int at = from * BLOCK;
                while (at < to * BLOCK) {
                    at += inflater.inflate(memory, at, to * BLOCK - at);
                }
                from = rest.changed().nextSetBit(to);
            }
        } catch (DataFormatException e) {
            throw new IllegalStateException("a resting memory was damaged: length=" + rest.length(), e);
        }
        return memory;
    }
}
