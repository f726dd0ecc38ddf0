package dev.tubeway.internal.connection;

import dev.tubeway.CloseReason;
import dev.tubeway.ConnectionInfo;
import dev.tubeway.internal.buffer.BufferPool;
import dev.tubeway.internal.socket.SocketLoop;
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
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Carries bytes between one socket and one numbered stream of a channel.
///
/// A [SocketReader] moves bytes from the socket to the peer, a [SocketWriter] those of the peer to the socket.
/// Backpressure is the reader's waiting: it reads only when the peer has granted credit and few frames of it
/// wait for the network, so the sender's TCP is stopped and nothing piles up here. In the other direction
/// payload waits in a queue that is as long as the credit that was granted; credit is granted anew as the
/// socket takes the bytes. A peer that knows no credit gets a bounded queue, and loses this one connection
/// past it.
///
/// Each direction ends by itself. The connection ends when both have, or at once by [#abort] or the peer's
/// Close.
///
/// Threading: the `peer…` and [#sent] methods from the channel's threads, one at a time; the rest from any.
/// Ownership: owns the socket and the queue.
public final class Connection {
    private final int number;
    private final int wireNumber;
    private final String channel;
    private final Outbound outbound;
    private final SocketLoop sockets;
    private final SocketReader reader;
    private final SocketWriter writer;
    private final boolean credit;
    private final Instant openedAt = Instant.now();
    private final CompletableFuture<Optional<CloseReason>> opened = new CompletableFuture<>();
    private final AtomicLong bytesSent = new AtomicLong();
    private final AtomicLong bytesReceived = new AtomicLong();

    private volatile @Nullable SocketChannel socket;
    private volatile SocketLoop.@Nullable Watch watch;
    private volatile String target;
    private volatile Supplier<Optional<CloseReason>> farewell = Optional::empty;
    private volatile boolean started;

    /// No more payload leaves: the socket's end was read.
    private volatile boolean outDone;

    /// The reason to end with once what waits is written; set by the peer's Close.
    private volatile @Nullable CloseReason closeAfterDrain;

    private volatile boolean inDone;
    private volatile @Nullable CloseReason ended;
    private volatile long lastActiveNanos = System.nanoTime();

    /// What a connection works with; the gateway's, and its way out.
    public record Means(BufferPool pool, SocketLoop sockets, Outbound outbound) {}

    /// @param number     names the connection in its tube
    /// @param wireNumber names it in its channel
    public Connection(int number, int wireNumber, String channel, String target, FlowControl flow, Means means) {
        this.number = number;
        this.wireNumber = wireNumber;
        this.channel = channel;
        this.target = target;
        this.outbound = means.outbound();
        this.sockets = means.sockets();
        this.credit = flow.credit();
        this.reader = new SocketReader(this, flow, means.pool(), outbound);
        this.writer = new SocketWriter(this, flow, means.pool(), outbound);
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
                        : outDone || writer.isEnding() ? ConnectionInfo.State.HALF_CLOSED : ConnectionInfo.State.OPEN;
        return new ConnectionInfo(
                number, channel, target, state, openedAt, bytesSent.get(), bytesReceived.get(), writer.waitingBytes());
    }

    /// Payload bytes from the peer that wait for the socket.
    public long heldBytes() {
        return writer.waitingBytes();
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

    /// The far side, or this side's dial, has opened the target. Returns false where that was known, or
    /// the connection has ended.
    public boolean opened() {
        return opened.complete(Optional.empty());
    }

    /// Names the target once it is known.
    public void target(String value) {
        target = value;
    }

    /// Asks this, once the socket's end was read, why the target ended, where it has said so.
    public void farewell(Supplier<Optional<CloseReason>> value) {
        farewell = value;
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

    /// Lets the bytes flow, both ways. Once, after [#attach].
    public void start() {
        startWriting();
        startReading();
    }

    /// Lets the bytes of the peer flow, those that wait already on this thread. Once, after [#attach];
    /// [#startReading] follows, once the peer was told of the connection, so that it hears that first.
    public void startWriting() {
        SocketChannel channel = socket;
        if (channel == null || started) {
            throw new IllegalStateException("start comes once, after attach: connection=" + number);
        }
        started = true;
        try {
            SocketLoop.Watch watches = sockets.watch(channel, new Readiness(channel));
            watch = watches;
            writer.start(channel, watches);
        } catch (IOException e) {
            abort(CloseReason.of(CloseReason.Kind.CONNECTION_LOST, "the socket to " + target + ": " + words(e)));
        }
        if (ended != null) {
            closeSocket(channel, true);
        }
    }

    /// Lets the bytes of the socket flow, where the connection has not ended meanwhile.
    public void startReading() {
        SocketChannel channel = socket;
        SocketLoop.Watch watches = watch;
        if (channel != null && watches != null && ended == null) {
            reader.start(channel, watches);
        }
    }

    /// Does something on the thread that watches the socket, and something else a moment later; neither may wait
    /// for long. Nothing where the connection has no socket, or the gateway stops. After [#startWriting].
    public void onSocketThread(Runnable now, Runnable soon) {
        SocketLoop.Watch watches = watch;
        if (watches != null) {
            watches.run(now, soon);
        }
    }

    /// What the socket loop tells.
    private final class Readiness implements SocketLoop.Handler {
        private final SocketChannel channel;

        Readiness(SocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public void readable(SocketLoop.Watch watches) {
            reader.readable(channel, watches);
        }

        @Override
        public void writable(SocketLoop.Watch watches) {
            writer.writable(channel, watches);
        }
    }

    // --- from the peer

    /// Takes payload of the peer, from position to limit.
    public void peerData(ByteBuffer payload) {
        if (isEnded() || writer.isEnding()) {
            return;
        }
        bytesReceived.addAndGet(payload.remaining());
        touch();
        long waiting = writer.take(payload);
        if (waiting > writer.allowedBytes()) {
            abort(
                    credit
                            ? CloseReason.of(
                                    CloseReason.Kind.PROTOCOL_ERROR,
                                    "the peer sent more than it was granted: waiting=" + waiting + " granted="
                                            + writer.allowedBytes())
                            : CloseReason.of(
                                    CloseReason.Kind.PROXY_ERROR,
                                    "the reader is too slow: " + waiting
                                            + " bytes wait, and the peer cannot be told to pause"));
        }
    }

    /// The peer sends no more payload.
    public void peerEof() {
        writer.end();
    }

    /// The peer has closed the connection. What it sent before is still written.
    public void peerClose(CloseReason reason) {
        opened.complete(Optional.of(reason));
        closeAfterDrain = reason;
        writer.end();
        if (!started || inDone) {
            finish(reason);
            return;
        }
        stopReading();
    }

    /// The peer granted more bytes.
    public void peerCredit(int bytes) {
        reader.permit(bytes);
    }

    /// That many payload bytes of this connection have left, or were dropped with the channel.
    public void sent(int bytes) {
        bytesSent.addAndGet(bytes);
        reader.sent();
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
        writer.clear();
        SocketChannel channel = socket;
        if (channel != null && started) {
            closeSocket(channel, !isOrderly(reason));
        }
        reader.wake();
        outbound.ended(reason);
        return true;
    }

    /// Ends the connection when both directions have.
    ///
    /// @param closing tells the peer
    private void endWhenDone(Consumer<CloseReason> closing) {
        if (inDone && outDone) {
            CloseReason normal = CloseReason.of(CloseReason.Kind.NORMAL);
            if (finish(normal)) {
                closing.accept(normal);
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
        reader.wake();
    }

    /// Whether the stream is whole, however its session went.
    private static boolean isOrderly(CloseReason reason) {
        return reason.isNormal() || reason.kind() == CloseReason.Kind.GUACD_ERROR;
    }

    /// @param reset the client sees a reset instead of an end, so that a broken stream does not pass for a
    ///              whole one
    private void closeSocket(SocketChannel channel, boolean reset) {
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
        SocketLoop.Watch watches = watch;
        if (watches != null) {
            watches.close();
        }
    }

    // --- from the reader and the writer

    /// Whether the reader has nothing more to do.
    boolean readsNoMore() {
        return ended != null || closeAfterDrain != null;
    }

    /// Whether it has ended, for whatever reason.
    public boolean isEnded() {
        return ended != null;
    }

    /// The socket's end was read. What the peer is told of it leaves at [Outbound#flush()].
    void readDone() {
        if (closeAfterDrain == null) {
            Optional<CloseReason> said = farewell.get().filter(reason -> !reason.isNormal());
            if (said.isPresent()) {
                if (finish(said.get())) {
                    outbound.closeWithFlush(said.get());
                }
                return;
            }
            // The Close that follows at once says it too, to a peer that reads it so.
            if (!credit || !inDone) {
                outbound.eof();
            }
            // Not before: the writer, which may be done just now, would let the Close pass the EOF.
            outDone = true;
            endWhenDone(outbound::closeWithFlush);
        }
    }

    void readFailed(Exception e) {
        if (e instanceof IOException lost) {
            if (closeAfterDrain == null) {
                abort(CloseReason.of(CloseReason.Kind.CONNECTION_LOST, "reading from " + target + ": " + words(lost)));
            }
        } else {
            abort(CloseReason.of(CloseReason.Kind.PROXY_ERROR, "reading from " + target + ": " + e));
        }
    }

    /// All that the peer sent is written, and it sends no more.
    void writeDone(SocketChannel to) throws IOException {
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
            endWhenDone(outbound::close);
        }
    }

    void writeFailed(Exception e) {
        if (!(e instanceof IOException io)) {
            abort(CloseReason.of(CloseReason.Kind.PROXY_ERROR, "writing to " + target + ": " + e));
            return;
        }
        CloseReason close = closeAfterDrain;
        CloseReason lost = CloseReason.of(CloseReason.Kind.CONNECTION_LOST, "writing to " + target + ": " + words(io));
        if (close == null) {
            abort(lost);
        } else {
            finish(close.isNormal() ? lost : close);
        }
    }

    /// Bytes moved just now.
    void touch() {
        lastActiveNanos = System.nanoTime();
    }

    private static String words(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
