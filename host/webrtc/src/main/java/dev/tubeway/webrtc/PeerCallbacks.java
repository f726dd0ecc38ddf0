package dev.tubeway.webrtc;

import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCDataChannel;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCIceConnectionState;
import dev.onvoid.webrtc.RTCIceGatheringState;
import dev.onvoid.webrtc.RTCPeerConnectionState;

/// What native code tells about a peer, guarded and handed on. On the callback thread of the peer's factory.
final class PeerCallbacks implements PeerConnectionObserver {
    private final WebRtcPeer peer;

    PeerCallbacks(WebRtcPeer peer) {
        this.peer = peer;
    }

    @Override
    public void onConnectionChange(RTCPeerConnectionState state) {
        CallbackGuard.run("onConnectionChange", peer, state, WebRtcPeer::connectionChanged);
    }

    @Override
    public void onIceConnectionChange(RTCIceConnectionState state) {
        CallbackGuard.run("onIceConnectionChange", peer, state, WebRtcPeer::iceChanged);
    }

    @Override
    public void onIceGatheringChange(RTCIceGatheringState state) {
        CallbackGuard.run("onIceGatheringChange", peer, state, WebRtcPeer::gatheringChanged);
    }

    @Override
    public void onIceCandidate(RTCIceCandidate candidate) {
        CallbackGuard.run("onIceCandidate", peer, candidate, WebRtcPeer::gathered);
    }

    @Override
    public void onDataChannel(RTCDataChannel channel) {
        CallbackGuard.run("onDataChannel", peer, channel, WebRtcPeer::opened);
    }
}
