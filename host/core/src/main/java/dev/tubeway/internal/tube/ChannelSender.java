package dev.tubeway.internal.tube;

import dev.tubeway.internal.buffer.Buffer;
import dev.tubeway.internal.buffer.BufferPool;
import dev.tubeway.internal.channel.Flow;
import dev.tubeway.internal.channel.Frame;
import dev.tubeway.internal.channel.SendScheduler;
import dev.tubeway.spi.TransportChannel;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Sends the frames of one channel, one thread at a time, and keeps what the transport holds short.
///
/// Whoever queues a frame while nobody sends, and may wait for native work, sends it itself: in a quiet tube a
/// keystroke changes no thread. When more than one message waits, or the transport is full, the sending goes
/// over to the
/// channel's own virtual thread. A frame is chosen only when there is room for it, so that a late small one
/// still
/// overtakes an early large one. Small frames that wait together leave in one message.
///
/// The transport tells nothing when it has drained, and asking is dear. So the bytes handed over are counted,
/// and asked
/// about only when the count says full; then the sender sleeps for as long as the measured rate says.
///
/// Threading: any thread queues; the lock is never held across a send.
/// Ownership: owns the queued frames.
final class ChannelSender {

    /// Frames up to this length are gathered into one message.
    private static final int SMALL_FRAME_BYTES = 4 << 10;

    /// What is gathered at most.
    private static final int GATHERED_BYTES = 16 << 10;

    /// Messages that a thread sends for others before it goes on with its own work.
    private static final int MESSAGES_INLINE = 2;

    /// Control bytes that may wait before answers to pings are left out.
    static final long CONTROL_BACKLOG_BYTES = 1 << 20;

    private static final long SHORTEST_PAUSE_NANOS = 100_000;
    private static final long LONGEST_PAUSE_NANOS = 2_000_000;

    /// A network that takes nothing for so long is not waited for.
    private static final long STALLED_NANOS = 500_000_000;

    private final TransportChannel channel;
    private final BufferPool pool;
    private final TubeMeter meter;
    private final int fullBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final SendScheduler scheduler = new SendScheduler();
    private final Thread thread;

    // Guarded by the lock.
    private boolean sending = true;
    private boolean open;
    private boolean closed;
    private @Nullable Buffer carried;
    private @Nullable Flow carriedFrom;

    // The sending thread's.
    private @Nullable Flow messageFrom;
    private long handedOver;
    private long drainedPerMilli = 64 << 10;
    private long lookedAtNanos;

    private volatile boolean myTurn;
    private volatile long leftSinceNanos;

    ChannelSender(TransportChannel channel, BufferPool pool, TubeMeter meter, int fullBytes, String name) {
        this.channel = channel;
        this.pool = pool;
        this.meter = meter;
        this.fullBytes = fullBytes;
        this.thread = Thread.ofVirtual().name(name + "-send").unstarted(this::run);
    }

    /// The channel is open: what was queued goes out.
    void open() {
        lock.lock();
        try {
            if (open || closed) {
                return;
            }
            open = true;
        } finally {
            lock.unlock();
        }
        myTurn = true;
        thread.start();
    }

    /// Queues a sealed control frame, ahead of all others. Never waits.
    void control(Buffer frame) {
        if (add(null, frame)) {
            handOver();
        }
    }

    /// Queues a sealed control frame, ahead of all others; where nobody sends, sends it on this thread.
    void controlNow(Buffer frame) {
        if (add(null, frame)) {
            drain(false);
        }
    }

    /// Does something that queues frames: where nobody sends, what is small of them leaves in one message, sent on
    /// this thread.
    void together(Runnable work) {
        boolean mine = claim();
        try {
            work.run();
        } finally {
            if (mine) {
                drain(false);
            }
        }
    }

    private boolean claim() {
        lock.lock();
        try {
            boolean mine = !sending;
            sending = true;
            return mine;
        } finally {
            lock.unlock();
        }
    }

    /// Queues a sealed frame of a flow, behind its others. Never waits.
    void queue(Flow flow, Buffer frame) {
        if (add(flow, frame)) {
            handOver();
        }
    }

    /// Queues a sealed frame of a flow, behind its others; where nobody sends, sends it on this thread.
    void enqueue(Flow flow, Buffer frame) {
        if (add(flow, frame)) {
            drain(false);
        }
    }

    /// Queues a sealed control frame; leaves with the next frame that is sent, or at [#sendOverdue].
    void leave(Buffer frame) {
        lock.lock();
        try {
            if (carried == null && scheduler.isEmpty()) {
                leftSinceNanos = System.nanoTime();
            }
            var _ = append(null, frame);
        } finally {
            lock.unlock();
        }
    }

    /// Sends what waits, where nobody does, on this thread; not where the first that was [left][#leave(Buffer)] has
    /// waited for less than `nanos`.
    void sendOverdue(long nanos) {
        if (System.nanoTime() - leftSinceNanos >= nanos) {
            sendWaiting();
        }
    }

    /// Queues a sealed frame of a flow; leaves with the next frame that is sent, or at [#sendWaiting()].
    void leave(Flow flow, Buffer frame) {
        lock.lock();
        try {
            var _ = append(flow, frame);
        } finally {
            lock.unlock();
        }
    }

    /// Sends what waits, where nobody does, on this thread.
    void sendWaiting() {
        if (claim()) {
            drain(false);
        }
    }

    /// Queues a frame, and returns whether the sending is the caller's now.
    private boolean add(@Nullable Flow flow, Buffer frame) {
        lock.lock();
        try {
            if (!append(flow, frame)) {
                return false;
            }
            boolean mine = !sending;
            sending = true;
            return mine;
        } finally {
            lock.unlock();
        }
    }

    /// Queues a frame, or drops it where nothing is taken any more; returns which. Under the lock.
    private boolean append(@Nullable Flow flow, Buffer frame) {
        if (closed) {
            frame.release();
            return false;
        }
        if (flow == null) {
            scheduler.control(frame);
        } else {
            scheduler.enqueue(flow, frame);
        }
        return true;
    }

    /// Bytes that wait here.
    long waitingBytes() {
        lock.lock();
        try {
            return scheduler.bytes();
        } finally {
            lock.unlock();
        }
    }

    /// Waits until all that was queued has gone to the network, at most until `deadlineNanos`, and no longer than
    /// [#STALLED_NANOS] while nothing of it goes.
    void flush(long deadlineNanos) {
        long least = Long.MAX_VALUE;
        long movedNanos = System.nanoTime();
        while (channel.isOpen()) {
            long waits = waitingBytes() + channel.bufferedBytes();
            long now = System.nanoTime();
            if (waits < least) {
                least = waits;
                movedNanos = now;
            }
            if (waits == 0 || now - movedNanos > STALLED_NANOS || now - deadlineNanos > 0) {
                return;
            }
            LockSupport.parkNanos(this, LONGEST_PAUSE_NANOS);
        }
    }

    /// Drops what waits and takes no more; idempotent.
    void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            if (carried != null) {
                carried.release();
                carried = null;
            }
            scheduler.dropAll();
        } finally {
            lock.unlock();
        }
        myTurn = true;
        LockSupport.unpark(thread);
    }

    private void run() {
        while (true) {
            while (!myTurn) {
                LockSupport.park(this);
            }
            myTurn = false;
            if (isClosed()) {
                return;
            }
            drain(true);
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private void handOver() {
        myTurn = true;
        LockSupport.unpark(thread);
    }

    /// Sends until nothing waits. A thread that is not the channel's own sends a few messages at most.
    private void drain(boolean own) {
        for (int sent = 0; ; sent++) {
            if (handedOver >= fullBytes && !roomNow()) {
                if (!own) {
                    handOver();
                    return;
                }
                awaitRoom();
            }
            Buffer message;
            lock.lock();
            try {
                if (!closed && sent >= MESSAGES_INLINE && !own && (carried != null || !scheduler.isEmpty())) {
                    handOver();
                    return;
                }
                message = closed ? null : nextMessage();
                if (message == null) {
                    sending = false;
                    return;
                }
            } finally {
                lock.unlock();
            }
            int bytes = message.length();
            boolean gone = channel.send(message.view(0, bytes));
            handedOver += bytes;
            left(messageFrom, message);
            message.release();
            if (!gone) {
                close();
            }
        }
    }

    /// The next frame as it lies, or small ones gathered. Under the lock.
    private @Nullable Buffer nextMessage() {
        Buffer first = next();
        if (first == null) {
            return null;
        }
        if (first.length() > SMALL_FRAME_BYTES || scheduler.isEmpty()) {
            return first;
        }
        Flow firstFrom = messageFrom;
        Buffer second = next();
        if (second == null || !gathers(first.length(), second)) {
            carry(second);
            messageFrom = firstFrom;
            return first;
        }
        Buffer gathered = pool.acquire(GATHERED_BYTES);
        append(gathered, firstFrom, first);
        append(gathered, messageFrom, second);
        for (Buffer frame = next(); frame != null; frame = next()) {
            if (!gathers(gathered.length(), frame)) {
                carry(frame);
                break;
            }
            append(gathered, messageFrom, frame);
        }
        messageFrom = null;
        return gathered;
    }

    private static boolean gathers(int bytes, Buffer frame) {
        return frame.length() <= SMALL_FRAME_BYTES && bytes + frame.length() <= GATHERED_BYTES;
    }

    private void append(Buffer gathered, @Nullable Flow from, Buffer frame) {
        int at = gathered.length();
        gathered.copyIn(frame.view(0, frame.length()), 0, at, frame.length());
        gathered.length(at + frame.length());
        left(from, frame);
        frame.release();
    }

    /// Keeps a frame that was taken for the next message.
    private void carry(@Nullable Buffer frame) {
        carried = frame;
        carriedFrom = messageFrom;
    }

    private @Nullable Buffer next() {
        Buffer frame = carried;
        if (frame != null) {
            carried = null;
            messageFrom = carriedFrom;
            return frame;
        }
        frame = scheduler.poll();
        messageFrom = scheduler.takenFrom();
        if (frame != null) {
            meter.framesSent.incrementAndGet();
        }
        return frame;
    }

    /// Tells the line that a frame of it has left.
    private void left(@Nullable Flow flow, Buffer frame) {
        if (flow != null && flow.owner() instanceof Line line && Frame.connection(frame) != Frame.CONTROL) {
            line.left(frame.length() - Frame.OVERHEAD_BYTES);
        }
    }

    /// Asks the transport how much it holds.
    private boolean roomNow() {
        long before = handedOver;
        long now = System.nanoTime();
        long holds = channel.bufferedBytes();
        long nanos = now - lookedAtNanos;
        if (holds > 0 && nanos > 0 && nanos < 50_000_000) {
            long rate = Math.max(1, (before - holds) * 1_000_000 / nanos);
            drainedPerMilli = (3 * drainedPerMilli + rate) / 4;
        }
        lookedAtNanos = now;
        handedOver = holds;
        return holds < fullBytes;
    }

    private void awaitRoom() {
        while (channel.isOpen()) {
            long over = handedOver - fullBytes / 2;
            long pause = Math.clamp(
                    over * 1_000_000 / Math.max(1, drainedPerMilli), SHORTEST_PAUSE_NANOS, LONGEST_PAUSE_NANOS);
            LockSupport.parkNanos(this, pause);
            if (roomNow()) {
                return;
            }
        }
    }
}
