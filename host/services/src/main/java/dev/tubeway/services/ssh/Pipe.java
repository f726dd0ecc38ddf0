package dev.tubeway.services.ssh;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.sshd.common.future.CloseFuture;
import org.apache.sshd.common.io.AbstractIoWriteFuture;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoService;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.common.util.closeable.AbstractCloseable;
import org.jspecify.annotations.Nullable;

/// The bytes under an SSH connection: what the library writes waits here until it is taken, and what comes is given
/// to the library by one thread at a time.
///
/// Threading: any thread.
abstract sealed class Pipe extends AbstractCloseable implements IoSession permits SocketPipe, ChannelPipe {
    private static final AtomicLong IDS = new AtomicLong();
    private static final SocketAddress NOWHERE = InetSocketAddress.createUnresolved("localhost", 0);

    private final long id = IDS.incrementAndGet();
    private final PipeConnector connector;
    private final Map<Object, Object> attributes = new HashMap<>();
    private final ReentrantLock writing = new ReentrantLock();
    private final ArrayDeque<Write> writes = new ArrayDeque<>(2);
    private @Nullable IoHandler handler;

    Pipe(PipeConnector connector) {
        this.connector = connector;
    }

    /// What the library wrote at once, and who waits until it is gone.
    private static final class Write extends AbstractIoWriteFuture {
        private final ByteBuffer bytes;

        Write(Object id, ByteBuffer bytes) {
            super(id, null);
            this.bytes = bytes;
        }

        void done() {
            setValue(true);
        }

        void failed(Exception why) {
            setValue(why);
        }
    }

    /// The library makes its session.
    void begin(IoHandler theHandler) throws Exception {
        handler = theHandler;
        theHandler.sessionCreated(this);
    }

    /// Reading begins.
    abstract void open();

    /// From now on nothing that the library does with what comes needs waiting.
    abstract void settled();

    /// Takes what there is room for now.
    abstract void take(ByteBuffer bytes) throws IOException;

    /// Has [#flush] called once there is room; or no longer.
    abstract void wantRoom(boolean wanted);

    abstract void free();

    /// Gives the library what came.
    void received(byte[] bytes, int length) {
        IoHandler known = handler;
        if (known == null) {
            return;
        }
        try {
            known.messageReceived(this, new ByteArrayBuffer(bytes, 0, length));
        } catch (Exception e) {
            failed(e);
        }
    }

    void failed(Exception why) {
        IoHandler known = handler;
        if (known != null && !isClosing()) {
            try {
                known.exceptionCaught(this, why);
            } catch (Exception e) {
                // The session is closed all the same.
            }
        }
        close(true);
    }

    @Override
    public IoWriteFuture writeBuffer(Buffer buffer) {
        var write = new Write(id, ByteBuffer.wrap(buffer.array(), buffer.rpos(), buffer.available()));
        boolean gone = false;
        Exception failure = null;
        writing.lock();
        try {
            if (isClosed()) {
                failure = new java.nio.channels.ClosedChannelException();
            } else {
                if (writes.isEmpty()) {
                    take(write.bytes);
                    gone = !write.bytes.hasRemaining();
                }
                if (!gone) {
                    writes.add(write);
                    wantRoom(true);
                }
            }
        } catch (IOException e) {
            failure = e;
        } finally {
            writing.unlock();
        }
        if (failure != null) {
            write.failed(failure);
            failed(failure);
        } else if (gone) {
            write.done();
        }
        return write;
    }

    /// There is room again.
    void flush() {
        List<Write> gone = new ArrayList<>();
        Exception failure = null;
        writing.lock();
        try {
            while (!writes.isEmpty()) {
                Write next = writes.getFirst();
                take(next.bytes);
                if (next.bytes.hasRemaining()) {
                    break;
                }
                gone.add(writes.removeFirst());
            }
            wantRoom(!writes.isEmpty());
        } catch (IOException e) {
            failure = e;
        } finally {
            writing.unlock();
        }
        gone.forEach(Write::done);
        if (failure != null) {
            failed(failure);
        }
    }

    @Override
    protected CloseFuture doCloseGracefully() {
        List<Write> left;
        writing.lock();
        try {
            left = List.copyOf(writes);
        } finally {
            writing.unlock();
        }
        return builder().when(this, left).build().close(false);
    }

    @Override
    protected void doCloseImmediately() {
        List<Write> left;
        writing.lock();
        try {
            left = List.copyOf(writes);
            writes.clear();
        } finally {
            writing.unlock();
        }
        left.forEach(write -> write.failed(new java.nio.channels.ClosedChannelException()));
        free();
        connector.closed(this);
        super.doCloseImmediately();
        IoHandler known = handler;
        if (known != null) {
            try {
                known.sessionClosed(this);
            } catch (Exception e) {
                // It is closed all the same.
            }
        }
    }

    @Override
    public long getId() {
        return id;
    }

    @Override
    public SocketAddress getAcceptanceAddress() {
        return NOWHERE;
    }

    @Override
    public SocketAddress getRemoteAddress() {
        return NOWHERE;
    }

    @Override
    public SocketAddress getLocalAddress() {
        return NOWHERE;
    }

    @Override
    public IoService getService() {
        return connector;
    }

    @Override
    public @Nullable Object getAttribute(Object key) {
        synchronized (attributes) {
            return attributes.get(key);
        }
    }

    @Override
    public @Nullable Object setAttribute(Object key, Object value) {
        synchronized (attributes) {
            return attributes.put(key, value);
        }
    }

    @Override
    public @Nullable Object setAttributeIfAbsent(Object key, Object value) {
        synchronized (attributes) {
            return attributes.putIfAbsent(key, value);
        }
    }

    @Override
    public @Nullable Object removeAttribute(Object key) {
        synchronized (attributes) {
            return attributes.remove(key);
        }
    }

    @Override
    public void shutdownOutputStream() {
        // An SSH connection ends as a whole.
    }

    @Override
    public void suspendRead() {
        // Only the library's own port forwarding asks for it, which is not used here.
    }

    @Override
    public void resumeRead() {
        // As suspendRead.
    }
}
