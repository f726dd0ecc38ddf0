package dev.tubeway.internal.session;

import dev.tubeway.internal.module.HostStream;
import dev.tubeway.internal.module.Waker;
import dev.tubeway.internal.module.abi.Status;
import dev.tubeway.internal.module.abi.StreamInfo;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A stream that a client opened and a module reads: a file, a pipe, sound, the clipboard.
///
/// The client learns that the stream is taken when the module first reads. Each blob is acknowledged when there
/// is room for another one; a client that goes on without is told that it is too fast.
///
/// Threading: the client's thread brings blobs, the module's thread reads.
final class InboundStream implements HostStream {

    /// Bytes that wait, past which a blob is acknowledged only after reading.
    private static final int ENOUGH_BYTES = 64 << 10;

    /// Bytes that wait, past which the client is too fast.
    private static final int MOST_BYTES = 1 << 20;

    private final String label;
    private final String type;
    private final String name;
    private final Acks acks;
    private final ArrayDeque<byte[]> blobs = new ArrayDeque<>(2);
    private int firstAt;
    private int waiting;
    private int unacknowledged;
    private boolean taken;
    private boolean ended;
    private boolean closed;
    private @Nullable Waker waker;

    /// Tells the client how its stream goes.
    @FunctionalInterface
    interface Acks {
        void ack(Answer answer, String text);
    }

    InboundStream(String label, String type, String name, Acks acks) {
        this.label = label;
        this.type = type;
        this.name = name;
        this.acks = acks;
    }

    /// A stream whose bytes are there already.
    static InboundStream of(String label, String type, String name, byte[] bytes) {
        InboundStream stream = new InboundStream(label, type, name, (answer, text) -> {});
        stream.blobs.add(bytes);
        stream.waiting = bytes.length;
        stream.ended = true;
        return stream;
    }

    /// Takes a blob of the client; false where the stream is over.
    synchronized boolean blob(byte[] bytes, int length) {
        if (closed) {
            acks.ack(Answer.RESOURCE_CLOSED, "the stream is closed");
            return false;
        }
        if (waiting + length > MOST_BYTES) {
            acks.ack(Answer.OVERRUN, "more was sent than was acknowledged");
            closed = true;
            wake();
            return false;
        }
        if (length > 0) {
            blobs.add(Arrays.copyOf(bytes, length));
            waiting += length;
        }
        unacknowledged++;
        acknowledge();
        wake();
        return true;
    }

    /// The client sends no more.
    synchronized void end() {
        ended = true;
        wake();
    }

    /// The client is gone.
    synchronized void lost() {
        ended = true;
        closed = closed || !taken;
        wake();
    }

    @Override
    public synchronized int refuse(int status, String text) {
        if (!closed) {
            closed = true;
            acks.ack(Answer.ofRefusal(status), text.isEmpty() ? "Refused." : text);
        }
        return 0;
    }

    private void take() {
        if (!taken) {
            taken = true;
            acks.ack(Answer.SUCCESS, "OK");
        }
    }

    private void acknowledge() {
        while (unacknowledged > 0 && waiting <= ENOUGH_BYTES) {
            unacknowledged--;
            acks.ack(Answer.SUCCESS, "OK");
        }
    }

    private void wake() {
        Waker sleeping = waker;
        if (sleeping != null) {
            sleeping.wake();
        }
    }

    @Override
    public synchronized int read(byte[] target, int offset, int length) {
        if (closed) {
            return Status.CLOSED;
        }
        take();
        byte[] first = blobs.peekFirst();
        if (first == null) {
            return ended ? Status.CLOSED : Status.AGAIN;
        }
        int n = Math.min(length, first.length - firstAt);
        System.arraycopy(first, firstAt, target, offset, n);
        firstAt += n;
        waiting -= n;
        if (firstAt == first.length) {
            blobs.removeFirst();
            firstAt = 0;
        }
        acknowledge();
        return n;
    }

    @Override
    public int write(byte[] source, int offset, int length) {
        return Status.DENIED;
    }

    @Override
    public int shutdown() {
        return 0;
    }

    @Override
    public synchronized int ready() {
        boolean over = closed || ended;
        return (blobs.isEmpty() && !over ? 0 : READABLE) | (over ? CLOSED : 0);
    }

    @Override
    public synchronized void want(int wanted) {
        if ((wanted & READABLE) != 0 && !closed) {
            take();
        }
    }

    @Override
    public synchronized void attach(Waker newWaker) {
        waker = newWaker;
    }

    @Override
    public Optional<byte[]> info(int fact) {
        return switch (fact) {
            case StreamInfo.TYPE -> Optional.of(type.getBytes(StandardCharsets.UTF_8));
            case StreamInfo.NAME -> Optional.of(name.getBytes(StandardCharsets.UTF_8));
            default -> Optional.empty();
        };
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            blobs.clear();
            if (!taken) {
                acks.ack(Answer.UNSUPPORTED, "the stream is not taken");
            } else if (!ended) {
                acks.ack(Answer.RESOURCE_CLOSED, "the stream is closed");
            }
        }
    }
}
