package dev.tubeway.internal.buffer;

import java.util.concurrent.atomic.AtomicLong;
import org.jctools.queues.atomic.MpmcAtomicArrayQueue;

/// Off-heap blocks in two sizes, kept for reuse.
///
/// Two sizes are enough: a connection that waits holds a small block, one that streams holds large ones.
/// What comes back beyond the kept numbers is freed at once, so memory follows the load down.
///
/// Threading: any thread, lock-free.
/// Ownership: owns the blocks in the pool; closing it frees them, and those in use as they come back.
public final class BufferPool implements AutoCloseable {

    /// Payload of a large block, bytes: a frame that fits a message of 128 KiB.
    public static final int LARGE_PAYLOAD = (128 << 10) - Buffer.HEADROOM - Buffer.TAILROOM;

    /// Payload of a small block, bytes.
    public static final int SMALL_PAYLOAD = 2048 - Buffer.HEADROOM - Buffer.TAILROOM;

    private static final int[] CAPACITIES = {
        SMALL_PAYLOAD + Buffer.HEADROOM + Buffer.TAILROOM, LARGE_PAYLOAD + Buffer.HEADROOM + Buffer.TAILROOM
    };

    private static final int OUTSIZE = -1;

    private final MpmcAtomicArrayQueue<Buffer>[] kept;
    private final AtomicLong inUse = new AtomicLong();
    private final AtomicLong pooled = new AtomicLong();
    private volatile boolean closed;

    /// @param smallKept small blocks kept for reuse, at most
    /// @param largeKept large blocks kept for reuse, at most
    public BufferPool(int smallKept, int largeKept) {
        kept = queues(smallKept, largeKept);
    }

    /// A pool that keeps 24 MiB at most.
    public static BufferPool ofDefaultSize() {
        return new BufferPool(4096, 128);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static MpmcAtomicArrayQueue<Buffer>[] queues(int small, int large) {
        return new MpmcAtomicArrayQueue[] {
            new MpmcAtomicArrayQueue<Buffer>(small), new MpmcAtomicArrayQueue<Buffer>(large)
        };
    }

    /// A block for a payload of that many bytes: small where it fits, else large.
    public Buffer acquire(int payload) {
        int sizeClass = payload <= SMALL_PAYLOAD ? 0 : 1;
        Buffer buffer = kept[sizeClass].poll();
        if (buffer == null) {
            buffer = new Buffer(this, sizeClass, CAPACITIES[sizeClass]);
        } else {
            pooled.addAndGet(-CAPACITIES[sizeClass]);
        }
        buffer.acquired();
        inUse.addAndGet(CAPACITIES[sizeClass]);
        return buffer;
    }

    /// A block of at least that many bytes, of no pooled size where it is more than a large block has: it is
    /// freed when it is released, and never kept.
    public Buffer acquireOutsize(int capacity) {
        if (capacity <= CAPACITIES[1]) {
            return acquire(capacity <= CAPACITIES[0] ? SMALL_PAYLOAD : LARGE_PAYLOAD);
        }
        Buffer buffer = new Buffer(this, OUTSIZE, capacity);
        buffer.acquired();
        inUse.addAndGet(capacity);
        return buffer;
    }

    void take(Buffer buffer) {
        int bytes = buffer.capacity();
        inUse.addAndGet(-bytes);
        if (buffer.sizeClass == OUTSIZE) {
            buffer.free();
        } else if (!closed && kept[buffer.sizeClass].offer(buffer)) {
            pooled.addAndGet(bytes);
            if (closed) {
                drain();
            }
        } else {
            buffer.free();
        }
    }

    /// Bytes that somebody holds.
    public long inUseBytes() {
        return inUse.get();
    }

    /// Bytes kept for reuse.
    public long pooledBytes() {
        return pooled.get();
    }

    @Override
    public void close() {
        closed = true;
        drain();
    }

    private void drain() {
        for (MpmcAtomicArrayQueue<Buffer> queue : kept) {
            for (Buffer buffer = queue.poll(); buffer != null; buffer = queue.poll()) {
                pooled.addAndGet(-CAPACITIES[buffer.sizeClass]);
                buffer.free();
            }
        }
    }
}
