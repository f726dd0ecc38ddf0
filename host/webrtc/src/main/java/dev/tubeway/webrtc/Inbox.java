package dev.tubeway.webrtc;

import dev.tubeway.spi.TransportChannel;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Hands the events of a channel to its listener in order, and keeps those that come before there is a listener.
///
/// Invariants: `direct` is set only when nothing is kept, so an event never overtakes a kept one; the opening comes
/// first and once, the close last and once. Kept events are delivered by the thread that attaches, all later ones by
/// the callback thread. The callback thread never waits for a listener that another thread runs: it takes `this`
/// only for moments.
///
/// Units: bytes of payload kept.   Ownership: copies what it keeps.
final class Inbox {
    private final long capacityBytes;
    private final ArrayDeque<Event> kept = new ArrayDeque<>();
    /// Held by the attaching thread for each kept event, so that [#silence()] can wait for it.
    private final ReentrantLock delivery = new ReentrantLock();

    private long keptBytes;
    private boolean opened;
    private boolean closed;
    private boolean attached;
    private volatile TransportChannel.@Nullable Listener direct;

    Inbox(long capacityBytes) {
        this.capacityBytes = capacityBytes;
    }

    /// The channel is open. Again: nothing.
    void open() {
        TransportChannel.Listener listener;
        synchronized (this) {
            if (opened || closed) {
                return;
            }
            opened = true;
            listener = direct;
            if (listener == null) {
                kept.add(new Opened());
                return;
            }
        }
        listener.onOpen();
    }

    /// One message. Returns false where it is one too many to keep; it is lost then.
    boolean message(ByteBuffer data, boolean binary) {
        TransportChannel.Listener listener = direct;
        if (listener == null) {
            synchronized (this) {
                listener = direct;
                if (listener == null) {
                    return keep(data, binary);
                }
            }
        }
        listener.onMessage(data, binary);
        return true;
    }

    /// The channel is closed. Again: nothing.
    void close() {
        TransportChannel.Listener listener;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            listener = direct;
            if (listener == null) {
                kept.add(new Closed());
                return;
            }
        }
        listener.onClosed();
    }

    /// Sets the one listener and delivers to it what was kept.
    void attach(TransportChannel.Listener listener) {
        synchronized (this) {
            if (attached) {
                throw new IllegalStateException("a channel takes one listener");
            }
            attached = true;
        }
        delivery.lock();
        try {
            for (Event next = take(listener); next != null; next = take(listener)) {
                CallbackGuard.run("kept event", next, listener, Inbox::deliver);
            }
        } finally {
            delivery.unlock();
        }
    }

    /// Lets nothing reach the listener any more; returns when no kept event is being delivered by another thread.
    void silence() {
        delivery.lock();
        try {
            synchronized (this) {
                kept.clear();
                keptBytes = 0;
                direct = new Deaf();
            }
        } finally {
            delivery.unlock();
        }
    }

    private boolean keep(ByteBuffer data, boolean binary) {
        if (closed) {
            return true;
        }
        int size = data.remaining();
        if (keptBytes + size > capacityBytes) {
            return false;
        }
        byte[] copy = new byte[size];
        data.get(data.position(), copy);
        kept.add(new Message(copy, binary));
        keptBytes += size;
        return true;
    }

    private synchronized @Nullable Event take(TransportChannel.Listener listener) {
        Event next = kept.poll();
        if (next == null && direct == null) {
            direct = listener;
        }
        if (next instanceof Message message) {
            keptBytes -= message.data.length;
        }
        return next;
    }

    private static void deliver(Event event, TransportChannel.Listener listener) {
        switch (event) {
            case Opened() -> listener.onOpen();
            case Message(var data, var binary) ->
                listener.onMessage(
                        ByteBuffer.allocateDirect(data.length).put(data).flip(), binary);
            case Closed() -> listener.onClosed();
        }
    }

    private sealed interface Event {}

    private record Opened() implements Event {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Message(byte[] data, boolean binary) implements Event {}

    private record Closed() implements Event {}

    private static final class Deaf implements TransportChannel.Listener {
        @Override
        public void onOpen() {}

        @Override
        public void onMessage(ByteBuffer data, boolean binary) {}

        @Override
        public void onClosed() {}
    }
}
