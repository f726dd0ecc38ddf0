package dev.tubeway.internal.tube;

import dev.tubeway.CloseReason;
import dev.tubeway.CloseReason.Kind;
import dev.tubeway.ConnectionInfo;
import dev.tubeway.Conversation;
import dev.tubeway.GatewayListener.Event;
import dev.tubeway.IceServer;
import dev.tubeway.Tube;
import dev.tubeway.TubeLimits;
import dev.tubeway.TubeRequest;
import dev.tubeway.TubeStats;
import dev.tubeway.TubeStatus;
import dev.tubeway.TubewayException;
import dev.tubeway.TubewayException.Problem;
import dev.tubeway.internal.buffer.BufferPool;
import dev.tubeway.internal.channel.Control;
import dev.tubeway.internal.channel.Frame;
import dev.tubeway.internal.connection.Connection;
import dev.tubeway.internal.connection.FlowControl;
import dev.tubeway.internal.connection.Outbound;
import dev.tubeway.internal.conversation.Conversations;
import dev.tubeway.internal.conversation.Entrance;
import dev.tubeway.internal.conversation.Target;
import dev.tubeway.spi.PeerTransport;
import dev.tubeway.spi.TransportChannel;
import dev.tubeway.spi.TransportException;
import dev.tubeway.spi.TransportProvider.PeerOptions;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A tube: one peer, its channels, and this side's part in the conversation.
///
/// The class is long because it is the one place where a tube's parts meet; each part is a room of its own.
/// What can
/// block runs on the caller's thread or on a virtual thread of the tube, never on the transport's.
///
/// Threading: any thread; the status has a lock of its own, held for moments.
/// Ownership: [#close] frees channels, connections, sockets, entrance and peer, in reverse order of their
/// making.
public final class GatewayTube implements Tube {
    private static final Logger LOG = System.getLogger(GatewayTube.class.getName());
    private static final Duration RESTART_AFTER = Duration.ofSeconds(2);
    /// Signalling takes its time: an offer is not replaced by the next before it could be answered.
    private static final Duration RESTART_GAP = Duration.ofSeconds(5);

    private static final int RESTARTS_IN_A_ROW = 3;
    private static final Duration RESTART_PAUSE = Duration.ofSeconds(15);

    private final String id;
    private final TubeRequest request;
    private final Shared shared;
    private final Consumer<GatewayTube> onClosed;
    private final Instant createdAt = Instant.now();
    private final long createdNanos = System.nanoTime();
    private final TubeMeter meter = new TubeMeter();
    private final TubeChannels channels = new TubeChannels(this);
    private final Renewal renewal;
    private final AtomicInteger numbers = new AtomicInteger();
    private final CircuitBreaker restarts = new CircuitBreaker(RESTARTS_IN_A_ROW, RESTART_PAUSE);
    private final AtomicBoolean entranceStarted = new AtomicBoolean();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final AtomicBoolean shedding = new AtomicBoolean();
    private final CountDownLatch settled = new CountDownLatch(1);
    private final CountDownLatch gone = new CountDownLatch(1);

    private volatile TubeStatus status = TubeStatus.NEW;
    private volatile PeerProfile peer = PeerProfile.OLDER;
    private volatile @Nullable PeerTransport transport;
    private volatile PeerEvents inUse = events(this::onChannel);
    private volatile @Nullable Entrance entrance;
    private volatile @Nullable Target target;
    private volatile @Nullable String offer;
    private volatile @Nullable String answer;
    private volatile @Nullable CloseReason closeReason;
    private volatile @Nullable Instant readyAt;
    private volatile long silentSinceNanos;
    private volatile long restartedNanos = System.nanoTime() - RESTART_GAP.toNanos();

    /// @param onClosed told once, when everything is freed
    GatewayTube(String id, TubeRequest request, Shared shared, Consumer<GatewayTube> onClosed) {
        this.id = id;
        this.request = request;
        this.shared = shared;
        this.onClosed = onClosed;
        this.renewal = new Renewal(this, request.offer().isEmpty());
    }

    // --- negotiation

    /// Makes everything and the local description. What fails closes the tube.
    void negotiate() {
        try {
            setStatus(TubeStatus.INITIALIZING);
            if (request.settings().listens()) {
                entrance = Conversations.entrance(request.settings(), limits(), shared.sockets());
            } else {
                target = Conversations.target(request.settings(), shared.config(), shared.sessions());
            }
            goOnUnlessClosed();
            Optional<String> offered = request.offer().map(Descriptions::decode);
            PeerTransport made = openPeer(inUse, request.trickleIce());
            transport = made;
            goOnUnlessClosed();
            if (offered.isPresent()) {
                peer = PeerProfile.of(offered.get());
                answer = local(made.acceptOffer(offered.get()));
                setStatus(TubeStatus.CONNECTING);
                publish(new Event.Answer(id, answer));
            } else {
                channels.add(made.openChannel(conversationId()));
                offer = local(made.createOffer());
            }
        } catch (TransportException e) {
            TubewayException refused = Descriptions.refused(e);
            close(CloseReason.of(Kind.CONFIGURATION_ERROR, String.valueOf(e.getMessage())));
            throw refused;
        } catch (RuntimeException e) {
            close(CloseReason.of(Kind.CONFIGURATION_ERROR, String.valueOf(e.getMessage())));
            throw e;
        }
        goOnUnlessClosed();
    }

    PeerTransport openPeer(PeerEvents events, boolean trickle) throws TransportException {
        return shared.transport().open(new PeerOptions(id, this::iceServers, request.relayOnly(), trickle), events);
    }

    private List<IceServer> iceServers() {
        List<IceServer> named = request.iceServers();
        return IceServer.grantedTo(
                id, Instant.now(), named.isEmpty() ? shared.config().iceServers() : named);
    }

    /// Frees what was made after [#close] had looked for it.
    private void goOnUnlessClosed() {
        if (!closing.get()) {
            return;
        }
        Entrance door = entrance;
        if (door != null) {
            door.close();
        }
        PeerTransport late = transport;
        if (late != null) {
            late.close();
        }
        throw closedAlready();
    }

    private String local(String sdp) {
        return Descriptions.encode(PeerProfile.announce(sdp, limits().windowBytes()));
    }

    @Override
    public void acceptAnswer(String base64) {
        String sdp = Descriptions.decode(base64);
        PeerTransport open = transport();
        if (offer == null && meter.iceRestarts.get() == 0) {
            throw new TubewayException(
                    Problem.UNEXPECTED_DESCRIPTION,
                    "the tube answered the peer's offer and waits for no answer: tubeId=" + id);
        }
        PeerProfile announced = PeerProfile.of(sdp);
        PeerProfile before = peer;
        try {
            if (readyAt == null) {
                peer = announced;
            }
            open.acceptAnswer(sdp);
        } catch (TransportException e) {
            peer = before;
            throw Descriptions.refused(e);
        }
        moveStatus(TubeStatus.INITIALIZING, TubeStatus.CONNECTING);
    }

    @Override
    public String acceptOffer(String base64) {
        String sdp = Descriptions.decode(base64);
        try {
            String made = local(transport().acceptOffer(sdp));
            answer = made;
            publish(new Event.Answer(id, made));
            return made;
        } catch (TransportException e) {
            throw Descriptions.refused(e);
        }
    }

    @Override
    public void addCandidate(String candidate) {
        try {
            transport().addCandidate(candidate);
        } catch (TransportException e) {
            throw Descriptions.refused(e);
        }
    }

    @Override
    public String restartIce() {
        if (!request.trickleIce()) {
            throw new TubewayException(
                    Problem.TRICKLE_REQUIRED,
                    "an ICE restart passes candidates one by one: make the tube with trickleIce=true; tubeId=" + id);
        }
        try {
            String made = local(transport().restartIce());
            meter.iceRestarts.incrementAndGet();
            shared.meters().iceRestarts.increment();
            publish(new Event.IceRestartOffer(id, made));
            return made;
        } catch (TransportException e) {
            throw Descriptions.refused(e);
        }
    }

    PeerTransport transport() {
        PeerTransport open = transport;
        if (open == null || closing.get()) {
            throw closedAlready();
        }
        return open;
    }

    private TubewayException closedAlready() {
        CloseReason reason = closeReason;
        return new TubewayException(
                Problem.TUBE_CLOSED,
                "the tube is closed" + (reason == null ? "" : " (" + reason + ")") + ": tubeId=" + id);
    }

    // --- the renewal of the peer

    Renewal renewal() {
        return renewal;
    }

    /// Peers of the gateway that may be made anew at a time.
    Semaphore renewals() {
        return shared.renewals();
    }

    RenewableChannel renewable() {
        return first().renewable();
    }

    private TubeChannel first() {
        return channels.primary().orElseThrow(this::closedAlready);
    }

    /// Whether a new peer can take the place of the one in use, now.
    boolean mayRenew() {
        return status == TubeStatus.READY && peer.renews() && !closing.get();
    }

    /// Whether the peer in use has told that it is worn.
    boolean isWorn() {
        return inUse.worn;
    }

    /// Says something about a renewal.
    void say(int code, int attempt, String description) {
        first().sender().control(Control.renewal(pool(), System.currentTimeMillis(), code, attempt, description));
    }

    /// Sends something, whatever it be.
    void ping() {
        first().sender().control(Control.ping(pool(), System.currentTimeMillis()));
    }

    /// From now on another peer is the tube's; the one that was until now.
    PeerTransport take(PeerTransport next, PeerEvents events) {
        PeerTransport before = Objects.requireNonNull(transport, "transport");
        transport = next;
        inUse = events;
        onState(events.last);
        return before;
    }

    void renewed() {
        meter.renewals.incrementAndGet();
        shared.meters().renewals.increment();
        LOG.log(Level.INFO, "tube {0}: a new peer has taken the place of the worn one", id);
    }

    void end(CloseReason reason) {
        inBackground(() -> close(reason));
    }

    /// @param opened takes the channels that a peer opens which is not in use yet
    PeerEvents events(Consumer<TransportChannel> opened) {
        return new PeerEvents(opened);
    }

    /// What one peer tells. The tube hears the one that is in use; of another, which is to take its place,
    /// only the new channel matters, and that it is worn once it is in use.
    final class PeerEvents implements PeerTransport.Listener {
        private final Consumer<TransportChannel> opened;
        private volatile PeerTransport.State last = PeerTransport.State.NEW;
        private volatile boolean worn;

        PeerEvents(Consumer<TransportChannel> opened) {
            this.opened = opened;
        }

        private boolean isInUse() {
            return inUse == this;
        }

        @Override
        public void onState(PeerTransport.State state) {
            last = state;
            if (isInUse()) {
                GatewayTube.this.onState(state);
            }
        }

        @Override
        public void onCandidate(String candidate) {
            if (isInUse()) {
                publish(new Event.Candidate(id, candidate));
            }
        }

        @Override
        public void onChannel(TransportChannel channel) {
            if (isInUse()) {
                GatewayTube.this.onChannel(channel);
            } else {
                opened.accept(channel);
            }
        }

        @Override
        public void onWorn() {
            worn = true;
            if (isInUse()) {
                renewal.due();
            }
        }
    }

    // --- from the transport

    private void onState(PeerTransport.State state) {
        switch (state) {
            case NEW, CONNECTING -> {
                // The transport begins before the answer is there; the descriptions move the status.
            }
            case CLOSED -> {
                if (!closing.get()) {
                    fail(CloseReason.of(Kind.CONNECTION_LOST, "the transport ended the peer; the log says why"));
                }
            }
            case CONNECTED -> {
                restarts.succeeded();
                silentSinceNanos = 0;
                connected();
            }
            case DISCONNECTED -> silent();
            case FAILED -> {
                if (readyAt != null && mayComeBack()) {
                    silent();
                } else {
                    fail(CloseReason.of(
                            readyAt == null ? Kind.CONNECTION_FAILED : Kind.CONNECTION_LOST,
                            readyAt == null
                                    ? "no path to the peer was found; `tubeway doctor` tells what a tube needs"
                                    : "the path to the peer was lost"));
                }
            }
        }
    }

    /// Whether one of the two sides restarts ICE where the path is lost.
    private boolean mayComeBack() {
        return request.trickleIce() || request.settings() instanceof Conversation.VisitDialler;
    }

    private void silent() {
        if (silentSinceNanos == 0) {
            silentSinceNanos = System.nanoTime();
        }
        if (readyAt != null) {
            setStatus(TubeStatus.DISCONNECTED);
        }
    }

    /// Whether the path to the peer is lost just now.
    boolean isSilent() {
        return silentSinceNanos != 0;
    }

    private void connected() {
        if (!channels.isOpen()) {
            setStatus(TubeStatus.ACTIVE);
            return;
        }
        if (readyAt == null) {
            readyAt = Instant.now();
        }
        setStatus(TubeStatus.READY);
        settled.countDown();
        Entrance door = entrance;
        if (door != null && entranceStarted.compareAndSet(false, true)) {
            door.start(channels);
        }
    }

    private void fail(CloseReason reason) {
        setStatus(TubeStatus.FAILED, reason);
        inBackground(() -> close(reason));
    }

    private void onChannel(TransportChannel channel) {
        if (closing.get()) {
            channel.close();
        } else {
            channels.add(channel);
        }
    }

    /// Whether a channel serves one connection only.
    boolean servesOne(TubeChannel channel) {
        return channels.servesOne(channel);
    }

    void channelOpened(TubeChannel channel) {
        publish(new Event.ChannelOpened(id, channel.label()));
        // An open channel proves the path, even where its news comes before the state's.
        if (channel.isPrimary()) {
            connected();
        }
    }

    void channelEnded(TubeChannel channel, CloseReason reason) {
        channels.remove(channel);
        publish(new Event.ChannelClosed(id, channel.label(), reason));
        if (channel.isPrimary() && !closing.get()) {
            inBackground(() -> close(reason));
        }
    }

    // --- connections

    Connection connection(
            int number, int wireNumber, String channel, int maxMessageBytes, String far, Outbound outbound) {
        TubeLimits limits = limits();
        FlowControl flow = new FlowControl(
                peer.tubeway(),
                peer.window(),
                limits.windowBytes(),
                limits.maxWindowBytes(),
                Math.min(maxMessageBytes, peer.tubeway() ? Integer.MAX_VALUE : OlderPeer.MAX_MESSAGE_BYTES)
                        - Frame.OVERHEAD_BYTES,
                limits.queueBytes());
        return new Connection(
                number,
                wireNumber,
                channel,
                far,
                flow,
                new Connection.Means(shared.pool(), shared.sockets(), outbound));
    }

    int nextNumber() {
        return numbers.incrementAndGet();
    }

    /// Why the peer may not open that connection; null where it may.
    @Nullable
    CloseReason refusal(int wireNumber) {
        if (wireNumber == 0 || target == null) {
            return CloseReason.of(Kind.CONFIGURATION_ERROR, "this side of the tube dials nothing");
        }
        if (closing.get()) {
            return CloseReason.of(Kind.TUNNEL_CLOSED, "the tube is closing");
        }
        return isFull() ? CloseReason.of(Kind.SERVER_REFUSE, "the tube has no room for a connection") : null;
    }

    /// Whether a connection more would be one too many, for the tube or for the gateway's memory.
    boolean isFull() {
        return channels.connectionCount() >= limits().maxConnections()
                || shared.pool().inUseBytes() > shared.config().maxBufferBytes();
    }

    Target target() {
        Target dialled = target;
        if (dialled == null) {
            throw new IllegalStateException("a listening tube dials nothing: tubeId=" + id);
        }
        return dialled;
    }

    void connectionStarted(Line line) {
        meter.connections.incrementAndGet();
        shared.meters().connectionsOpened.increment();
        shared.meters().connectionsOpen.incrementAndGet();
    }

    void connectionOpened(Line line) {
        shared.events()
                .publishSoon(new Event.ConnectionOpened(id, line.connection().info()));
    }

    void connectionEnded(Line line, CloseReason reason, TubeChannel channel) {
        shared.meters().connectionClosed(reason);
        LOG.log(
                Level.DEBUG,
                "tube {0} connection {1}: closed, {2}",
                id,
                line.connection().number(),
                reason);
        shared.events()
                .publishSoon(new Event.ConnectionClosed(id, line.connection().info(), reason));
        if (servesOne(channel)) {
            channel.closeWhenFlushed(reason);
        }
    }

    boolean roomToGrow() {
        return meter.held.get() < limits().tubeBufferBytes() / 2;
    }

    /// Accounts for payload that waits for sockets; where it is more than the tube may hold, the fullest
    /// connection goes.
    void held(long bytes) {
        long now = meter.held.addAndGet(bytes);
        if (now > limits().tubeBufferBytes() && shedding.compareAndSet(false, true)) {
            inBackground(() -> {
                try {
                    channels.lines().stream()
                            .map(Line::connection)
                            .max(Comparator.comparingLong(Connection::heldBytes))
                            .ifPresent(fullest -> fullest.abort(CloseReason.of(
                                    Kind.PROXY_ERROR,
                                    "the tube holds too much, and this connection the most: " + fullest.heldBytes()
                                            + " bytes")));
                } finally {
                    shedding.set(false);
                }
            });
        }
    }

    void ignored(String what, TubeChannel channel, int number) {
        LOG.log(Level.DEBUG, "tube {0} channel {1}: passed over " + what, id, channel.label(), number);
    }

    void inBackground(Runnable task) {
        Thread.ofVirtual().name("tube-" + id).start(task);
    }

    // --- what time brings

    /// Looks, about once a second, for what has waited too long. Never waits itself.
    void tick(long nowNanos) {
        if (closing.get()) {
            return;
        }
        TubeLimits limits = limits();
        if (readyAt == null && nowNanos - createdNanos > limits.connectTimeout().toNanos()) {
            fail(CloseReason.of(
                    Kind.TIMEOUT,
                    "the tube was not ready within " + limits.connectTimeout().toSeconds() + " s"));
            return;
        }
        long silent = silentSinceNanos;
        if (silent != 0 && readyAt != null) {
            if (nowNanos - silent > limits.disconnectTimeout().toNanos()) {
                fail(CloseReason.of(
                        Kind.CONNECTION_LOST,
                        "the peer was silent for " + limits.disconnectTimeout().toSeconds() + " s"));
                return;
            }
            restartWhenDue(nowNanos, silent);
        }
        renewal.tick(nowNanos);
        Duration idle = limits.idleTimeout();
        for (TubeChannel channel : channels.all()) {
            channel.keepAlive(nowNanos, limits.keepaliveInterval());
            if (!idle.isZero()) {
                for (Line line : channel.lines()) {
                    if (line.connection().idleNanos(nowNanos) > idle.toNanos()) {
                        line.connection()
                                .abort(CloseReason.of(Kind.TIMEOUT, "nothing moved for " + idle.toSeconds() + " s"));
                    }
                }
            }
        }
    }

    /// The side that made the offer restarts ICE by itself, so that the two do not collide.
    private void restartWhenDue(long nowNanos, long silent) {
        if (request.trickleIce()
                && offer != null
                && nowNanos - silent > RESTART_AFTER.toNanos()
                && nowNanos - restartedNanos > RESTART_GAP.toNanos()
                && restarts.tryNow(nowNanos)) {
            restartedNanos = nowNanos;
            inBackground(() -> {
                try {
                    restartIce();
                } catch (TubewayException e) {
                    LOG.log(Level.DEBUG, "tube {0}: the ICE restart failed: {1}", id, e.getMessage());
                }
            });
        }
    }

    // --- what can be seen

    @Override
    public String id() {
        return id;
    }

    @Override
    public String conversationId() {
        return request.conversationId();
    }

    @Override
    public Instant createdAt() {
        return createdAt;
    }

    @Override
    public TubeStatus status() {
        return status;
    }

    @Override
    public Conversation settings() {
        return request.settings();
    }

    @Override
    public Optional<String> offer() {
        return Optional.ofNullable(offer);
    }

    @Override
    public Optional<String> answer() {
        return Optional.ofNullable(answer);
    }

    @Override
    public Optional<InetSocketAddress> localListenAddress() {
        return Optional.ofNullable(entrance).map(Entrance::localAddress);
    }

    @Override
    public Optional<CloseReason> closeReason() {
        return Optional.ofNullable(closeReason);
    }

    PeerProfile peer() {
        return peer;
    }

    BufferPool pool() {
        return shared.pool();
    }

    TubeMeter meter() {
        return meter;
    }

    TubeLimits limits() {
        return shared.config().limits();
    }

    @Override
    public TubeStats stats() {
        PeerTransport open = transport;
        return new TubeStats(
                Instant.now(),
                open == null || closing.get() ? PeerTransport.Stats.none() : open.stats(),
                meter.bytesSent.get(),
                meter.bytesReceived.get(),
                meter.framesSent.get(),
                meter.framesReceived.get(),
                channels.connectionCount(),
                meter.connections.get(),
                meter.held.get(),
                meter.iceRestarts.get(),
                meter.renewals.get(),
                Optional.ofNullable(readyAt));
    }

    @Override
    public List<ConnectionInfo> connections() {
        return channels.lines().stream()
                .map(line -> line.connection().info())
                .sorted(Comparator.comparingInt(ConnectionInfo::number))
                .toList();
    }

    @Override
    public void closeConnection(int number, CloseReason reason) {
        channels.lines().stream()
                .map(Line::connection)
                .filter(connection -> connection.number() == number)
                .findFirst()
                .orElseThrow(() -> new TubewayException(
                        Problem.CONNECTION_NOT_FOUND,
                        "the tube has no such connection now: tubeId=" + id + " connection=" + number))
                .abort(reason);
    }

    @Override
    public boolean awaitReady(Duration timeout) throws InterruptedException {
        return settled.await(timeout.toNanos(), TimeUnit.NANOSECONDS) && status == TubeStatus.READY;
    }

    // --- status and ending

    private void setStatus(TubeStatus next) {
        setStatus(next, null);
    }

    private void setStatus(TubeStatus next, @Nullable CloseReason reason) {
        synchronized (settled) {
            // What has ended does not come back: only the steps of the ending are left.
            if (status == next || (status.isTerminal() && next.compareTo(status) < 0)) {
                return;
            }
            status = next;
            publish(new Event.StatusChanged(id, next, Optional.ofNullable(reason)));
        }
    }

    private void moveStatus(TubeStatus from, TubeStatus to) {
        synchronized (settled) {
            if (status == from) {
                setStatus(to);
            }
        }
    }

    private void publish(Event event) {
        shared.events().publish(event);
    }

    @Override
    public void close(CloseReason reason) {
        if (!closing.compareAndSet(false, true)) {
            awaitGone();
            return;
        }
        closeReason = reason;
        setStatus(TubeStatus.CLOSING, reason);
        settled.countDown();
        try {
            Entrance door = entrance;
            if (door != null) {
                door.close();
            }
            List<TubeChannel> open = channels.all();
            for (int i = open.size() - 1; i >= 0; i--) {
                open.get(i).close(reason);
            }
            // First, so that no other peer takes this one's place unseen.
            renewal.close();
            PeerTransport made = transport;
            if (made != null) {
                made.close();
            }
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "tube " + id + ": closing failed in part", e);
        } finally {
            shared.meters().tubeClosed(reason);
            setStatus(TubeStatus.CLOSED, reason);
            gone.countDown();
            onClosed.accept(this);
        }
    }

    private void awaitGone() {
        try {
            gone.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
