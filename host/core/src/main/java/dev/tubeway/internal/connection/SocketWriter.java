package dev.tubeway.internal.connection;

import dev.tubeway.internal.buffer.BufferPool;
import dev.tubeway.internal.buffer.ByteQueue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Moves the peer's bytes to a connection's socket, and grants the peer more as the socket takes them.
///
/// Little that comes while nothing waits is written where it comes, on the channel's thread; the socket never
/// blocks, so that thread is not held. The rest waits in a queue for a virtual thread.
///
/// Threading: [#take] on the channel's thread; the rest from any. The lock orders those who write.
/// Ownership: owns the queue.
final class SocketWriter {

    /// Largest credit message; keeps the sum of what was granted within 31 bits.
    private static final int MAX_GRANT = 64 << 20;

    private final Connection connection;
    private final FlowControl flow;
    private final Outbound outbound;
    private final ByteQueue queue;
    private final ReentrantLock lock = new ReentrantLock();

    private volatile @Nullable SocketChannel socket;
    private volatile SocketLoop.@Nullable Watch watch;
    private volatile @Nullable Thread thread;
    private volatile boolean waits;
    private volatile boolean full;

    /// No more payload comes from the peer; what waits is still written.
    private volatile boolean ending;

    // Guarded by the lock; the window is read without it.
    private volatile int window;
    private int ungranted;

    SocketWriter(Connection connection, FlowControl flow, BufferPool pool, Outbound outbound) {
        this.connection = connection;
        this.flow = flow;
        this.outbound = outbound;
        this.queue = new ByteQueue(pool);
        this.window = flow.receiveWindow();
    }

    /// Begins to write, on a thread of that name.
    void start(SocketChannel to, SocketLoop.Watch watches, String name) {
        watch = watches;
        socket = to;
        Thread writer = Thread.ofVirtual().name(name).unstarted(() -> run(to, watches));
        thread = writer;
        writer.start();
    }

    /// Bytes that wait.
    long waitingBytes() {
        return queue.size();
    }

    /// Takes payload, from position to limit; returns the bytes that wait now.
    long take(ByteBuffer payload) {
        int start = payload.position();
        long waiting = 0;
        if (payload.remaining() > BufferPool.SMALL_PAYLOAD || !writeNow(payload)) {
            int bytes = payload.remaining();
            waiting = queue.append(payload);
            if (waiting >= 0) {
                outbound.held(bytes);
            }
        }
        payload.position(start);
        return Math.max(waiting, 0);
    }

    /// Most that may wait.
    long allowedBytes() {
        return flow.credit() ? window : flow.queueBytes();
    }

    /// Writes on the caller's thread where nothing waits; returns whether all of it is written.
    private boolean writeNow(ByteBuffer payload) {
        SocketChannel to = socket;
        if (to == null || !waits || !lock.tryLock()) {
            return false;
        }
        try {
            if (queue.size() > 0 || connection.isEnded()) {
                return false;
            }
            int n = to.write(payload);
            if (n > 0) {
                connection.touch();
                grant(n, 0);
            }
            return !payload.hasRemaining();
        } catch (IOException e) {
            // The writer's thread meets it too, and tells.
            return false;
        } finally {
            lock.unlock();
        }
    }

    /// No more payload comes.
    void end() {
        ending = true;
        wake();
    }

    boolean isEnding() {
        return ending;
    }

    /// Has the thread look at the queue and the connection.
    void wake() {
        if (waits) {
            LockSupport.unpark(thread);
        }
    }

    /// The socket takes bytes again.
    void writable() {
        SocketLoop.Watch watches = watch;
        if (watches != null) {
            watches.wantWrite(false);
        }
        full = false;
        LockSupport.unpark(thread);
    }

    /// Drops what waits.
    void clear() {
        outbound.held(-queue.clear());
    }

    private void run(SocketChannel to, SocketLoop.Watch watches) {
        try {
            while (!connection.isEnded()) {
                int n = writeFirst(to);
                if (n == 0) {
                    awaitRoom(watches);
                } else if (n < 0) {
                    if (ending && queue.size() == 0) {
                        connection.writeDone(to);
                        return;
                    }
                    awaitBytes();
                }
            }
        } catch (IOException | RuntimeException e) {
            connection.writeFailed(e);
        }
    }

    /// Writes of the first bytes that wait what the socket takes; returns how many, or -1 where none wait.
    private int writeFirst(SocketChannel to) throws IOException {
        lock.lock();
        try {
            ByteBuffer part = queue.first();
            if (part == null) {
                return -1;
            }
            int n = 0;
            long left;
            try {
                n = to.write(part);
            } finally {
                left = queue.consumed(n);
            }
            if (left >= 0) {
                outbound.held(-n);
                connection.touch();
                grant(n, left);
            }
            return n;
        } finally {
            lock.unlock();
        }
    }

    private void awaitBytes() {
        waits = true;
        if (queue.size() == 0 && !ending && !connection.isEnded()) {
            LockSupport.park(this);
        }
        waits = false;
    }

    private void awaitRoom(SocketLoop.Watch watches) {
        waits = true;
        full = true;
        watches.wantWrite(true);
        while (full && !connection.isEnded()) {
            LockSupport.park(this);
        }
        waits = false;
    }

    /// Grants what the socket has taken, in steps of a quarter of the window. A reader that keeps up, so that
    /// nothing waits, gets a window twice as large, as long as the tube has room: a long path then stays full.
    private void grant(int bytes, long left) {
        if (!flow.credit() || ending) {
            return;
        }
        ungranted += bytes;
        if (ungranted < window / 4) {
            return;
        }
        int grant = ungranted;
        ungranted = 0;
        if (left == 0 && window < flow.maxReceiveWindow() && outbound.roomToGrow()) {
            int grown = (int) Math.min(2L * window, flow.maxReceiveWindow());
            grant += grown - window;
            window = grown;
        }
        outbound.credit(Math.min(grant, MAX_GRANT));
    }
}
