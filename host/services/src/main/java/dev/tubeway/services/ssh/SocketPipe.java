package dev.tubeway.services.ssh;

import dev.tubeway.spi.SocketWatcher;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Objects;

/// A connected socket under an SSH connection.
///
/// Until somebody is logged in, what comes is given to the library on a virtual thread, because exchanging keys takes
/// time and asking a person takes longer. From then on the thread that watches sockets does it itself while little
/// comes at a time, so that an echoed key wakes one thread less; a flood goes to a virtual thread again.
///
/// Threading: as [Pipe]. Reading belongs to whoever is told that there is something, and is told again only when he
/// is through.
final class SocketPipe extends Pipe implements SocketWatcher.Handler {
    private static final int SHORT = 16 << 10;
    private static final int LONG = 64 << 10;

    /// Of the few threads that watch sockets.
    private static final ThreadLocal<byte[]> BUFFERS = ThreadLocal.withInitial(() -> new byte[SHORT]);

    private final SocketChannel socket;
    private final SocketWatcher.Watch watch;
    private final SocketAddress remote;
    private final SocketAddress local;
    private volatile boolean settled;

    SocketPipe(PipeConnector connector, SocketChannel socket, SocketWatcher sockets) throws IOException {
        super(connector);
        this.socket = socket;
        try {
            this.remote = Objects.requireNonNull(socket.getRemoteAddress());
            this.local = Objects.requireNonNull(socket.getLocalAddress());
            this.watch = sockets.watch(socket, this);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    void open() {
        watch.wantRead(true);
    }

    @Override
    void settled() {
        settled = true;
    }

    @Override
    public void readable() {
        if (!settled) {
            pump();
            return;
        }
        byte[] buffer = BUFFERS.get();
        int count = receive(buffer);
        if (count > 0) {
            received(buffer, count);
            if (count == buffer.length) {
                pump();
            }
        }
    }

    /// Reads on a thread that may wait, until there is nothing more.
    private void pump() {
        watch.wantRead(false);
        var _ = Thread.ofVirtual().name("ssh-" + getId()).start(() -> {
            byte[] buffer = new byte[settled ? LONG : SHORT];
            int count = receive(buffer);
            while (count > 0) {
                received(buffer, count);
                count = receive(buffer);
            }
            if (count == 0) {
                watch.wantRead(true);
            }
        });
    }

    /// Reads what is there; 0 where there is nothing, less where there will be nothing.
    private int receive(byte[] buffer) {
        if (isClosed()) {
            return -1;
        }
        try {
            int count = socket.read(ByteBuffer.wrap(buffer));
            if (count < 0) {
                close(true);
            }
            return count;
        } catch (IOException e) {
            failed(e);
            return -1;
        }
    }

    @Override
    public void writable() {
        flush();
    }

    @Override
    void take(ByteBuffer bytes) throws IOException {
        socket.write(bytes);
    }

    @Override
    void wantRoom(boolean wanted) {
        watch.wantWrite(wanted);
    }

    @Override
    void free() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed all the same.
        }
        watch.close();
    }

    @Override
    public SocketAddress getRemoteAddress() {
        return remote;
    }

    @Override
    public SocketAddress getLocalAddress() {
        return local;
    }
}
