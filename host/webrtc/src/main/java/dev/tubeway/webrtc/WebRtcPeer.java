package dev.tubeway.webrtc;

import dev.onvoid.webrtc.RTCAnswerOptions;
import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelInit;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCIceConnectionState;
import dev.onvoid.webrtc.RTCIceGatheringState;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCPeerConnectionState;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.tubeway.IceServer;
import dev.tubeway.spi.PeerTransport;
import dev.tubeway.spi.TransportChannel;
import dev.tubeway.spi.TransportException;
import dev.tubeway.spi.TransportException.Cause;
import dev.tubeway.spi.TransportProvider.PeerOptions;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One peer connection and its channels.
///
/// Three rules keep the native side alive and the threads moving:
/// - Negotiation is one step at a time (`negotiation`), held while a step waits for native code or candidates; the
///   closing of the peer ends those waits. No callback takes this lock, or any lock that is held during a native call.
/// - Whoever touches the native peer is inside `gate`; it is freed once, behind the shut gate: first the channels,
///   then the peer, then the library's reference to it, then its place in the factory.
/// - Native calls hop to the callback thread and wait, so a step that is called on that thread is refused, and a close
///   there goes on another thread.
///
/// Source: RFC 8829 (JSEP), for which step is allowed when.
final class WebRtcPeer implements PeerTransport {
    /// Messages of a factory between two looks at what all have lost.
    private static final int WEAR_CHECK_MESSAGES = 4096;

    private static final System.Logger LOG = System.getLogger(WebRtcPeer.class.getName());
    private static final Duration STEP_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration STATS_TIMEOUT = Duration.ofMillis(900);

    /// Where the negotiation stands; guarded by `negotiation`.
    private enum Signalling {
        NEW,
        /// An offer of ours waits for its answer.
        OFFERED,
        STABLE
    }

    private final String name;
    private final Supplier<List<IceServer>> iceServers;
    private final boolean trickle;
    private final Duration gatherTimeout;
    private final Listener listener;
    private final NativeFactory factory;
    private final Consumer<WebRtcPeer> onClosed;
    private final Runnable onWear;
    private final AtomicLong messages = new AtomicLong();
    private final Gathering gathering;
    private final RemoteCandidates remoteCandidates = new RemoteCandidates();
    private final IceHistory history = new IceHistory();
    private final Set<WebRtcChannel> channels = ConcurrentHashMap.newKeySet();
    private final ReentrantLock negotiation = new ReentrantLock();
    private final Gate gate = new Gate();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CompletableFuture<Boolean> closed = new CompletableFuture<>();
    private final CountDownLatch freed = new CountDownLatch(1);
    private final RTCPeerConnection peer;

    private Signalling signalling = Signalling.NEW;
    private PeerConfiguration configuration;
    private boolean negotiated;
    private boolean offeredFirst;
    private String localUfrag = "";
    private volatile boolean hasChannel;
    private volatile int maxMessageBytes = (int) SessionText.DEFAULT_MAX_MESSAGE_BYTES;
    private volatile Stats lastStats = Stats.none();

    /// @param onClosed called once, when the native side has let go
    WebRtcPeer(
            PeerOptions options,
            Duration gatherTimeout,
            PeerConfiguration configuration,
            NativeFactory factory,
            Listener listener,
            Consumer<WebRtcPeer> onClosed,
            Runnable onWear) {
        this.name = options.name();
        this.onWear = onWear;
        this.iceServers = options.iceServers();
        this.trickle = options.trickleIce();
        this.gatherTimeout = gatherTimeout;
        this.listener = listener;
        this.factory = factory;
        this.onClosed = onClosed;
        this.configuration = configuration;
        this.gathering = configuration.gathering();
        this.peer = factory.createPeer(configuration.toNative(), new PeerCallbacks(this));
    }

    String name() {
        return name;
    }

    NativeFactory factory() {
        return factory;
    }

    int maxMessageBytes() {
        return maxMessageBytes;
    }

    @Override
    public String createOffer() throws TransportException {
        begin("createOffer");
        try {
            if (signalling != Signalling.NEW) {
                throw wrongState("an offer is made once, at first; a later one by restartIce");
            }
            if (!hasChannel) {
                throw wrongState("an offer needs a channel: open one before");
            }
            offeredFirst = true;
            return offer();
        } finally {
            end();
        }
    }

    @Override
    public String acceptOffer(String sdp) throws TransportException {
        begin("acceptOffer");
        try {
            SessionText text = SessionText.parse(sdp);
            refuseOwnRole(sdp, "a=setup:active", "an answer came where an offer is due");
            if (signalling == Signalling.OFFERED) {
                yieldOffer();
            }
            refreshIceServers();
            apply(RTCSdpType.OFFER, sdp);
            remoteKnown(text);
            var made = new Step.Created();
            NativeCalls.run(() -> peer.createAnswer(new RTCAnswerOptions(), made));
            String answer = applyLocal(await(made, Cause.BAD_DESCRIPTION, "the answer"));
            signalling = Signalling.STABLE;
            negotiated = true;
            return answer;
        } finally {
            end();
        }
    }

    @Override
    public void acceptAnswer(String sdp) throws TransportException {
        begin("acceptAnswer");
        try {
            SessionText text = SessionText.parse(sdp);
            if (signalling != Signalling.OFFERED) {
                throw wrongState("no offer of this peer waits for an answer");
            }
            refuseOwnRole(sdp, "a=setup:actpass", "an offer came where an answer is due");
            apply(RTCSdpType.ANSWER, sdp);
            remoteKnown(text);
            signalling = Signalling.STABLE;
            negotiated = true;
        } finally {
            end();
        }
    }

    @Override
    public void addCandidate(String candidate) throws TransportException {
        refuseCallbackThread("addCandidate");
        if (closing.get()) {
            throw closed();
        }
        remoteCandidates.add(candidate);
    }

    @Override
    public String restartIce() throws TransportException {
        begin("restartIce");
        try {
            if (!negotiated) {
                throw wrongState("there is nothing to restart before the first offer was answered");
            }
            refreshIceServers();
            NativeCalls.run(peer::restartIce);
            return offer();
        } finally {
            end();
        }
    }

    /// Before candidates are gathered once more: the credentials of TURN servers may have run out.
    private void refreshIceServers() {
        if (negotiated) {
            PeerConfiguration fresh = configuration.with(iceServers.get());
            if (!fresh.equals(configuration)) {
                NativeCalls.run(() -> peer.setConfiguration(fresh.toNative()));
                configuration = fresh;
            }
        }
    }

    @Override
    public TransportChannel openChannel(String label) throws TransportException {
        refuseCallbackThread("openChannel");
        if (!gate.enter()) {
            throw closed();
        }
        try {
            RTCDataChannel made = NativeCalls.get(() -> peer.createDataChannel(label, new RTCDataChannelInit()));
            hasChannel = true;
            return adopt(made);
        } catch (RuntimeException | Error failed) {
            throw new TransportException(
                    Cause.UNAVAILABLE, "the native library opens no channel: peer=" + name, failed);
        } finally {
            gate.leave();
        }
    }

    @Override
    public Stats stats() {
        if (factory.isCallbackThread() || !gate.enter()) {
            return lastStats;
        }
        var collected = new Step.Collected();
        try {
            NativeCalls.run(() -> peer.getStats(collected));
        } catch (RuntimeException | Error failed) {
            LOG.log(Level.DEBUG, "no statistics: peer=" + name, failed);
            return lastStats;
        } finally {
            gate.leave();
        }
        try {
            CompletableFuture.anyOf(collected.future(), closed).get(STATS_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            if (collected.future().isDone()) {
                lastStats = StatsReader.read(collected.future().join(), history.snapshot());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException slow) {
            LOG.log(Level.DEBUG, "no statistics in time: peer=" + name, slow);
        }
        return lastStats;
    }

    @Override
    public void close() {
        boolean first = closing.compareAndSet(false, true);
        if (first) {
            gathering.abandon();
            closed.complete(true);
        }
        if (factory.isCallbackThread()) {
            // Freeing waits for this very thread.
            if (first) {
                Thread.ofVirtual().name("webrtc-close-" + name).start(this::free);
            }
        } else if (first) {
            free();
        } else {
            Uninterruptible.await(freed);
        }
    }

    /// In a callback: a message came on one of the channels.
    void received() {
        messages.setOpaque(messages.getPlain() + 1);
        if (factory.ledger().message() % WEAR_CHECK_MESSAGES == 0) {
            Thread.ofVirtual().name("webrtc-wear").start(onWear);
        }
    }

    /// A peer in the place of this one is due.
    void worn() {
        CallbackGuard.run("onWorn", this, listener, (_, told) -> told.onWorn());
    }

    /// Messages received so far.
    long messages() {
        return messages.getOpaque();
    }

    /// In a callback.
    void connectionChanged(RTCPeerConnectionState state) {
        factory.noteCallbackThread();
        if (!closing.get() && state != RTCPeerConnectionState.CLOSED) {
            listener.onState(State.valueOf(state.name()));
        }
    }

    /// In a callback.
    void iceChanged(RTCIceConnectionState state) {
        factory.noteCallbackThread();
        history.add(System.currentTimeMillis(), state.name().toLowerCase(Locale.ROOT));
    }

    /// In a callback.
    void gatheringChanged(RTCIceGatheringState state) {
        factory.noteCallbackThread();
        if (state == RTCIceGatheringState.COMPLETE) {
            gathering.complete();
            if (trickle && !closing.get()) {
                listener.onCandidate("");
            }
        }
    }

    /// In a callback.
    void gathered(RTCIceCandidate candidate) {
        factory.noteCallbackThread();
        gathering.candidate(candidate.sdp);
        if (trickle && !closing.get()) {
            listener.onCandidate(candidate.sdp);
        }
    }

    /// In a callback: the other side opened a channel.
    void opened(RTCDataChannel made) {
        factory.noteCallbackThread();
        WebRtcChannel channel = adopt(made);
        if (!closing.get()) {
            listener.onChannel(channel);
        }
    }

    /// In a callback: the channel is closed, and can be freed, but not here.
    void channelClosed(WebRtcChannel channel) {
        Thread.ofVirtual().name("webrtc-free-" + name).start(() -> freeChannel(channel));
    }

    private void freeChannel(WebRtcChannel channel) {
        if (gate.enter()) {
            try {
                channel.free();
                channels.remove(channel);
            } finally {
                gate.leave();
            }
        }
    }

    private WebRtcChannel adopt(RTCDataChannel made) {
        var channel = new WebRtcChannel(this, made);
        channels.add(channel);
        channel.listen();
        return channel;
    }

    private String offer() throws TransportException {
        var made = new Step.Created();
        NativeCalls.run(() -> peer.createOffer(new RTCOfferOptions(), made));
        RTCSessionDescription description = await(made, Cause.UNAVAILABLE, "the offer");
        String offer = applyLocal(description);
        signalling = Signalling.OFFERED;
        return offer;
    }

    /// Sets a description of our own and gives its text, with the candidates unless they are told one by one.
    private String applyLocal(RTCSessionDescription description) throws TransportException {
        gathering.begin();
        var applied = new Step.Applied();
        NativeCalls.run(() -> peer.setLocalDescription(description, applied));
        await(applied, Cause.UNAVAILABLE, "the local description");
        String ufrag = SessionText.iceUfragOf(description.sdp);
        boolean gathers = !ufrag.equals(localUfrag);
        localUfrag = ufrag;
        if (trickle) {
            return description.sdp;
        }
        if (gathers) {
            awaitCandidates();
        }
        return NativeCalls.get(peer::getLocalDescription).sdp;
    }

    private void awaitCandidates() throws TransportException {
        try {
            gathering.await(gatherTimeout);
        } catch (InterruptedException _) {
            throw interrupted();
        }
        if (closing.get()) {
            throw closed();
        }
    }

    /// Both sides made an offer at once. The one that answered first gives its own up, so one of them stands.
    private void yieldOffer() throws TransportException {
        if (offeredFirst) {
            throw wrongState("an offer of this peer waits for an answer, and it made the first one");
        }
        var applied = new Step.Applied();
        NativeCalls.run(() -> peer.setLocalDescription(new RTCSessionDescription(RTCSdpType.ROLLBACK, ""), applied));
        await(applied, Cause.WRONG_STATE, "giving up the own offer");
        signalling = Signalling.STABLE;
    }

    private void apply(RTCSdpType type, String sdp) throws TransportException {
        var applied = new Step.Applied();
        try {
            NativeCalls.run(() -> peer.setRemoteDescription(new RTCSessionDescription(type, sdp), applied));
        } catch (RuntimeException | Error refused) {
            throw new TransportException(
                    Cause.BAD_DESCRIPTION, "the session description is malformed: " + refused.getMessage(), refused);
        }
        await(applied, Cause.BAD_DESCRIPTION, "the remote description");
    }

    private void remoteKnown(SessionText text) {
        long theirs = text.maxMessageBytes();
        maxMessageBytes = theirs == 0
                ? WebRtcChannel.NATIVE_MAX_MESSAGE_BYTES
                : (int) Math.min(theirs, WebRtcChannel.NATIVE_MAX_MESSAGE_BYTES);
        remoteCandidates.open(candidate -> addNative(text.mid(), candidate));
    }

    private void addNative(String mid, String candidate) throws TransportException {
        if (!gate.enter()) {
            throw closed();
        }
        try {
            NativeCalls.run(() -> peer.addIceCandidate(new RTCIceCandidate(mid, 0, candidate)));
        } catch (RuntimeException | Error refused) {
            throw RemoteCandidates.bad(String.valueOf(refused.getMessage()));
        } finally {
            gate.leave();
        }
    }

    private void free() {
        negotiation.lock();
        try {
            gate.shut();
            freeChannels();
            NativeReference reference = NativeReference.of(peer);
            NativeCalls.run(peer::close);
            // A channel that the other side opened meanwhile.
            freeChannels();
            if (reference == null) {
                factory.ledger().unreleasedPeer();
            } else {
                NativeCalls.run(reference::release);
            }
        } catch (RuntimeException | Error failed) {
            LOG.log(Level.ERROR, "peer not freed cleanly: peer=" + name, failed);
        } finally {
            negotiation.unlock();
            onClosed.accept(this);
            CallbackGuard.run("onState", listener, State.CLOSED, Listener::onState);
            freed.countDown();
        }
    }

    private void freeChannels() {
        for (WebRtcChannel channel : List.copyOf(channels)) {
            channel.free();
            channel.silence();
            channels.remove(channel);
        }
    }

    private void begin(String step) throws TransportException {
        refuseCallbackThread(step);
        try {
            negotiation.lockInterruptibly();
        } catch (InterruptedException _) {
            throw interrupted();
        }
        if (!gate.enter()) {
            negotiation.unlock();
            throw closed();
        }
    }

    private void end() {
        gate.leave();
        negotiation.unlock();
    }

    private void refuseCallbackThread(String step) {
        if (factory.isCallbackThread()) {
            throw new IllegalStateException(
                    "a peer must not be waited for in a callback, whose thread it needs: step=" + step);
        }
    }

    private static void refuseOwnRole(String sdp, String attribute, String what) throws TransportException {
        if (sdp.contains(attribute)) {
            throw wrongState(what);
        }
    }

    private <T> T await(Step<T> step, Cause refusal, String what) throws TransportException {
        try {
            CompletableFuture.anyOf(step.future(), closed).get(STEP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            throw interrupted();
        } catch (ExecutionException refused) {
            @Nullable Throwable reason = refused.getCause();
            throw new TransportException(
                    refusal,
                    what + " was refused by the native library: "
                            + (reason == null ? "" : String.valueOf(reason.getMessage())),
                    refused);
        } catch (TimeoutException _) {
            throw new TransportException(Cause.TIMEOUT, what + " took longer than " + STEP_TIMEOUT.toSeconds() + " s");
        }
        if (!step.future().isDone()) {
            throw closed();
        }
        return step.future().join();
    }

    private TransportException closed() {
        return new TransportException(Cause.CLOSED, "the peer is closed: peer=" + name);
    }

    private static TransportException wrongState(String what) {
        return new TransportException(Cause.WRONG_STATE, what);
    }

    private static TransportException interrupted() {
        Thread.currentThread().interrupt();
        return new TransportException(Cause.CLOSED, "the step was interrupted");
    }
}
