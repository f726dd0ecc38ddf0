package dev.tubeway.internal.buffer;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Bytes on their way to a socket that may be slower than where they come from.
///
/// A chain of blocks: the producer fills the last one and adds more, the consumer drains the first. Both
/// may work on the same block, on different parts of it, so that small pieces do not cost a block each.
///
/// Threading: one producer, one consumer. The lock is held for the bookkeeping and the copy, never across I/O.
/// Ownership: owns its blocks until [#clear()].
public final class ByteQueue {

    private final BufferPool pool;
    private final ArrayDeque<Buffer> blocks = new ArrayDeque<>(2);
    private int readAt;
    private int writtenTo;
    private long size;
    private boolean cleared;
    private boolean reading;

    public ByteQueue(BufferPool pool) {
        this.pool = pool;
    }

    /// Appends what lies between position and limit, and returns the bytes that wait now; -1 after [#clear()],
    /// when it takes nothing.
    public synchronized long append(ByteBuffer source) {
        if (cleared) {
            return -1;
        }
        int left = source.remaining();
        int from = source.position();
        while (left > 0) {
            Buffer last = blocks.peekLast();
            if (last == null || writtenTo == last.capacity()) {
                last = pool.acquire(left);
                blocks.addLast(last);
                writtenTo = 0;
                if (blocks.size() == 1) {
                    readAt = 0;
                }
            }
            int n = Math.min(left, last.capacity() - writtenTo);
            last.copyIn(source, from, writtenTo, n);
            writtenTo += n;
            from += n;
            left -= n;
            size += n;
        }
        return size;
    }

    /// The first bytes that wait, as a direct buffer for a socket write; null where none wait. Consumer
    /// only; call [#consumed(int)] before the next.
    public synchronized @Nullable ByteBuffer first() {
        Buffer first = blocks.peekFirst();
        if (first == null || size == 0) {
            return null;
        }
        int end = blocks.size() == 1 ? writtenTo : first.capacity();
        reading = true;
        return first.view(readAt, end);
    }

    /// Says how many bytes of [#first()] are done with, and returns the bytes that still wait; -1 where
    /// the queue was cleared meanwhile.
    public synchronized long consumed(int bytes) {
        reading = false;
        if (cleared) {
            releaseAll();
            return -1;
        }
        readAt += bytes;
        size -= bytes;
        Buffer first = blocks.getFirst();
        boolean last = blocks.size() == 1;
        if (last ? size == 0 : readAt == first.capacity()) {
            blocks.removeFirst();
            first.release();
            readAt = 0;
            if (last) {
                writtenTo = 0;
            }
        }
        return size;
    }

    /// Bytes that wait.
    public synchronized long size() {
        return size;
    }

    /// Drops what waits, takes nothing more, and returns the bytes dropped. A block that the consumer is
    /// writing from is released when it is done.
    public synchronized long clear() {
        long dropped = size;
        cleared = true;
        size = 0;
        if (!reading) {
            releaseAll();
        }
        return dropped;
    }

    private void releaseAll() {
        for (Buffer block = blocks.pollFirst(); block != null; block = blocks.pollFirst()) {
            block.release();
        }
    }
}
