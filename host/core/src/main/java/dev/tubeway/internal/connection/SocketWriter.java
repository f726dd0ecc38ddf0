package dev.tubeway.internal.connection;

import dev.tubeway.internal.buffer.BufferPool;
import dev.tubeway.internal.buffer.ByteQueue;
import dev.tubeway.internal.socket.SocketLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Moves the peer's bytes to a connection's socket, and grants the peer more as the socket takes them.
///
/// Little that comes while nothing waits is written where it comes, on the channel's thread; the socket never
/// blocks, so that thread is not held. The rest waits in a queue, which a virtual thread empties; when the
/// socket is full, the socket loop tells when it takes more. A quiet connection has no thread.
///
/// Only one writes at a time: whoever has set `busy`. It stays set while the socket is full.
///
/// Threading: [#take] on the channel's thread, [#writable] on the socket loop's; the rest from any.
/// Ownership: owns the queue.
final class SocketWriter {

    /// Largest credit message; keeps the sum of what was granted within 31 bits.
    private static final int MAX_GRANT = 64 << 20;

    private final Connection connection;
    private final FlowControl flow;
    private final Outbound outbound;
    private final ByteQueue queue;
    private final AtomicBoolean busy = new AtomicBoolean();

    private volatile @Nullable SocketChannel socket;
    private volatile SocketLoop.@Nullable Watch watch;

    /// No more payload comes from the peer; what waits is still written.
    private volatile boolean ending;

    /// All is written, and the end told.
    private volatile boolean done;

    // Of whoever is busy; the window is read by others too.
    private volatile int window;
    private int ungranted;

    SocketWriter(Connection connection, FlowControl flow, BufferPool pool, Outbound outbound) {
        this.connection = connection;
        this.flow = flow;
        this.outbound = outbound;
        this.queue = new ByteQueue(pool);
        this.window = flow.receiveWindow();
    }

    /// Begins to write, on this thread what little waits already.
    void start(SocketChannel to, SocketLoop.Watch watches) {
        watch = watches;
        socket = to;
        if (hasWork() && busy.compareAndSet(false, true)) {
            if (queue.size() <= BufferPool.SMALL_PAYLOAD) {
                run(to, watches);
            } else {
                startThread(to, watches);
            }
        }
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
            work();
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
        if (to == null || !busy.compareAndSet(false, true)) {
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
            // The thread that writes the rest meets it too, and tells.
            return false;
        } finally {
            busy.set(false);
        }
    }

    /// No more payload comes.
    void end() {
        ending = true;
        SocketChannel to = socket;
        SocketLoop.Watch watches = watch;
        if (queue.size() > 0) {
            work();
        } else if (to != null && watches != null && hasWork() && busy.compareAndSet(false, true)) {
            run(to, watches);
        }
    }

    boolean isEnding() {
        return ending;
    }

    private boolean hasWork() {
        return !connection.isEnded() && (queue.size() > 0 || (ending && !done));
    }

    /// Has a thread do what there is to do, where nobody does.
    private void work() {
        SocketChannel to = socket;
        SocketLoop.Watch watches = watch;
        if (to != null && watches != null && hasWork() && busy.compareAndSet(false, true)) {
            startThread(to, watches);
        }
    }

    private void startThread(SocketChannel to, SocketLoop.Watch watches) {
        Thread.ofVirtual().name("connection-" + connection.number() + "-write").start(() -> run(to, watches));
    }

    /// The socket takes bytes again.
    void writable(SocketChannel to, SocketLoop.Watch watches) {
        watches.wantWrite(false);
        startThread(to, watches);
    }

    /// Drops what waits.
    void clear() {
        outbound.held(-queue.clear());
    }

    /// Writes what waits, until nothing does or the socket is full. Busy is set by the caller.
    private void run(SocketChannel to, SocketLoop.Watch watches) {
        try {
            do {
                while (hasWork()) {
                    int n = writeFirst(to);
                    if (n == 0) {
                        watches.wantWrite(true);
                        return;
                    }
                    if (n < 0 && ending && queue.size() == 0) {
                        done = true;
                        connection.writeDone(to);
                    }
                }
                busy.set(false);
            } while (hasWork() && busy.compareAndSet(false, true));
        } catch (IOException | RuntimeException e) {
            connection.writeFailed(e);
        }
    }

    /// Writes of the first bytes that wait what the socket takes; returns how many, or -1 where none wait.
    private int writeFirst(SocketChannel to) throws IOException {
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
