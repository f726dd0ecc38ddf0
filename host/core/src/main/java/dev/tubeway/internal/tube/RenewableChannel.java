package dev.tubeway.internal.tube;

import dev.tubeway.internal.buffer.Buffer;
import dev.tubeway.internal.buffer.BufferPool;
import dev.tubeway.internal.channel.Control;
import dev.tubeway.spi.TransportChannel;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A channel whose place another one takes, of another peer, while both sides go on sending.
///
/// Each direction goes over by itself, and in order. What is sent goes through the old channel, up to a
/// Switch that says that nothing follows there, and through the new one from then on. What comes
/// through the new one waits in its own keeping until the Switch has come through the old one. Until
/// the far side has told that it reads the new one, what was sent there counts as not yet taken, so
/// that the sender stops before the far side would have to keep too much.
///
/// Threading: as the interface says; [#goOver] and [#confirmed] any thread, [#hear] the one that
/// brought the Switch or the new channel.
/// Source: docs/protocol.md, "Renewal".
final class RenewableChannel implements TransportChannel {
    private final BufferPool pool;
    private final String label;
    private volatile TransportChannel out;
    private volatile TransportChannel heard;
    private volatile @Nullable Next next;

    /// What messages went through before, until the far side has told that it reads the new one.
    private volatile @Nullable TransportChannel left;

    private volatile long unconfirmedBytes;
    private volatile @Nullable Listener listener;
    private boolean opened;

    private record Next(TransportChannel channel, int attempt) {}

    RenewableChannel(TransportChannel first, BufferPool pool) {
        this.pool = pool;
        this.label = first.label();
        this.out = first;
        this.heard = first;
    }

    /// Sends what follows through another channel, which is open, from the next message on.
    void goOver(TransportChannel channel, int attempt) {
        next = new Next(channel, attempt);
    }

    /// The far side reads the new channel.
    void confirmed() {
        left = null;
    }

    /// The far side sends through another channel from now on: tells what it keeps and what follows,
    /// and nothing of the old one any more.
    void hear(TransportChannel channel) {
        heard = channel;
        channel.attach(new Ear(channel));
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public boolean isOpen() {
        return out.isOpen();
    }

    @Override
    public int maxMessageBytes() {
        return out.maxMessageBytes();
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread sends at a time
    public boolean send(ByteBuffer message) {
        Next due = next;
        if (due != null) {
            next = null;
            if (!leaves(due)) {
                return false;
            }
        }
        int bytes = message.remaining();
        boolean sent = out.send(message);
        if (sent && left != null) {
            unconfirmedBytes += bytes;
        }
        return sent;
    }

    private boolean leaves(Next due) {
        // The answer may be here before the Switch has been handed over.
        unconfirmedBytes = 0;
        left = out;
        Buffer last = Control.renewal(pool, System.currentTimeMillis(), Control.SWITCH, due.attempt, "");
        try {
            if (!out.send(last.view(0, last.length()))) {
                return false;
            }
        } finally {
            last.release();
        }
        out = due.channel;
        return true;
    }

    @Override
    public long bufferedBytes() {
        TransportChannel before = left;
        return before == null ? out.bufferedBytes() : before.bufferedBytes() + unconfirmedBytes;
    }

    @Override
    public void attach(Listener value) {
        listener = value;
        out.attach(new Ear(out));
    }

    @Override
    public void close() {
        TransportChannel before = left;
        if (before != null) {
            before.close();
        }
        out.close();
        heard.close();
    }

    /// Tells what comes through one channel while that is the one that is read.
    private final class Ear implements Listener {
        private final TransportChannel channel;

        Ear(TransportChannel channel) {
            this.channel = channel;
        }

        private @Nullable Listener told() {
            return heard.equals(channel) ? listener : null;
        }

        @Override
        public void onOpen() {
            Listener told = told();
            if (told != null && !opened) {
                opened = true;
                told.onOpen();
            }
        }

        @Override
        public void onMessage(ByteBuffer data, boolean binary) {
            Listener told = told();
            if (told != null) {
                told.onMessage(data, binary);
            }
        }

        @Override
        public void onClosed() {
            Listener told = told();
            if (told != null) {
                told.onClosed();
            }
        }
    }
}
