package dev.tubeway.server.http;

import dev.tubeway.session.Duplex;
import io.helidon.common.buffers.BufferData;
import io.helidon.websocket.WsCloseCodes;
import io.helidon.websocket.WsSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A client behind a WebSocket.
///
/// What comes waits here until it is read, a little at most: past that the thread that reads the network waits, and so
/// does the client. What goes is one message a write, which holds whole instructions, as the published client wants it.
///
/// Threading: as [Duplex]; the connection's own thread brings messages.
final class TunnelDuplex implements Duplex {
    private static final int MOST_WAITING_BYTES = 256 << 10;
    private static final int FRAGMENT_CHARS = 16 << 10;

    /// How long an answer to a client's end may wait for a fragment that the client does not read.
    private static final long ANSWER_SECONDS = 2;

    private final WsSession socket;
    private final Thread connection;
    private final String peer;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private int taken;
    private boolean ended;

    /// Held while something is sent: the socket takes one sender at a time.
    private final ReentrantLock sending = new ReentrantLock();

    private boolean finished;

    /// The client has said its end: nothing but the answer is sent any more.
    private volatile boolean leaving;

    /// What is to be said between two messages: at most one answer to pings of each kind, the newest.
    private final AtomicReference<@Nullable String> answer = new AtomicReference<>();

    private final AtomicReference<byte @Nullable []> pong = new AtomicReference<>();

    /// @param connection the thread that reads the network for this client; its end is the client's
    TunnelDuplex(WsSession socket, Thread connection) {
        this.socket = socket;
        this.connection = connection;
        var remote = socket.socketContext().remotePeer();
        this.peer = remote.host() + ":" + remote.port();
    }

    /// Something came. Waits while too much of it is not read; false where nobody reads any more.
    boolean offer(byte[] bytes) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!ended && waitingBytes > MOST_WAITING_BYTES) {
                changed.await();
            }
            if (ended) {
                return false;
            }
            if (bytes.length > 0) {
                waiting.addLast(bytes);
                waitingBytes += bytes.length;
                changed.signalAll();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Nothing more comes.
    void ended() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// The client said its end. It is answered behind what is on its way, unless the client does not read
    /// that.
    void left() {
        leaving = true;
        try {
            if (sending.tryLock(ANSWER_SECONDS, TimeUnit.SECONDS)) {
                try {
                    close(WsCloseCodes.NORMAL_CLOSE, "0");
                } finally {
                    sending.unlock();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ended();
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        lock.lock();
        try {
            while (waiting.isEmpty() && !ended) {
                changed.await();
            }
            byte[] first = waiting.peekFirst();
            if (first == null) {
                return -1;
            }
            int n = Math.min(into.remaining(), first.length - taken);
            into.put(first, taken, n);
            taken += n;
            waitingBytes -= n;
            if (taken == first.length) {
                waiting.removeFirst();
                taken = 0;
            }
            changed.signalAll();
            return n;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted: peer=" + peer, e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void write(ByteBuffer from) throws IOException {
        send(StandardCharsets.UTF_8.decode(from).toString());
    }

    /// Sends a message, which holds whole instructions.
    void send(String text) throws IOException {
        if (leaving) {
            throw new IOException("the client has said its end: peer=" + peer);
        }
        sending.lock();
        try {
            int at = 0;
            while (!finished && !leaving && at < text.length()) {
                int end = Math.min(text.length(), at + FRAGMENT_CHARS);
                if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
                    end--;
                }
                socket.send(text.substring(at, end), end == text.length());
                at = end;
            }
        } catch (RuntimeException e) {
            throw new IOException("the client is gone: peer=" + peer, e);
        } finally {
            sending.unlock();
        }
    }

    /// Answers a ping of the tunnel, behind the message that is on its way.
    void answer(String text) {
        if (answer.getAndSet(text) == null) {
            aside(() -> {
                String newest = answer.getAndSet(null);
                if (newest != null) {
                    socket.send(newest, true);
                }
            });
        }
    }

    /// Answers a ping of the WebSocket, behind the message that is on its way.
    void pong(byte[] payload) {
        if (pong.getAndSet(payload) == null) {
            aside(() -> {
                byte[] newest = pong.getAndSet(null);
                if (newest != null) {
                    socket.pong(BufferData.create(newest));
                }
            });
        }
    }

    /// Sends on a thread of its own: what the client says is heard while it reads nothing.
    private void aside(Runnable sends) {
        var _ = Thread.ofVirtual().name("tunnel-answer").start(() -> {
            sending.lock();
            try {
                if (!finished) {
                    sends.run();
                }
            } catch (RuntimeException e) {
                ended();
            } finally {
                sending.unlock();
            }
        });
    }

    @Override
    public void finish() {
        close(WsCloseCodes.NORMAL_CLOSE, "0");
    }

    /// Says why nothing more comes.
    void close(int code, String reason) {
        sending.lock();
        try {
            if (!finished) {
                finished = true;
                socket.close(code, reason);
            }
        } catch (RuntimeException e) {
            // The client has gone: there is nobody to tell.
        } finally {
            sending.unlock();
        }
    }

    @Override
    public void close() {
        ended();
        if (!leaving) {
            // Ends the read it is in, and with the socket a write that is stuck.
            connection.interrupt();
        }
    }

    @Override
    public String peer() {
        return peer;
    }
}
