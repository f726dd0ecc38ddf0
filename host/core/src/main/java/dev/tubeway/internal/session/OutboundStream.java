package dev.tubeway.internal.session;

import dev.tubeway.internal.guacamole.InstructionWriter;
import dev.tubeway.internal.module.HostStream;
import dev.tubeway.internal.module.Waker;
import dev.tubeway.internal.module.abi.Status;
import dev.tubeway.internal.module.abi.StreamInfo;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A stream that a module opened to a client: a file, a pipe, sound, the value of a parameter.
///
/// A few blobs are on their way at most before the client acknowledges one, so a slow client slows the module
/// and nothing else.
///
/// Threading: the module's thread writes, the client's thread brings acknowledgements.
final class OutboundStream implements HostStream {

    private static final int MOST_ON_THE_WAY = 4;

    private final Wire wire;
    private final int index;
    private final String label;
    private final String type;
    private final String name;
    private final Runnable onClose;
    private int onTheWay;
    private boolean closed;
    private boolean lost;
    private @Nullable Waker waker;

    /// @param index   of the stream at the client
    /// @param onClose frees the index
    OutboundStream(Wire wire, int index, String label, String type, String name, Runnable onClose) {
        this.wire = wire;
        this.index = index;
        this.label = label;
        this.type = type;
        this.name = name;
        this.onClose = onClose;
    }

    /// The client acknowledges a blob, or refuses the stream.
    synchronized void ack(int code) {
        if (code != 0) {
            lost = true;
        } else if (onTheWay > 0) {
            onTheWay--;
        }
        wake();
    }

    /// The client is gone.
    synchronized void lost() {
        lost = true;
        wake();
    }

    private void wake() {
        notifyAll();
        Waker sleeping = waker;
        if (sleeping != null) {
            sleeping.wake();
        }
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        return Status.DENIED;
    }

    @Override
    public synchronized int write(byte[] source, int offset, int length) {
        if (lost || closed) {
            return Status.CLOSED;
        }
        int taken = 0;
        while (taken < length && onTheWay < MOST_ON_THE_WAY) {
            int from = offset + taken;
            int n = Math.min(length - taken, InstructionWriter.MAX_BLOB_BYTES);
            wire.tell(
                    out -> out.op("blob").arg(index).argBase64(source, from, n).end());
            onTheWay++;
            taken += n;
        }
        return taken == 0 && length > 0 ? Status.AGAIN : taken;
    }

    /// Writes all, waiting for the client; false where it is gone.
    synchronized boolean writeAll(byte[] source, int offset, int length) throws InterruptedException {
        int at = 0;
        while (at < length) {
            int n = write(source, offset + at, length - at);
            if (n == Status.AGAIN) {
                wait();
            } else if (n < 0) {
                return false;
            } else {
                at += n;
            }
        }
        return true;
    }

    @Override
    public int shutdown() {
        close();
        return 0;
    }

    @Override
    public synchronized int ready() {
        return (onTheWay < MOST_ON_THE_WAY || lost ? WRITABLE : 0) | (lost || closed ? CLOSED : 0);
    }

    @Override
    public void want(int wanted) {
        // Each acknowledgement wakes.
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
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            notifyAll();
        }
        wire.tell(out -> out.op("end").arg(index).end());
        onClose.run();
    }
}
