package dev.tubeway.services.ssh;

import dev.tubeway.spi.SshChannel;
import dev.tubeway.spi.SshConnection.Failure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A channel of another SSH connection under this one: the way through a jump host.
///
/// Threading: as [Pipe]; one virtual thread at a time gives the library what came.
final class ChannelPipe extends Pipe {
    private static final int MOST = 32 << 10;

    private final AtomicInteger changes = new AtomicInteger();
    private @Nullable SshChannel channel;
    private @Nullable MinaConnection connection;
    private Runnable start = () -> {};
    private boolean started;
    private volatile boolean reads;

    ChannelPipe(PipeConnector connector) {
        super(connector);
    }

    /// @param whenOpen started once the far server has connected on
    void attach(SshChannel theChannel, MinaConnection theConnection, Runnable whenOpen) {
        channel = theChannel;
        connection = theConnection;
        start = whenOpen;
        channelChanged();
    }

    @Override
    void open() {
        reads = true;
        channelChanged();
    }

    @Override
    void settled() {
        // What comes is always given on a thread that may wait.
    }

    /// Something became possible on the channel.
    void channelChanged() {
        if (changes.getAndIncrement() == 0) {
            var _ = Thread.ofVirtual().name("ssh-" + getId()).start(this::work);
        }
    }

    private void work() {
        int seen = changes.get();
        while (seen > 0) {
            SshChannel known = channel;
            if (known != null) {
                look(known);
            }
            seen = changes.addAndGet(-seen);
        }
    }

    private void look(SshChannel known) {
        switch (known.state()) {
            case SshChannel.State.Opening _ -> {
                // It tells when it is.
            }
            case SshChannel.State.Failed(boolean refused, String why) -> {
                if (connection != null) {
                    connection.fails(refused ? Failure.REFUSED : Failure.CLOSED, why);
                }
                close(true);
            }
            case SshChannel.State.Open _ -> {
                if (!started) {
                    started = true;
                    start.run();
                }
                flush();
                if (reads) {
                    read(known);
                }
            }
        }
    }

    private void read(SshChannel known) {
        byte[] buffer = new byte[MOST];
        int count = known.read(buffer, 0, buffer.length);
        while (count > 0) {
            received(buffer, count);
            count = known.read(buffer, 0, buffer.length);
        }
        if (count < 0) {
            close(true);
        }
    }

    @Override
    void take(ByteBuffer bytes) throws IOException {
        SshChannel known = channel;
        if (known == null) {
            return;
        }
        while (bytes.hasRemaining()) {
            int count = known.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
            if (count == 0) {
                return;
            }
            if (count < 0) {
                throw new IOException("the way through the other server is closed");
            }
            bytes.position(bytes.position() + count);
        }
    }

    @Override
    void wantRoom(boolean wanted) {
        // The channel tells each time that it has room again.
    }

    @Override
    void free() {
        SshChannel known = channel;
        if (known != null) {
            known.close();
        }
    }
}
