package dev.tubeway.internal.connection;

import dev.tubeway.internal.buffer.Buffer;
import dev.tubeway.internal.buffer.BufferPool;
import dev.tubeway.internal.socket.SocketLoop;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Moves bytes from a connection's socket to the peer, and no faster than the peer allows.
///
/// As long as little comes at a time, the socket loop reads and sends it: a keystroke wakes one thread, not
/// three, and a quiet connection has no thread. A virtual thread reads while there is much to read, or the
/// peer must be waited for. Only one of the two reads at a time; `watched` says which.
///
/// Threading: [#permit] and [#sent] from the channel's threads, [#readable] on the socket loop's.
final class SocketReader {

    /// Frames of a connection that may wait for the network: one on its way, one ready behind it.
    private static final int FRAMES_AHEAD = 2;

    private final Connection connection;
    private final FlowControl flow;
    private final BufferPool pool;
    private final Outbound outbound;
    private final AtomicLong credit;
    private final AtomicInteger ahead = new AtomicInteger();

    private volatile @Nullable Thread thread;
    private volatile boolean waitsForPermission;

    /// Nobody reads: what comes is the loop's to read.
    private volatile boolean watched;

    // Of whoever reads now; handed over by `watched` and by the start of the thread.
    private int want = BufferPool.SMALL_PAYLOAD;
    private @Nullable IOException failure;

    SocketReader(Connection connection, FlowControl flow, BufferPool pool, Outbound outbound) {
        this.connection = connection;
        this.flow = flow;
        this.pool = pool;
        this.outbound = outbound;
        this.credit = new AtomicLong(flow.credit() ? flow.sendWindow() : Long.MAX_VALUE / 2);
    }

    /// Begins to read, with what lies there already.
    void start(SocketChannel from, SocketLoop.Watch watch) {
        switch (readLittle(from)) {
            case READ -> leaveToLoop(watch);
            case MUCH -> startThread(from, watch);
            case END -> outbound.flush();
        }
    }

    /// The peer takes that many bytes more.
    void permit(int bytes) {
        credit.addAndGet(bytes);
        wakeForPermission();
    }

    /// A frame has left.
    void sent() {
        ahead.decrementAndGet();
        wakeForPermission();
    }

    /// Has the thread look whether the connection has ended.
    void wake() {
        Thread reader = thread;
        if (reader != null) {
            LockSupport.unpark(reader);
        }
    }

    /// The socket has bytes, or its end.
    void readable(SocketChannel from, SocketLoop.Watch watch) {
        if (!watched) {
            watch.wantRead(false);
            return;
        }
        switch (readLittle(from)) {
            case READ -> {
                // The loop goes on.
            }
            case MUCH -> {
                watch.wantRead(false);
                watched = false;
                startThread(from, watch);
            }
            case END -> {
                watch.wantRead(false);
                // Who has ended a connection often begins the next one: both leave together then.
                watch.runAfterAnotherLook(outbound::flush);
            }
        }
    }

    private void leaveToLoop(SocketLoop.Watch watch) {
        watched = true;
        watch.wantRead(true);
    }

    private void startThread(SocketChannel from, SocketLoop.Watch watch) {
        Thread.ofVirtual().name("connection-" + connection.number() + "-read").start(() -> run(from, watch));
    }

    /// How the loop's one short read went.
    private enum Little {
        /// The loop can go on so.
        READ,
        /// There is more to do than the loop may.
        MUCH,
        END
    }

    /// Reads once where little is expected and sending needs no wait.
    private Little readLittle(SocketChannel from) {
        long permitted = credit.get();
        if (want != BufferPool.SMALL_PAYLOAD || !isPermitted() || connection.readsNoMore()) {
            return Little.MUCH;
        }
        try {
            int n = readOnce(from, (int) Math.min(permitted, BufferPool.SMALL_PAYLOAD));
            if (n < 0) {
                connection.readDone();
                return Little.END;
            }
            return n < BufferPool.SMALL_PAYLOAD ? Little.READ : Little.MUCH;
        } catch (IOException e) {
            failure = e;
            return Little.MUCH;
        } catch (RuntimeException e) {
            connection.readFailed(e);
            return Little.END;
        }
    }

    private void run(SocketChannel from, SocketLoop.Watch watch) {
        thread = Thread.currentThread();
        try {
            IOException failed = failure;
            if (failed != null) {
                throw failed;
            }
            while (true) {
                int permitted = awaitPermission();
                if (permitted == 0) {
                    return;
                }
                int n = readOnce(from, permitted);
                if (n < 0) {
                    connection.readDone();
                    outbound.flush();
                    return;
                }
                if (n == 0) {
                    leaveToLoop(watch);
                    return;
                }
            }
        } catch (IOException | RuntimeException e) {
            connection.readFailed(e);
        }
    }

    /// Reads what is there, at most `permitted`, and sends it; returns its bytes, 0 for none, -1 for the end.
    private int readOnce(SocketChannel from, int permitted) throws IOException {
        Buffer buffer = pool.acquire(want);
        int whole = Math.min(flow.maxPayload(), buffer.payloadCapacity());
        int n = 0;
        try {
            n = from.read(buffer.view(Buffer.HEADROOM, Buffer.HEADROOM + Math.min(permitted, whole)));
        } finally {
            if (n <= 0) {
                buffer.release();
            }
        }
        if (n <= 0) {
            return n;
        }
        connection.touch();
        credit.addAndGet(-n);
        ahead.incrementAndGet();
        outbound.data(buffer, n);
        if (n == whole) {
            want = BufferPool.LARGE_PAYLOAD;
        } else if (n <= BufferPool.SMALL_PAYLOAD) {
            want = BufferPool.SMALL_PAYLOAD;
        }
        return n;
    }

    /// Bytes that may be read now, after waiting for them; 0 where the connection has ended.
    private int awaitPermission() {
        while (!connection.readsNoMore()) {
            if (isPermitted()) {
                return (int) Math.min(credit.get(), Integer.MAX_VALUE);
            }
            waitsForPermission = true;
            if (!isPermitted() && !connection.readsNoMore()) {
                LockSupport.park(this);
            }
            waitsForPermission = false;
        }
        return 0;
    }

    private boolean isPermitted() {
        return ahead.get() < FRAMES_AHEAD && credit.get() > 0;
    }

    private void wakeForPermission() {
        if (waitsForPermission) {
            wake();
        }
    }
}
