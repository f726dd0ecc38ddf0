package dev.tubeway.internal.module;

import dev.tubeway.internal.module.abi.Status;
import dev.tubeway.internal.module.abi.StreamInfo;
import dev.tubeway.spi.AnonymousTls;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.ServiceLoader;
import javax.net.ssl.SSLException;

/// TLS without certificates over another stream.
///
/// Nothing here waits. Of what the peer sends as much is deciphered as is read, and what it does not take stays here,
/// within bounds: a peer that has answers made and takes none of them loses the connection.
///
/// Threading: as [HostStream].
final class AnonymousTlsStream extends EncryptedStream {
    private static final int RECEIVED_AT_ONCE = 16 * 1024;
    private static final int WRITTEN_AT_ONCE = 16 * 1024;
    private static final int MOST_UNSENT = 64 * 1024;

    /// Looked for when the first module asks.
    private static final class Found {
        static final Optional<AnonymousTls> ENGINE =
                ServiceLoader.load(AnonymousTls.class).findFirst();
    }

    private final AnonymousTls.Line line;
    private final byte[] received = new byte[RECEIVED_AT_ONCE];

    /// Taken from the line and not yet by the stream below.
    private final byte[] sending = new byte[WRITTEN_AT_ONCE];

    private int sendingFrom;
    private int sendingTo;
    private int ended;

    AnonymousTlsStream(HostStream below, AnonymousTls.Line line, Waker waker) {
        super(below, waker);
        this.line = line;
    }

    /// What speaks it; empty where this host has nothing that does.
    static Optional<AnonymousTls> engine() {
        return Found.ENGINE;
    }

    @Override
    int handshake() {
        while (failed == 0) {
            int flushed = flush();
            if (flushed < 0) {
                return flushed;
            }
            if (!line.isShakingHands()) {
                return 0;
            }
            int got = receive();
            if (got < 0) {
                return got;
            }
        }
        return failed;
    }

    @Override
    void wantHandshake() {
        below.want(isUnsent() ? WRITABLE : READABLE);
    }

    private boolean isUnsent() {
        return sendingFrom < sendingTo || line.sendable() > 0;
    }

    @Override
    int flush() {
        while (isUnsent()) {
            if (sendingFrom == sendingTo) {
                sendingFrom = 0;
                sendingTo = line.send(sending, 0, sending.length);
            }
            int written = below.write(sending, sendingFrom, sendingTo - sendingFrom);
            if (written < 0) {
                return written;
            }
            sendingFrom += written;
        }
        return 0;
    }

    /// Gives the line what has come: a positive number, AGAIN, or why there is nothing.
    private int receive() {
        if (ended != 0) {
            return ended;
        }
        int got = below.read(received, 0, received.length);
        if (got < 0) {
            ended = got == Status.AGAIN ? 0 : got;
            return got;
        }
        try {
            line.take(received, 0, got);
        } catch (SSLException e) {
            return fail();
        }
        return line.sendable() > MOST_UNSENT ? fail() : got;
    }

    /// The peer is told where there is room for it.
    private int fail() {
        failed = Status.PEER_ERROR;
        flush();
        return failed;
    }

    @Override
    int fill() {
        while (line.readable() == 0) {
            if (failed != 0) {
                return failed;
            }
            if (line.isOver()) {
                return Status.CLOSED;
            }
            int got = receive();
            // What was whole before the peer broke TLS is good.
            if (got < 0 && line.readable() == 0) {
                return got;
            }
            flush();
        }
        return line.readable();
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        int filled = fill();
        return filled < 0 ? filled : line.read(target, offset, Math.min(length, filled));
    }

    @Override
    public int write(byte[] source, int offset, int length) {
        if (failed != 0) {
            return failed;
        }
        int flushed = flush();
        if (flushed < 0) {
            return flushed;
        }
        if (line.isOver()) {
            return Status.CLOSED;
        }
        int taken = Math.min(length, WRITTEN_AT_ONCE);
        try {
            line.write(source, offset, taken);
        } catch (SSLException e) {
            return fail();
        }
        int after = flush();
        return after < 0 && after != Status.AGAIN ? after : taken;
    }

    @Override
    public int shutdown() {
        line.close();
        int flushed = flush();
        return flushed == Status.AGAIN ? 0 : flushed;
    }

    @Override
    public void want(int wanted) {
        boolean unsent = isUnsent();
        boolean reads = (wanted & READABLE) != 0;
        boolean writes = (wanted & WRITABLE) != 0;
        if ((reads && fill() != Status.AGAIN) || (writes && !unsent)) {
            waker.wake();
            return;
        }
        below.want((reads ? READABLE : 0) | (unsent ? WRITABLE : 0));
    }

    @Override
    public Optional<byte[]> info(int fact) {
        return switch (fact) {
            case StreamInfo.CERTIFICATE, StreamInfo.PUBLIC_KEY, StreamInfo.ALPN -> Optional.empty();
            case StreamInfo.TLS_VERSION -> Optional.of(line.protocol().getBytes(StandardCharsets.UTF_8));
            default -> below.info(fact);
        };
    }
}
