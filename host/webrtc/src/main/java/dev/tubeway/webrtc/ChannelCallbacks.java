package dev.tubeway.webrtc;

import dev.onvoid.webrtc.RTCDataChannelBuffer;
import dev.onvoid.webrtc.RTCDataChannelObserver;
import org.jspecify.annotations.Nullable;

/// What native code tells about a channel, guarded and handed on.
///
/// The library never frees an observer that was registered, so this object stays for ever; it lets go of its channel.
final class ChannelCallbacks implements RTCDataChannelObserver {
    private volatile @Nullable WebRtcChannel channel;

    ChannelCallbacks(WebRtcChannel channel) {
        this.channel = channel;
    }

    void detach() {
        channel = null;
    }

    @Override
    public void onMessage(RTCDataChannelBuffer buffer) {
        WebRtcChannel target = channel;
        if (target != null && !CallbackGuard.run("onMessage", target, buffer, WebRtcChannel::received)) {
            CallbackGuard.run("close", target, buffer, (failed, _) -> failed.close());
        }
    }

    @Override
    public void onStateChange() {
        WebRtcChannel target = channel;
        if (target != null) {
            CallbackGuard.run("onStateChange", target, target, (changed, _) -> changed.stateChanged());
        }
    }

    /// Declared, but never called by this version of the library.
    @Override
    public void onBufferedAmountChange(long previousAmount) {}
}
