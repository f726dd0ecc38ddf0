package dev.tubeway.server.http;

import dev.tubeway.session.Duplex;
import io.helidon.websocket.WsCloseCodes;
import io.helidon.websocket.WsSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A client behind a WebSocket.
///
/// What comes waits here until it is read, a little at most: past that the thread that reads the network waits, and so
/// does the client. What goes is one message a write, which holds whole instructions, as the published client wants it.
///
/// Threading: as [Duplex]; the connection's own thread brings messages.
final class TunnelDuplex implements Duplex {
    private static final int MOST_WAITING_BYTES = 256 << 10;
    private static final int FRAGMENT_CHARS = 16 << 10;

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
        sending.lock();
        try {
            int at = 0;
            while (!finished && at < text.length()) {
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
        // Ends the read it is in, and with the socket a write that is stuck.
        connection.interrupt();
    }

    @Override
    public String peer() {
        return peer;
    }
}
