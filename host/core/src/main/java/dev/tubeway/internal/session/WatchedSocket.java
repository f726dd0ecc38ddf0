package dev.tubeway.internal.session;

import dev.tubeway.internal.socket.SocketLoop;
import dev.tubeway.session.Duplex;
import dev.tubeway.session.SocketDuplex;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A client's socket that a loop watches while its reader waits.
///
/// The reader lends its buffer to the loop's thread meanwhile: what is short and quick is taken there, and the reader
/// is not woken. It is when there is anything else, and goes on where the loop's thread has stopped. So one of the two
/// has the buffer at any time, and what a client sends is taken in order.
///
/// Threading: as [Duplex].
/// Ownership: owns the socket.
final class WatchedSocket implements Duplex, SocketLoop.Handler {
    private static final int WAITS = -2;

    private final SocketDuplex client;
    private final SocketChannel socket;
    private final Consumer<ByteBuffer> ear;
    private final SocketLoop.Watch watch;

    /// Held while the loop's thread has what the reader lent.
    private final ReentrantLock lending = new ReentrantLock();

    private @Nullable ByteBuffer lent;
    private @Nullable QuickReader quick;
    private @Nullable Exception failure;
    private volatile @Nullable Thread reader;
    private volatile int answer;

    private volatile @Nullable Thread writer;
    private volatile boolean room;

    /// @param client its socket does not block from now on
    WatchedSocket(SocketDuplex client, SocketLoop loop) throws IOException {
        this.client = client;
        this.socket = client.channel();
        this.ear = client.ear();
        this.watch = loop.watch(socket, this);
    }

    /// Takes what came on the loop's thread, as far as that is quick.
    interface QuickReader {
        /// Takes bytes at the front of the buffer that the reader lent; true where nothing is left to do. Never waits.
        boolean take(int count);
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return read(into, count -> false);
    }

    /// As [#read(ByteBuffer)], but what is quick is taken on the way, and not told.
    int read(ByteBuffer into, QuickReader taker) throws IOException {
        int count = socket.read(into);
        if (count != 0) {
            return count;
        }
        lending.lock();
        try {
            if (!socket.isOpen()) {
                return -1;
            }
            lent = into;
            quick = taker;
            reader = Thread.currentThread();
            answer = WAITS;
        } finally {
            lending.unlock();
        }
        watch.wantRead(true);
        while (answer == WAITS) {
            LockSupport.park(this);
            if (Thread.currentThread().isInterrupted()) {
                close();
                throw new ClosedByInterruptException();
            }
        }
        return answered();
    }

    private int answered() throws IOException {
        switch (failure) {
            case null -> {
                return answer;
            }
            case IOException broken -> throw new IOException(broken.getMessage(), broken);
            case Exception fault -> throw new IllegalStateException("reading failed: peer=" + client.peer(), fault);
        }
    }

    @Override
    public void readable(SocketLoop.Watch unused) {
        lending.lock();
        try {
            ByteBuffer into = lent;
            QuickReader taker = quick;
            if (answer != WAITS || into == null || taker == null) {
                watch.wantRead(false);
                return;
            }
            int begin = into.position();
            int end = into.limit();
            int count = socket.read(into);
            if (count == 0) {
                return;
            }
            if (count > 0 && taker.take(count)) {
                into.limit(end).position(begin);
                return;
            }
            tell(count);
        } catch (IOException | RuntimeException e) {
            failure = e;
            tell(-1);
        } finally {
            lending.unlock();
        }
    }

    /// Wakes the reader, if it waits.
    private void tell(int count) {
        if (answer == WAITS) {
            watch.wantRead(false);
            lent = null;
            quick = null;
            answer = count;
            LockSupport.unpark(reader);
        }
    }

    @Override
    public void write(ByteBuffer from) throws IOException {
        ear.accept(from);
        while (from.hasRemaining()) {
            if (socket.write(from) == 0) {
                awaitRoom();
            }
        }
    }

    /// Writes what there is room for, and does not wait; how much that was. A socket that broke takes nothing, and
    /// tells the next [#write] why.
    int writeNow(ByteBuffer from) {
        int begin = from.position();
        try {
            int count = socket.write(from);
            ear.accept(from.duplicate().limit(begin + count).position(begin));
            return count;
        } catch (IOException e) {
            return 0;
        }
    }

    private void awaitRoom() throws IOException {
        room = false;
        writer = Thread.currentThread();
        watch.wantWrite(true);
        while (!room && socket.isOpen()) {
            LockSupport.park(this);
            if (Thread.currentThread().isInterrupted()) {
                close();
                throw new ClosedByInterruptException();
            }
        }
    }

    @Override
    public void writable(SocketLoop.Watch unused) {
        watch.wantWrite(false);
        room = true;
        LockSupport.unpark(writer);
    }

    @Override
    public void finish() {
        client.finish();
    }

    @Override
    public void close() {
        client.close();
        watch.close();
        lending.lock();
        try {
            tell(-1);
        } finally {
            lending.unlock();
        }
        LockSupport.unpark(writer);
    }

    @Override
    public String peer() {
        return client.peer();
    }
}
