package dev.tubeway.internal.connection;

import dev.tubeway.CloseReason;
import dev.tubeway.ConnectionInfo;
import dev.tubeway.internal.buffer.Buffer;
import dev.tubeway.internal.buffer.BufferPool;
import dev.tubeway.internal.buffer.ByteQueue;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Carries bytes between one socket and one numbered stream of a channel.
///
/// Two virtual threads: the reader moves bytes from the socket to the peer, the writer those of the peer to
/// the socket.
/// Backpressure is the reader's waiting: it reads only when the peer has granted credit and fewer than
/// [#FRAMES_AHEAD] frames of it wait for the network, so the sender's TCP is stopped and nothing piles up
/// here. In the
/// other direction payload waits in a queue that is as long as the credit that was granted; credit is granted
/// anew as
/// the socket takes the bytes. A peer that knows no credit gets a bounded queue, and loses this one
/// connection past it.
///
/// Each direction ends by itself. The connection ends when both have, or at once by [#abort] or the peer's
/// Close.
///
/// Threading: the `peer…` and [#sent] methods from the channel's threads, one at a time; the rest from any.
/// Ownership: owns the socket and the queue.
public final class Connection {

    /// Frames of a connection that may wait for the network: one on its way, one ready behind it.
    private static final int FRAMES_AHEAD = 2;

    /// Largest credit message; keeps the sum of what was granted within 31 bits.
    private static final int MAX_GRANT = 64 << 20;

    private final int number;
    private final int wireNumber;
    private final String channel;
    private final Outbound outbound;
    private final BufferPool pool;
    private final FlowControl flow;
    private final ByteQueue inbound;
    private final Instant openedAt = Instant.now();
    private final CompletableFuture<Optional<CloseReason>> opened = new CompletableFuture<>();

    private final AtomicLong credit;
    private final AtomicInteger ahead = new AtomicInteger();
    private final AtomicLong bytesSent = new AtomicLong();
    private final AtomicLong bytesReceived = new AtomicLong();

    private volatile @Nullable SocketChannel socket;
    private volatile @Nullable Thread reader;
    private volatile @Nullable Thread writer;
    private volatile boolean readerWaits;
    private volatile boolean writerWaits;
    private volatile String target;
    private volatile boolean started;

    /// No more payload leaves: the socket's end was read.
    private volatile boolean outDone;

    /// No more payload comes from the peer; what waits is still written.
    private volatile boolean inEnding;

    /// The reason to end with once what waits is written; set by the peer's Close.
    private volatile @Nullable CloseReason closeAfterDrain;

    private volatile boolean inDone;
    private volatile @Nullable CloseReason ended;
    private volatile long lastActiveNanos = System.nanoTime();

    private volatile int window;
    private int ungranted;

    /// @param number     names the connection in its tube
    /// @param wireNumber names it in its channel
    public Connection(
            int number,
            int wireNumber,
            String channel,
            String target,
            FlowControl flow,
            BufferPool pool,
            Outbound outbound) {
        this.number = number;
        this.wireNumber = wireNumber;
        this.channel = channel;
        this.target = target;
        this.flow = flow;
        this.pool = pool;
        this.outbound = outbound;
        this.inbound = new ByteQueue(pool);
        this.credit = new AtomicLong(flow.credit() ? flow.sendWindow() : Long.MAX_VALUE / 2);
        this.window = flow.receiveWindow();
    }

    public int number() {
        return number;
    }

    /// The number in the frames.
    public int wireNumber() {
        return wireNumber;
    }

    /// What can be seen of it now.
    public ConnectionInfo info() {
        ConnectionInfo.State state = ended != null
                ? ConnectionInfo.State.CLOSED
                : !opened.isDone()
                        ? ConnectionInfo.State.OPENING
                        : outDone || inEnding ? ConnectionInfo.State.HALF_CLOSED : ConnectionInfo.State.OPEN;
        return new ConnectionInfo(
                number, channel, target, state, openedAt, bytesSent.get(), bytesReceived.get(), inbound.size());
    }

    /// Payload bytes from the peer that wait for the socket.
    public long heldBytes() {
        return inbound.size();
    }

    /// Nanoseconds since bytes last moved in either direction.
    public long idleNanos(long nowNanos) {
        return nowNanos - lastActiveNanos;
    }

    // --- opening

    /// Gives the connection its socket, without reading or writing it yet. Until [#start] the end of the
    /// connection leaves it open, so that the entrance can tell its client why: [#start] or [#giveUp] closes it.
    public void attach(SocketChannel client) {
        socket = client;
    }

    /// Ends a connection that has not been started, and closes its socket. Idempotent.
    public void giveUp(CloseReason reason) {
        abort(reason);
        SocketChannel channel = socket;
        if (channel != null) {
            closeSocket(channel, false);
        }
    }

    /// The far side, or this side's dial, has opened the target. Returns false where that was known, or the
    /// connection
    /// has ended.
    public boolean opened() {
        return opened.complete(Optional.empty());
    }

    /// Names the target once it is known.
    public void target(String value) {
        target = value;
    }

    /// Waits for [#opened()]: empty; or why there will be none.
    public Optional<CloseReason> awaitOpened(Duration timeout) throws InterruptedException {
        try {
            return opened.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            CloseReason reason = CloseReason.of(
                    CloseReason.Kind.TIMEOUT,
                    "the far side did not open the connection in " + timeout.toSeconds() + " s");
            abort(reason);
            return opened.getNow(Optional.of(reason));
        } catch (ExecutionException e) {
            throw new IllegalStateException("opening failed: connection=" + number, e);
        }
    }

    /// Whether the target answers already, or the connection has ended.
    public boolean isOpened() {
        return opened.isDone();
    }

    /// Lets the bytes flow, both ways, on two virtual threads. Once, after [#attach].
    public void start() {
        SocketChannel channel = socket;
        if (channel == null || started) {
            throw new IllegalStateException("start comes once, after attach: connection=" + number);
        }
        started = true;
        Thread out = Thread.ofVirtual().name("connection-" + number + "-read").unstarted(() -> read(channel));
        Thread in = Thread.ofVirtual().name("connection-" + number + "-write").unstarted(() -> write(channel));
        reader = out;
        writer = in;
        out.start();
        in.start();
        if (ended != null) {
            closeSocket(channel, true);
        }
    }

    // --- from the peer

    /// Takes payload of the peer, from position to limit.
    public void peerData(ByteBuffer payload) {
        int bytes = payload.remaining();
        if (ended != null || inEnding) {
            return;
        }
        long size = inbound.append(payload);
        if (size < 0) {
            return;
        }
        bytesReceived.addAndGet(bytes);
        outbound.held(bytes);
        touch();
        if (size > (flow.credit() ? window : flow.queueBytes())) {
            tooMuch(size);
            return;
        }
        wakeWriter();
    }

    private void tooMuch(long size) {
        abort(
                flow.credit()
                        ? CloseReason.of(
                                CloseReason.Kind.PROTOCOL_ERROR,
                                "the peer sent more than it was granted: waiting=" + size + " granted=" + window)
                        : CloseReason.of(
                                CloseReason.Kind.PROXY_ERROR,
                                "the reader is too slow: " + size
                                        + " bytes wait, and the peer cannot be told to pause"));
    }

    /// The peer sends no more payload.
    public void peerEof() {
        inEnding = true;
        wakeWriter();
    }

    /// The peer has closed the connection. What it sent before is still written.
    public void peerClose(CloseReason reason) {
        opened.complete(Optional.of(reason));
        closeAfterDrain = reason;
        inEnding = true;
        if (!started || inDone) {
            finish(reason);
            return;
        }
        stopReading();
        wakeWriter();
    }

    /// The peer granted more bytes.
    public void peerCredit(int bytes) {
        credit.addAndGet(bytes);
        wakeReader();
    }

    /// That many payload bytes of this connection have left, or were dropped with the channel.
    public void sent(int bytes) {
        bytesSent.addAndGet(bytes);
        ahead.decrementAndGet();
        wakeReader();
    }

    // --- ending

    /// Ends the connection at once; the peer is told, and what waits is dropped. Idempotent.
    public void abort(CloseReason reason) {
        boolean peerKnows = closeAfterDrain != null;
        if (finish(reason) && !peerKnows) {
            outbound.close(reason);
        }
    }

    /// Ends the connection without a word to the peer, as when the channel is gone. Idempotent.
    public void drop(CloseReason reason) {
        finish(reason);
    }

    private synchronized boolean finish(CloseReason reason) {
        if (ended != null) {
            return false;
        }
        ended = reason;
        opened.complete(Optional.of(reason));
        outbound.held(-inbound.clear());
        SocketChannel channel = socket;
        if (channel != null && started) {
            closeSocket(channel, !reason.isNormal());
        }
        wakeReader();
        wakeWriter();
        outbound.ended(reason);
        return true;
    }

    /// Ends the connection when both directions have.
    private void endWhenDone() {
        if (inDone && outDone) {
            CloseReason normal = CloseReason.of(CloseReason.Kind.NORMAL);
            if (finish(normal)) {
                outbound.close(normal);
            }
        }
    }

    private void stopReading() {
        SocketChannel channel = socket;
        if (channel != null) {
            try {
                channel.shutdownInput();
            } catch (IOException e) {
                // Closed already: there is nothing to stop.
            }
        }
        wakeReader();
    }

    /// @param reset the client sees a reset instead of an end, so that a broken stream does not pass for a
    ///              whole one
    private static void closeSocket(SocketChannel channel, boolean reset) {
        try {
            if (reset && channel.isConnected()) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        } catch (IOException | UnsupportedOperationException e) {
            // An ordinary close does as well.
        }
        try {
            channel.close();
        } catch (IOException e) {
            // The descriptor is gone either way.
        }
    }

    // --- the two threads

    private void read(SocketChannel from) {
        int want = BufferPool.SMALL_PAYLOAD;
        try {
            while (true) {
                int permitted = awaitPermission();
                if (permitted == 0) {
                    return;
                }
                Buffer buffer = pool.acquire(want);
                int whole = Math.min(flow.maxPayload(), buffer.payloadCapacity());
                int room = Math.min(permitted, whole);
                int n;
                try {
                    n = from.read(buffer.view(Buffer.HEADROOM, Buffer.HEADROOM + room));
                } catch (IOException | RuntimeException | Error e) {
                    buffer.release();
                    throw e;
                }
                if (n < 0) {
                    buffer.release();
                    break;
                }
                touch();
                credit.addAndGet(-n);
                ahead.incrementAndGet();
                outbound.data(buffer, n);
                want = n == whole
                        ? BufferPool.LARGE_PAYLOAD
                        : n <= BufferPool.SMALL_PAYLOAD ? BufferPool.SMALL_PAYLOAD : want;
            }
            if (closeAfterDrain == null) {
                outbound.eof();
                outDone = true;
                endWhenDone();
            }
        } catch (IOException e) {
            if (closeAfterDrain == null) {
                abort(CloseReason.of(CloseReason.Kind.CONNECTION_LOST, "reading from " + target + ": " + words(e)));
            }
        } catch (RuntimeException e) {
            abort(CloseReason.of(CloseReason.Kind.PROXY_ERROR, "reading from " + target + ": " + e));
        }
    }

    /// Bytes that may be read now, after waiting for them; 0 where the connection has ended.
    private int awaitPermission() {
        while (ended == null && closeAfterDrain == null) {
            if (ahead.get() < FRAMES_AHEAD) {
                long granted = credit.get();
                if (granted > 0) {
                    return (int) Math.min(granted, Integer.MAX_VALUE);
                }
            }
            readerWaits = true;
            if ((ahead.get() >= FRAMES_AHEAD || credit.get() <= 0) && ended == null && closeAfterDrain == null) {
                LockSupport.park(this);
            }
            readerWaits = false;
        }
        return 0;
    }

    private void write(SocketChannel to) {
        try {
            while (ended == null) {
                ByteBuffer part = inbound.first();
                if (part == null) {
                    if (inEnding) {
                        if (inbound.size() == 0) {
                            break;
                        }
                        continue;
                    }
                    writerWaits = true;
                    if (inbound.size() == 0 && !inEnding && ended == null) {
                        LockSupport.park(this);
                    }
                    writerWaits = false;
                    continue;
                }
                int n = 0;
                long left;
                try {
                    n = to.write(part);
                } finally {
                    left = inbound.consumed(n);
                }
                if (left < 0) {
                    return;
                }
                outbound.held(-n);
                touch();
                grant(n, left);
            }
            endInbound(to);
        } catch (IOException e) {
            CloseReason close = closeAfterDrain;
            CloseReason lost =
                    CloseReason.of(CloseReason.Kind.CONNECTION_LOST, "writing to " + target + ": " + words(e));
            if (close == null) {
                abort(lost);
            } else {
                finish(close.isNormal() ? lost : close);
            }
        } catch (RuntimeException e) {
            abort(CloseReason.of(CloseReason.Kind.PROXY_ERROR, "writing to " + target + ": " + e));
        }
    }

    private void endInbound(SocketChannel to) throws IOException {
        if (ended != null) {
            return;
        }
        CloseReason close = closeAfterDrain;
        if (close != null) {
            finish(close);
            return;
        }
        to.shutdownOutput();
        inDone = true;
        CloseReason late = closeAfterDrain;
        if (late != null) {
            finish(late);
        } else {
            endWhenDone();
        }
    }

    /// Grants what the socket has taken, in steps of a quarter of the window. A reader that keeps up, so that
    /// nothing
    /// waits, gets a window twice as large, as long as the tube has room: a long path then stays full.
    private void grant(int bytes, long left) {
        if (!flow.credit() || inEnding) {
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

    private void wakeReader() {
        if (readerWaits) {
            LockSupport.unpark(reader);
        }
    }

    private void wakeWriter() {
        if (writerWaits) {
            LockSupport.unpark(writer);
        }
    }

    private void touch() {
        lastActiveNanos = System.nanoTime();
    }

    private static String words(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
