package dev.tubeway.webrtc;

import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCAnswerOptions;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCDataChannelBuffer;
import dev.onvoid.webrtc.RTCDataChannelInit;
import dev.onvoid.webrtc.RTCDataChannelObserver;
import dev.onvoid.webrtc.RTCDataChannelState;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCIceGatheringState;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// One peer with one data channel straight on webrtc-java, nothing of ours between: the yardstick for what the
/// provider and the tube protocol cost. Descriptions are base64, complete with candidates.
///
/// Ownership: closed by whoever made it; the process is meant to end soon after.
public final class RawPeer implements AutoCloseable {
    private static final long STEP_SECONDS = 20;

    private final HeadlessAudioDeviceModule audio = new HeadlessAudioDeviceModule();
    private final PeerConnectionFactory factory = new PeerConnectionFactory(audio);
    private final CountDownLatch gathered = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final BiConsumer<RTCDataChannel, RTCDataChannelBuffer> onMessage;
    private final RTCPeerConnection peer;
    private volatile @Nullable RTCDataChannel channel;

    /// @param onMessage called on the signalling thread of webrtc; the buffer is valid only inside the call
    public RawPeer(BiConsumer<RTCDataChannel, RTCDataChannelBuffer> onMessage) {
        this.onMessage = onMessage;
        this.peer = factory.createPeerConnection(new RTCConfiguration(), new Observer());
    }

    public String offer() throws InterruptedException, ExecutionException, TimeoutException {
        adopt(peer.createDataChannel("raw", new RTCDataChannelInit()));
        var made = new Created();
        peer.createOffer(new RTCOfferOptions(), made);
        return settled(made);
    }

    public String answer(String offer) throws InterruptedException, ExecutionException, TimeoutException {
        remote(RTCSdpType.OFFER, offer);
        var made = new Created();
        peer.createAnswer(new RTCAnswerOptions(), made);
        return settled(made);
    }

    public void accept(String answer) throws InterruptedException, ExecutionException, TimeoutException {
        remote(RTCSdpType.ANSWER, answer);
    }

    /// The channel, once it is open.
    public RTCDataChannel channel() throws InterruptedException, TimeoutException {
        if (!open.await(STEP_SECONDS, TimeUnit.SECONDS)) {
            throw new TimeoutException("the channel did not open");
        }
        RTCDataChannel opened = channel;
        if (opened == null) {
            throw new IllegalStateException("open without a channel");
        }
        return opened;
    }

    public void awaitClosed() throws InterruptedException {
        closed.await();
    }

    @Override
    public void close() {
        RTCDataChannel opened = channel;
        if (opened != null) {
            opened.unregisterObserver();
            opened.dispose();
        }
        peer.close();
    }

    private String settled(Created made) throws InterruptedException, ExecutionException, TimeoutException {
        var set = new Set();
        peer.setLocalDescription(made.future.get(STEP_SECONDS, TimeUnit.SECONDS), set);
        set.future.get(STEP_SECONDS, TimeUnit.SECONDS);
        if (!gathered.await(STEP_SECONDS, TimeUnit.SECONDS)) {
            throw new TimeoutException("gathering did not end");
        }
        return Base64.getEncoder().encodeToString(peer.getLocalDescription().sdp.getBytes(StandardCharsets.UTF_8));
    }

    private void remote(RTCSdpType type, String text)
            throws InterruptedException, ExecutionException, TimeoutException {
        var set = new Set();
        String sdp = new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
        peer.setRemoteDescription(new RTCSessionDescription(type, sdp), set);
        set.future.get(STEP_SECONDS, TimeUnit.SECONDS);
    }

    private void adopt(RTCDataChannel made) {
        channel = made;
        made.registerObserver(new RTCDataChannelObserver() {
            @Override
            public void onBufferedAmountChange(long previousAmount) {}

            @Override
            public void onStateChange() {
                react(made);
            }

            @Override
            public void onMessage(RTCDataChannelBuffer buffer) {
                onMessage.accept(made, buffer);
            }
        });
        react(made);
    }

    private void react(RTCDataChannel made) {
        RTCDataChannelState state = made.getState();
        if (state == RTCDataChannelState.OPEN) {
            open.countDown();
        } else if (state == RTCDataChannelState.CLOSED) {
            closed.countDown();
        }
    }

    private final class Observer implements PeerConnectionObserver {
        @Override
        public void onIceCandidate(RTCIceCandidate candidate) {}

        @Override
        public void onIceGatheringChange(RTCIceGatheringState state) {
            if (state == RTCIceGatheringState.COMPLETE) {
                gathered.countDown();
            }
        }

        @Override
        public void onDataChannel(RTCDataChannel made) {
            adopt(made);
        }
    }

    private static final class Created implements CreateSessionDescriptionObserver {
        private final CompletableFuture<RTCSessionDescription> future = new CompletableFuture<>();

        @Override
        public void onSuccess(RTCSessionDescription description) {
            future.complete(description);
        }

        @Override
        public void onFailure(String error) {
            future.completeExceptionally(new IllegalStateException(error));
        }
    }

    private static final class Set implements SetSessionDescriptionObserver {
        private final CompletableFuture<Boolean> future = new CompletableFuture<>();

        @Override
        public void onSuccess() {
            future.complete(true);
        }

        @Override
        public void onFailure(String error) {
            future.completeExceptionally(new IllegalStateException(error));
        }
    }
}
