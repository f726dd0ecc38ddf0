package dev.tubeway.bench;

import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelBuffer;
import dev.tubeway.webrtc.RawPeer;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/// The browser's end of a tube: a data channel of the library and one connection in it, with nothing of a gateway
/// between.
///
/// It announces no window, so that no credit is asked of it.
///
/// Threading: what reads, on one thread; what writes, on one at a time.
/// Ownership: owns its peer.
/// Source: docs/protocol.md, "Frame" and "Control".
final class TubeEnd implements Closeable {
    private static final long PATIENCE_MINUTES = 10;
    private static final int HEADER = 16;
    private static final byte TERMINATOR = ';';
    private static final int CONNECTION = 1;
    private static final int PING = 1;
    private static final int PONG = 2;
    private static final int OPEN_CONNECTION = 101;
    private static final int CLOSE_CONNECTION = 102;
    private static final byte[] END = {};
    private static final AtomicInteger CONVERSATIONS = new AtomicInteger();

    private final RawPeer peer = new RawPeer(this::message);
    private final BlockingQueue<byte[]> read = new LinkedBlockingQueue<>();
    private ByteBuffer rest = ByteBuffer.allocate(0);

    private TubeEnd() {}

    /// Makes a tube to a gateway.
    ///
    /// @param settings of the gateway's end
    static TubeEnd open(End gateway, Map<String, Object> settings) throws IOException {
        var end = new TubeEnd();
        try {
            End.Made answer =
                    gateway.create("bench-end-" + CONVERSATIONS.incrementAndGet(), settings, end.peer.offer());
            end.peer.accept(answer.sdp());
            send(end.peer.channel(), 0, control(OPEN_CONNECTION, CONNECTION));
            return end;
        } catch (ExecutionException | TimeoutException e) {
            end.close();
            throw new IOException("no tube opened", e);
        } catch (InterruptedException e) {
            end.close();
            throw interrupted(e);
        } catch (IOException e) {
            end.close();
            throw e;
        }
    }

    InputStream in() {
        return new In();
    }

    OutputStream out() {
        return new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int count) throws IOException {
                try {
                    send(peer.channel(), CONNECTION, ByteBuffer.wrap(bytes, from, count));
                } catch (TimeoutException e) {
                    throw new IOException(e);
                } catch (InterruptedException e) {
                    throw interrupted(e);
                }
            }
        };
    }

    private final class In extends InputStream {
        private byte[] part = END;
        private int at;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] to, int from, int most) throws IOException {
            if (at == part.length) {
                part = next();
                at = 0;
                if (part.length == 0) {
                    read.add(END);
                    return -1;
                }
            }
            int count = Math.min(most, part.length - at);
            System.arraycopy(part, at, to, from, count);
            at += count;
            return count;
        }

        private byte[] next() throws IOException {
            try {
                byte[] next = read.poll(PATIENCE_MINUTES, TimeUnit.MINUTES);
                if (next == null) {
                    throw new EOFException("the tube is silent");
                }
                return next;
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }

        @Override
        public int available() {
            byte[] next = read.peek();
            return part.length - at + (next == null ? 0 : next.length);
        }
    }

    private static IOException interrupted(InterruptedException why) {
        Thread.currentThread().interrupt();
        return (IOException) new InterruptedIOException("interrupted").initCause(why);
    }

    /// The messages of a channel are one stream of frames.
    private void message(RTCDataChannel channel, RTCDataChannelBuffer message) {
        var all = new ByteArrayOutputStream();
        all.write(rest.array(), rest.position(), rest.remaining());
        byte[] more = new byte[message.data.remaining()];
        message.data.get(more);
        all.writeBytes(more);
        rest = ByteBuffer.wrap(all.toByteArray());
        while (rest.remaining() > HEADER && rest.remaining() > HEADER + rest.getInt(rest.position() + 12)) {
            int number = rest.getInt();
            long _ = rest.getLong();
            byte[] payload = new byte[rest.getInt()];
            rest.get(payload);
            if (rest.get() != TERMINATOR) {
                read.add(END);
                return;
            }
            if (number == 0) {
                control(channel, ByteBuffer.wrap(payload));
            } else if (payload.length > 0) {
                read.add(payload);
            }
        }
    }

    private void control(RTCDataChannel channel, ByteBuffer payload) {
        switch (payload.getShort()) {
            case PING -> {
                var pong = ByteBuffer.allocate(2 + payload.remaining());
                send(channel, 0, pong.putShort((short) PONG).put(payload).flip());
            }
            case CLOSE_CONNECTION -> read.add(END);
            default -> {
                // Nothing that a client has to do something about.
            }
        }
    }

    private static ByteBuffer control(int code, int connection) {
        return ByteBuffer.allocate(6).putShort((short) code).putInt(connection).flip();
    }

    private static void send(RTCDataChannel channel, int connection, ByteBuffer payload) {
        ByteBuffer frame = ByteBuffer.allocateDirect(HEADER + payload.remaining() + 1);
        frame.putInt(connection).putLong(System.currentTimeMillis()).putInt(payload.remaining());
        frame.put(payload).put(TERMINATOR).flip();
        try {
            channel.send(new RTCDataChannelBuffer(frame, true));
        } catch (Exception e) {
            throw new IllegalStateException("the channel takes nothing more", e);
        }
    }

    @Override
    public void close() {
        peer.close();
    }
}
