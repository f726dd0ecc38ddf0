package dev.tubeway.internal.tube;

import dev.tubeway.IceServer;
import dev.tubeway.spi.PeerTransport;
import dev.tubeway.spi.TransportChannel;
import dev.tubeway.spi.TransportException;
import dev.tubeway.spi.TransportProvider;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Peers that meet in memory: the contract of the transport without a network, so that the core is tested by
/// itself.
///
/// Each peer has one delivery thread, like the callback thread of the real one. The description is a small
/// SDP that names
/// the peer; who takes it is joined to it.
public final class MemoryTransport implements TransportProvider {
    private static final Map<String, Peer> PEERS = new ConcurrentHashMap<>();
    private static final AtomicInteger NAMES = new AtomicInteger();
    private static final Pattern NAME = Pattern.compile("a=memory:(\\S+)");

    final List<Peer> peers = new CopyOnWriteArrayList<>();
    volatile boolean holdCreates;

    /// Peers that were asked for, those that are held too.
    final AtomicInteger asked = new AtomicInteger();

    /// No more peers are made.
    volatile boolean refuses;

    /// The next peer is worn from the start.
    final AtomicBoolean wearsNext = new AtomicBoolean();

    @Override
    public PeerTransport open(PeerOptions options, PeerTransport.Listener listener) throws TransportException {
        asked.incrementAndGet();
        while (holdCreates) {
            Thread.onSpinWait();
            Thread.yield();
        }
        if (refuses) {
            throw new TransportException(TransportException.Cause.UNAVAILABLE, "the test wants none");
        }
        Peer peer = new Peer(listener);
        peers.add(peer);
        if (wearsNext.getAndSet(false)) {
            listener.onWorn();
        }
        return peer;
    }

    @Override
    public List<Finding> diagnose(List<IceServer> servers, Duration timeout) {
        return List.of(new Finding("memory", Verdict.OK, "always there", ""));
    }

    @Override
    public void close() {
        peers.forEach(Peer::close);
    }

    /// One end.
    static final class Peer implements PeerTransport {
        final String name = "peer-" + NAMES.incrementAndGet();
        final Listener listener;
        final List<Channel> channels = new CopyOnWriteArrayList<>();
        final Mailbox<Runnable> delivery = new Mailbox<>(name, Runnable::run);
        volatile @Nullable Peer other;
        volatile boolean closed;

        /// How many messages are lost on each channel that the other side makes.
        volatile int losesFirst;
        volatile boolean offered;

        Peer(Listener listener) {
            this.listener = listener;
            PEERS.put(name, this);
        }

        private String sdp(String kind) {
            return "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=memory:" + name + "\r\na=kind:" + kind
                    + "\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n";
        }

        private Peer find(String sdp, String kind) throws TransportException {
            Matcher matcher = NAME.matcher(sdp);
            Peer found = matcher.find() ? PEERS.get(matcher.group(1)) : null;
            if (found == null) {
                throw new TransportException(TransportException.Cause.BAD_DESCRIPTION, "names no peer");
            }
            if (!sdp.contains("a=kind:" + kind)) {
                throw new TransportException(TransportException.Cause.WRONG_STATE, "not an " + kind);
            }
            return found;
        }

        @Override
        public String createOffer() {
            offered = true;
            // As the real one does: it begins to look for a path before the answer is there.
            listener.onState(State.CONNECTING);
            return sdp("offer");
        }

        @Override
        public String acceptOffer(String sdp) throws TransportException {
            other = find(sdp, "offer");
            listener.onState(State.CONNECTING);
            return sdp("answer");
        }

        @Override
        public void acceptAnswer(String sdp) throws TransportException {
            Peer far = find(sdp, "answer");
            if (!offered) {
                throw new TransportException(TransportException.Cause.WRONG_STATE, "no offer waits for an answer");
            }
            offered = false;
            other = far;
            far.other = this;
            delivery.post(() -> listener.onState(State.CONNECTED));
            far.delivery.post(() -> far.listener.onState(State.CONNECTED));
            channels.forEach(Channel::join);
        }

        @Override
        public void addCandidate(String candidate) throws TransportException {
            if (!candidate.isEmpty() && !candidate.startsWith("candidate:")) {
                throw new TransportException(TransportException.Cause.BAD_CANDIDATE, "not a candidate");
            }
        }

        @Override
        public String restartIce() {
            offered = true;
            return sdp("offer");
        }

        @Override
        public TransportChannel openChannel(String label) {
            Channel channel = new Channel(this, label);
            channels.add(channel);
            if (other != null) {
                channel.join();
            }
            return channel;
        }

        @Override
        public Stats stats() {
            return Stats.none();
        }

        /// The network between the two is gone, without a word.
        void vanish() {
            Peer far = other;
            if (far != null) {
                far.other = null;
                far.delivery.post(() -> far.listener.onState(State.DISCONNECTED));
            }
            channels.forEach(channel -> channel.cut = true);
        }

        @Override
        public void close() {
            if (closed) {
                return;
            }
            closed = true;
            PEERS.remove(name);
            channels.forEach(Channel::close);
            delivery.close();
        }
    }

    /// One end of a channel.
    static final class Channel implements TransportChannel {
        final Peer peer;
        final String label;
        final AtomicLong buffered = new AtomicLong();
        final ArrayDeque<ByteBuffer> stalled = new ArrayDeque<>();
        private final ArrayDeque<Runnable> early = new ArrayDeque<>();
        volatile @Nullable Channel far;
        volatile boolean open;
        volatile boolean closed;
        volatile boolean cut;

        /// How long each message takes after it has left; one that is on its way when this end closes is lost.
        volatile Duration onTheWay = Duration.ZERO;

        private final AtomicInteger deaf = new AtomicInteger();
        private boolean stall;
        private @Nullable Listener listener;

        Channel(Peer peer, String label) {
            this.peer = peer;
            this.label = label;
        }

        void join() {
            Peer other = peer.other;
            if (other == null || far != null) {
                return;
            }
            Channel end = new Channel(other, label);
            end.deaf.set(other.losesFirst);
            far = end;
            end.far = this;
            other.channels.add(end);
            end.open = true;
            open = true;
            other.delivery.post(() -> {
                other.listener.onChannel(end);
                end.tell(Listener::onOpen);
            });
            peer.delivery.post(() -> tell(Listener::onOpen));
        }

        private synchronized void tell(java.util.function.Consumer<Listener> event) {
            Listener known = listener;
            if (known == null) {
                early.add(() -> event.accept(java.util.Objects.requireNonNull(listener)));
            } else {
                event.accept(known);
            }
        }

        @Override
        public String label() {
            return label;
        }

        @Override
        public boolean isOpen() {
            return open && !closed;
        }

        @Override
        public int maxMessageBytes() {
            return 262_144;
        }

        @Override
        public boolean send(ByteBuffer message) {
            if (!isOpen()) {
                return false;
            }
            ByteBuffer copy = ByteBuffer.allocateDirect(message.remaining());
            copy.put(message.duplicate()).flip();
            buffered.addAndGet(copy.remaining());
            synchronized (stalled) {
                if (stall) {
                    stalled.add(copy);
                    return true;
                }
            }
            pass(copy);
            return true;
        }

        private void pass(ByteBuffer message) {
            Channel to = far;
            if (to == null || cut) {
                return;
            }
            Duration way = onTheWay;
            if (!way.isZero()) {
                buffered.addAndGet(-message.remaining());
                to.peer.delivery.post(() -> {
                    LockSupport.parkNanos(way.toNanos());
                    if (!closed) {
                        to.tell(l -> l.onMessage(message, true));
                    }
                });
                return;
            }
            to.peer.delivery.post(() -> {
                buffered.addAndGet(-message.remaining());
                if (to.deaf.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                    return;
                }
                to.tell(l -> l.onMessage(message, true));
            });
        }

        /// Holds messages back, or lets them go.
        void stall(boolean value) {
            synchronized (stalled) {
                stall = value;
                while (!stall && !stalled.isEmpty()) {
                    pass(stalled.removeFirst());
                }
            }
        }

        /// Sends a text message, which no peer may.
        void text() {
            Channel to = java.util.Objects.requireNonNull(far);
            to.peer.delivery.post(() -> to.tell(l -> l.onMessage(ByteBuffer.wrap(new byte[] {65}), false)));
        }

        @Override
        public long bufferedBytes() {
            return buffered.get();
        }

        @Override
        public synchronized void attach(Listener value) {
            listener = value;
            while (!early.isEmpty()) {
                early.removeFirst().run();
            }
        }

        @Override
        public void close() {
            if (closed) {
                return;
            }
            closed = true;
            tell(Listener::onClosed);
            Channel end = far;
            if (end != null && !end.closed && !cut) {
                end.peer.delivery.post(() -> {
                    if (!end.closed) {
                        end.closed = true;
                        end.tell(Listener::onClosed);
                    }
                });
            }
        }
    }
}
