package dev.tubeway.services.imaging;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Native memory that grows when more is asked for, and is lent again and again.
///
/// Threading: one thread at a time, not always the same one.
/// Ownership: what was lent throws on access once more was asked for, or after [#close()].
final class NativeMemory implements AutoCloseable {
    /// The first asked for is often small, and the next a little larger.
    private static final long LEAST_BYTES = 4096;

    private Arena arena = Arena.global();
    private MemorySegment memory = MemorySegment.NULL;

    /// Memory of this size, with what happens to be in it.
    MemorySegment lend(long bytes) {
        if (memory.byteSize() < bytes) {
            close();
            arena = Arena.ofShared();
            memory = arena.allocate(Math.max(bytes, LEAST_BYTES), 64);
        }
        return memory.asSlice(0, bytes);
    }

    long heldBytes() {
        return memory.byteSize();
    }

    @Override
    public void close() {
        if (memory.byteSize() > 0) {
            memory = MemorySegment.NULL;
            arena.close();
        }
    }
}
