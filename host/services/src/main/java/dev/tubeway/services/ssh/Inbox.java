package dev.tubeway.services.ssh;

import java.util.concurrent.locks.ReentrantLock;

/// What came on a channel and was not read yet; never more than the window that the server was granted.
///
/// Threading: one thread adds, one reads.
final class Inbox {
    private static final int FIRST = 4 << 10;
    private static final byte[] NONE = {};

    private final ReentrantLock lock = new ReentrantLock();
    private final Runnable changed;
    private byte[] ring = NONE;
    private int start;
    private int size;
    private boolean ended;

    Inbox(Runnable changed) {
        this.changed = changed;
    }

    void add(byte[] source, int offset, int length) {
        lock.lock();
        try {
            if (ring.length - size < length) {
                grow(size + length);
            }
            int at = (start + size) % ring.length;
            int first = Math.min(length, ring.length - at);
            System.arraycopy(source, offset, ring, at, first);
            System.arraycopy(source, offset + first, ring, 0, length - first);
            size += length;
        } finally {
            lock.unlock();
        }
        changed.run();
    }

    private void grow(int wanted) {
        byte[] larger = new byte[Math.max(FIRST, Integer.highestOneBit(Math.max(1, wanted - 1)) << 1)];
        copy(larger, 0, size);
        ring = larger;
        start = 0;
    }

    private void copy(byte[] target, int offset, int count) {
        int first = Math.min(count, ring.length - start);
        System.arraycopy(ring, start, target, offset, first);
        System.arraycopy(ring, 0, target, offset + first, count - first);
    }

    /// Nothing more will come.
    void end() {
        lock.lock();
        try {
            ended = true;
        } finally {
            lock.unlock();
        }
        changed.run();
    }

    /// A number of bytes; 0 where there is nothing now, less where there will be nothing.
    int read(byte[] target, int offset, int length) {
        lock.lock();
        try {
            int count = Math.min(length, size);
            if (count == 0) {
                return ended && length > 0 ? -1 : 0;
            }
            copy(target, offset, count);
            size -= count;
            start = (start + count) % ring.length;
            if (size == 0 && ring.length > FIRST) {
                ring = NONE;
                start = 0;
            }
            return count;
        } finally {
            lock.unlock();
        }
    }

    boolean isReadable() {
        lock.lock();
        try {
            return size > 0 || ended;
        } finally {
            lock.unlock();
        }
    }

    boolean hasEnded() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }
}
