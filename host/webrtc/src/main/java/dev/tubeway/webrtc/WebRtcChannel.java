package dev.tubeway.webrtc;

import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelBuffer;
import dev.tubeway.spi.TransportChannel;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/// One data channel.
///
/// Two things end the process when done wrong: freeing the native channel during a send, and touching it after its
/// factory is gone. Hence one rule: whoever touches the native channel is inside the [Gate], and it is freed once,
/// behind the shut gate, by the peer or on a thread of its own after the other side closed it; never in a callback.
/// Two more close the channel without a word: a message over 262,144 bytes and more than 16 MiB queued. [#send]
/// refuses both.
///
/// Threading: as the interface says. A send takes no lock and no other thread of ours.
final class WebRtcChannel implements TransportChannel {
    /// The library's own limit, bytes.
    static final int NATIVE_MAX_MESSAGE_BYTES = 262_144;

    /// The library closes a channel that has more than 16 MiB queued; the rest is for what it counts besides.
    static final long MAX_QUEUED_BYTES = (16L << 20) - (256L << 10);

    private static final long MAX_KEPT_BYTES = 16L << 20;
    private static final System.Logger LOG = System.getLogger(WebRtcChannel.class.getName());

    private enum State {
        CONNECTING,
        OPEN,
        CLOSING,
        CLOSED
    }

    private final WebRtcPeer peer;
    private final RTCDataChannel channel;
    private final String label;
    private final ChannelCallbacks callbacks = new ChannelCallbacks(this);
    private final Gate gate = new Gate();
    private final Inbox inbox = new Inbox(MAX_KEPT_BYTES);
    private final AtomicBoolean freeing = new AtomicBoolean();
    private final CountDownLatch freed = new CountDownLatch(1);
    private volatile State state = State.CONNECTING;
    /// An upper bound of what is queued, bytes; the one sending thread's own.
    private long queuedAtMost;

    WebRtcChannel(WebRtcPeer peer, RTCDataChannel channel) {
        this.peer = peer;
        this.channel = channel;
        this.label = NativeCalls.get(channel::getLabel);
    }

    /// Starts the callbacks. Call once, before anybody else sees the channel.
    void listen() {
        NativeCalls.run(() -> channel.registerObserver(callbacks));
        // The channel may have opened before there was an observer to tell.
        stateChanged();
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public boolean isOpen() {
        return state == State.OPEN;
    }

    @Override
    public int maxMessageBytes() {
        return peer.maxMessageBytes();
    }

    @Override
    public boolean send(ByteBuffer message) {
        int size = message.remaining();
        if (!message.isDirect()) {
            throw new IllegalArgumentException("a message is sent from a direct buffer: direct=false");
        }
        if (size > peer.maxMessageBytes()) {
            throw new IllegalArgumentException(
                    "a message must not be larger than maxMessageBytes=" + peer.maxMessageBytes() + ": size=" + size);
        }
        if (state != State.OPEN || !gate.enter()) {
            return false;
        }
        try {
            if (queuedAtMost + size > MAX_QUEUED_BYTES) {
                queuedAtMost = NativeCalls.get(channel::getBufferedAmount);
                requireRoom(size);
            }
            // Native code takes the whole buffer, whatever its position and limit.
            boolean whole = size == message.capacity();
            NativeCalls.enter();
            try {
                channel.send(new RTCDataChannelBuffer(whole ? message : message.slice(), true));
            } finally {
                NativeCalls.leave();
            }
            queuedAtMost += size;
            return true;
        } catch (IllegalStateException full) {
            throw full;
        } catch (Exception | Error failed) {
            LOG.log(Level.ERROR, "send failed in native code: peer=" + peer.name() + " channel=" + label, failed);
            return false;
        } finally {
            gate.leave();
        }
    }

    @Override
    public long bufferedBytes() {
        if (!gate.enter()) {
            return 0;
        }
        try {
            return NativeCalls.get(channel::getBufferedAmount);
        } finally {
            gate.leave();
        }
    }

    @Override
    public void attach(Listener listener) {
        inbox.attach(listener);
    }

    @Override
    public void close() {
        if (state == State.CLOSED || !gate.enter()) {
            return;
        }
        try {
            state = State.CLOSING;
            NativeCalls.run(channel::close);
        } finally {
            gate.leave();
        }
    }

    /// In a callback: one message came.
    void received(RTCDataChannelBuffer buffer) {
        peer.received();
        if (!inbox.message(buffer.data, buffer.binary)) {
            LOG.log(
                    Level.WARNING,
                    "nobody listens and too much is kept, channel closed: peer={0} channel={1}",
                    peer.name(),
                    label);
            close();
        }
    }

    /// In a callback, or before anybody else has the channel: looks what the state is now.
    void stateChanged() {
        if (!gate.enter()) {
            return;
        }
        try {
            switch (NativeCalls.get(channel::getState)) {
                case CONNECTING -> {}
                case OPEN -> {
                    if (state == State.CONNECTING) {
                        state = State.OPEN;
                    }
                    inbox.open();
                }
                case CLOSING -> state = State.CLOSING;
                case CLOSED -> closedByNative();
            }
        } finally {
            gate.leave();
        }
    }

    /// Frees the native channel; idempotent. Returns when it is gone and no callback runs any more.
    ///
    /// Threading: never on the callback thread, which it waits for.
    void free() {
        if (!freeing.compareAndSet(false, true)) {
            Uninterruptible.await(freed);
            return;
        }
        try {
            gate.shut();
            state = State.CLOSED;
            NativeCalls.run(channel::unregisterObserver);
            callbacks.detach();
            CallbackGuard.run("onClosed", inbox, inbox, (told, _) -> told.close());
            NativeCalls.run(channel::dispose);
        } catch (RuntimeException | Error failed) {
            LOG.log(Level.DEBUG, "channel not freed cleanly: peer=" + peer.name() + " channel=" + label, failed);
        } finally {
            freed.countDown();
        }
    }

    /// After [#free()]: what was kept is dropped, and no listener is called any more.
    void silence() {
        inbox.silence();
    }

    private void closedByNative() {
        state = State.CLOSED;
        inbox.close();
        peer.channelClosed(this);
    }

    private void requireRoom(int size) {
        if (queuedAtMost + size > MAX_QUEUED_BYTES) {
            throw new IllegalStateException("the channel would close with more than " + MAX_QUEUED_BYTES
                    + " bytes queued; wait until bufferedBytes() has fallen: queued=" + queuedAtMost + " size="
                    + size);
        }
    }
}
