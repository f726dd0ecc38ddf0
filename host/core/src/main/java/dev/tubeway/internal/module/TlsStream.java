package dev.tubeway.internal.module;

import dev.tubeway.internal.module.abi.Status;
import dev.tubeway.internal.module.abi.StreamInfo;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/// TLS with a certificate over another stream.
///
/// Nothing here waits: records that are incomplete stay in a buffer until the stream below brings the rest, and
/// records that the stream below does not take stay in another.
///
/// Threading: as [HostStream].
final class TlsStream extends EncryptedStream {
    private final SSLEngine engine;
    private final String name;

    /// Received and not yet deciphered; ready to be filled.
    private ByteBuffer received;

    /// Deciphered and not yet read; ready to be read.
    private ByteBuffer plain;

    /// Enciphered and not yet taken by the stream below; ready to be read.
    private ByteBuffer sending;

    private int ended;

    TlsStream(HostStream below, TlsOptions options, Waker waker) {
        super(below, waker);
        this.engine = options.engine();
        this.name = options.serverName();
        int packet = engine.getSession().getPacketBufferSize();
        received = ByteBuffer.allocate(packet);
        sending = ByteBuffer.allocate(packet).flip();
        plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize())
                .flip();
    }

    @Override
    int handshake() {
        try {
            if (engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING && failed == 0) {
                engine.beginHandshake();
            }
        } catch (SSLException e) {
            return fail(e);
        }
        return shakeHands();
    }

    private int shakeHands() {
        while (failed == 0) {
            int flushed = flush();
            if (flushed < 0) {
                return flushed;
            }
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> runTasks();
                case NEED_WRAP -> {
                    int wrapped = wrap(ByteBuffer.allocate(0));
                    if (wrapped < 0) {
                        return wrapped;
                    }
                }
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    int got = unwrap();
                    if (got < 0) {
                        return got;
                    }
                }
                case FINISHED, NOT_HANDSHAKING -> {
                    return 0;
                }
            }
        }
        return failed;
    }

    @Override
    void wantHandshake() {
        below.want(sending.hasRemaining() ? WRITABLE : READABLE);
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    @Override
    int flush() {
        while (sending.hasRemaining()) {
            int written = below.write(sending.array(), sending.position(), sending.remaining());
            if (written < 0) {
                return written;
            }
            sending.position(sending.position() + written);
        }
        return 0;
    }

    /// Enciphers what fits into one record; the number of bytes taken.
    private int wrap(ByteBuffer source) {
        try {
            while (true) {
                SSLEngineResult result;
                sending.compact();
                try {
                    result = engine.wrap(source, sending);
                } finally {
                    sending.flip();
                }
                switch (result.getStatus()) {
                    case BUFFER_OVERFLOW -> sending = grown(sending);
                    case CLOSED -> {
                        return result.bytesProduced() > 0 ? result.bytesConsumed() : Status.CLOSED;
                    }
                    case OK, BUFFER_UNDERFLOW -> {
                        return result.bytesConsumed();
                    }
                }
            }
        } catch (SSLException e) {
            return fail(e);
        }
    }

    private ByteBuffer grown(ByteBuffer full) {
        ByteBuffer larger =
                ByteBuffer.allocate(full.capacity() + engine.getSession().getPacketBufferSize());
        return larger.put(full).flip();
    }

    /// Deciphers one record, after receiving it: how many bytes of it are plain, or AGAIN, or why not.
    private int unwrap() {
        if (ended != 0) {
            return ended;
        }
        try {
            while (true) {
                SSLEngineResult result;
                received.flip();
                plain.compact();
                try {
                    result = engine.unwrap(received, plain);
                } finally {
                    plain.flip();
                    received.compact();
                }
                switch (result.getStatus()) {
                    case BUFFER_OVERFLOW -> {
                        if (plain.capacity() - plain.remaining()
                                < engine.getSession().getApplicationBufferSize()) {
                            ByteBuffer larger = ByteBuffer.allocate(
                                    plain.capacity() + engine.getSession().getApplicationBufferSize());
                            plain = larger.put(plain).flip();
                        }
                    }
                    case CLOSED -> {
                        ended = Status.CLOSED;
                        return plain.hasRemaining() ? plain.remaining() : Status.CLOSED;
                    }
                    case BUFFER_UNDERFLOW -> {
                        int got = receive();
                        if (got < 0) {
                            return got;
                        }
                    }
                    case OK -> {
                        return result.bytesProduced();
                    }
                }
            }
        } catch (SSLException e) {
            return fail(e);
        }
    }

    private int receive() {
        if (!received.hasRemaining()) {
            received = grown(received.flip()).compact();
        }
        int got = below.read(received.array(), received.position(), received.remaining());
        if (got > 0) {
            received.position(received.position() + got);
        } else if (got != Status.AGAIN) {
            ended = got;
        }
        return got;
    }

    private int fail(SSLException e) {
        boolean judged = false;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            judged |= cause instanceof CertificateException;
        }
        failed = judged ? Status.AUTH_FAILED : Status.PEER_ERROR;
        // The alert tells the peer; where it does not fit at once it is not told.
        engine.closeOutbound();
        sending.compact();
        try {
            engine.wrap(ByteBuffer.allocate(0), sending);
        } catch (SSLException alert) {
            // There is no alert to send.
        } finally {
            sending.flip();
        }
        flush();
        return failed;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        int filled = fill();
        if (plain.hasRemaining()) {
            int count = Math.min(length, plain.remaining());
            plain.get(target, offset, count);
            return count;
        }
        return filled;
    }

    @Override
    int fill() {
        while (!plain.hasRemaining()) {
            if (failed != 0) {
                return failed;
            }
            int got = unwrap();
            if (got < 0) {
                return got;
            }
            // A message between records, such as a new session ticket or a key update.
            if (got == 0 && engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
                int shaken = shakeHands();
                if (shaken < 0) {
                    return shaken;
                }
            }
        }
        return plain.remaining();
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
        int taken = wrap(ByteBuffer.wrap(source, offset, length));
        if (taken >= 0) {
            int after = flush();
            if (after < 0 && after != Status.AGAIN) {
                return after;
            }
        }
        return taken == 0 ? Status.AGAIN : taken;
    }

    @Override
    public int shutdown() {
        engine.closeOutbound();
        int wrapped = wrap(ByteBuffer.allocate(0));
        flush();
        return wrapped < 0 && wrapped != Status.CLOSED ? wrapped : 0;
    }

    @Override
    public void want(int wanted) {
        if ((wanted & READABLE) != 0 && fill() != Status.AGAIN) {
            waker.wake();
            return;
        }
        int here = wanted & READABLE;
        if (sending.hasRemaining()) {
            here |= WRITABLE;
        } else if ((wanted & WRITABLE) != 0) {
            waker.wake();
            return;
        }
        below.want(here);
    }

    @Override
    public Optional<byte[]> info(int fact) {
        return switch (fact) {
            case StreamInfo.CERTIFICATE -> certificate().flatMap(TlsStream::encoded);
            case StreamInfo.PUBLIC_KEY ->
                certificate().map(each -> each.getPublicKey().getEncoded());
            case StreamInfo.TLS_VERSION -> Optional.of(utf8(engine.getSession().getProtocol()));
            case StreamInfo.ALPN ->
                Optional.ofNullable(engine.getApplicationProtocol())
                        .filter(each -> !each.isEmpty())
                        .map(TlsStream::utf8);
            case StreamInfo.NAME -> name.isEmpty() ? below.info(fact) : Optional.of(utf8(name));
            default -> below.info(fact);
        };
    }

    private Optional<Certificate> certificate() {
        try {
            return Optional.of(engine.getSession().getPeerCertificates()[0]);
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }

    private static Optional<byte[]> encoded(Certificate certificate) {
        try {
            return Optional.of(certificate.getEncoded());
        } catch (java.security.cert.CertificateEncodingException e) {
            return Optional.empty();
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
