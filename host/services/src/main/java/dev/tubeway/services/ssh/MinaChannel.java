package dev.tubeway.services.ssh;

import dev.tubeway.spi.SshChannel;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.sshd.client.channel.AbstractClientChannel;
import org.apache.sshd.client.channel.PtyCapableChannelSession;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.jspecify.annotations.Nullable;

/// A channel of the library as a stream that never waits.
///
/// Threading: as [SshChannel]; the library tells things on its own threads.
final class MinaChannel implements SshChannel, Channels.Arrivals {
    private static final int MOST_AT_ONCE = 32 << 10;

    private final Runnable changed;
    private final Inbox inbox;
    private final AtomicBoolean writing = new AtomicBoolean();
    private volatile State state = new State.Opening();
    private volatile boolean inOrder;
    private volatile boolean closed;

    /// Whoever wrote found no room, and waits.
    private volatile boolean full;

    private volatile @Nullable AbstractClientChannel channel;

    MinaChannel(Runnable changed) {
        this.changed = changed;
        this.inbox = new Inbox(changed);
    }

    /// @param lendsKeys tells the server that there is an agent
    void open(Session session, Request request, boolean lendsKeys) {
        AbstractClientChannel made = Channels.of(request, lendsKeys, this);
        channel = made;
        try {
            ConnectionService service = session.getService(ConnectionService.class);
            service.registerChannel(made);
            made.open().addListener(this::opened);
        } catch (IOException | RuntimeException e) {
            failed(new State.Failed(false, "no channel could be opened: " + e.getMessage()));
        }
    }

    private void opened(OpenFuture future) {
        Throwable failure = future.getException();
        if (failure == null) {
            state = new State.Open();
            changed.run();
        } else {
            boolean refused = failure instanceof org.apache.sshd.common.channel.exception.SshChannelOpenException;
            failed(new State.Failed(
                    refused, (refused ? "the server refused: " : "the connection broke: ") + failure.getMessage()));
        }
    }

    void failed(State.Failed failure) {
        state = failure;
        inbox.end();
    }

    @Override
    public State state() {
        return state;
    }

    // ---- told by the library

    @Override
    public void data(byte[] bytes, int offset, int length) {
        inbox.add(bytes, offset, length);
    }

    @Override
    public void closedByServer() {
        inOrder = true;
    }

    @Override
    public void eof() {
        inOrder = true;
        inbox.end();
    }

    @Override
    public void over() {
        inbox.end();
    }

    // ---- the reader and the writer

    @Override
    public int read(byte[] target, int offset, int length) {
        int count = inbox.read(target, offset, length);
        AbstractClientChannel known = channel;
        if (count > 0 && known != null && !inbox.hasEnded()) {
            try {
                known.getLocalWindow().release(count);
            } catch (IOException e) {
                // The connection broke, and that is told after what came before.
            }
        }
        return count;
    }

    @Override
    public int write(byte[] source, int offset, int length) {
        AbstractClientChannel known = channel;
        if (closed || known == null || known.isClosing() || inbox.hasEnded()) {
            return ENDED;
        }
        if (!writing.compareAndSet(false, true)) {
            full = true;
            // It may have become free in between, which nobody would tell.
            if (writing.get() || !writing.compareAndSet(false, true)) {
                return 0;
            }
        }
        full = false;
        int count = Math.min(length, MOST_AT_ONCE);
        byte[] copy = new byte[count];
        System.arraycopy(source, offset, copy, 0, count);
        try {
            known.getAsyncIn().writeBuffer(new ByteArrayBuffer(copy)).addListener(this::written);
        } catch (IOException e) {
            writing.set(false);
            return ENDED;
        }
        return count;
    }

    private void written(IoWriteFuture future) {
        writing.set(false);
        if (full) {
            changed.run();
        }
    }

    @Override
    public void shutdown() {
        AbstractClientChannel known = channel;
        if (known != null && known.getAsyncIn() != null) {
            // In order: it waits for what is being written.
            known.getAsyncIn().close(false);
        }
    }

    @Override
    public boolean isReadable() {
        return inbox.isReadable();
    }

    @Override
    public boolean isWritable() {
        if (!writing.get() || inbox.hasEnded()) {
            return true;
        }
        full = true;
        return !writing.get();
    }

    @Override
    public boolean hasEnded() {
        return inbox.hasEnded();
    }

    @Override
    public boolean isBroken() {
        return inbox.hasEnded() && !inOrder && !closed;
    }

    @Override
    public void resize(Size size) {
        if (channel instanceof PtyCapableChannelSession terminal && !inbox.hasEnded()) {
            try {
                terminal.sendWindowChange(size.columns(), size.rows(), size.height(), size.width());
            } catch (SshException e) {
                // The connection broke, and that is told by reading.
            } catch (IOException e) {
                // As above.
            }
        }
    }

    @Override
    public OptionalInt exitStatus() {
        AbstractClientChannel known = channel;
        Integer status = known == null ? null : known.getExitStatus();
        return status == null ? OptionalInt.empty() : OptionalInt.of(status);
    }

    @Override
    public Optional<String> exitSignal() {
        AbstractClientChannel known = channel;
        return known == null ? Optional.empty() : Optional.ofNullable(known.getExitSignal());
    }

    @Override
    public void close() {
        closed = true;
        AbstractClientChannel known = channel;
        if (known != null) {
            known.close(false);
        }
    }
}
