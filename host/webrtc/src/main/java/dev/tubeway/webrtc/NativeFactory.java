package dev.tubeway.webrtc;

import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;

/// One native factory: its five threads, the peers on it, and what it has lost.
///
/// All callbacks of its peers come on one of those threads, the signalling thread; a slow one stalls them all.
/// Operations of peers hop to that thread and wait, so none may be waited for on it.
///
/// Ownership: [FactoryPool] makes it and disposes it after its last peer; nothing may be touched after that.
final class NativeFactory {
    private final LeakLedger ledger;
    private final HeadlessAudioDeviceModule audio;
    private final PeerConnectionFactory factory;
    /// Its id; 0 until the first callback.
    private volatile long callbackThread;
    /// Guarded by the pool.
    private int peers;

    /// Written under the pool's lock.
    private volatile boolean askedFor;

    NativeFactory(long leakBudgetBytes) {
        ledger = new LeakLedger(leakBudgetBytes);
        // Without a headless audio device the process aborts where there is no PulseAudio.
        audio = NativeCalls.get(HeadlessAudioDeviceModule::new);
        factory = NativeCalls.get(() -> new PeerConnectionFactory(audio));
    }

    LeakLedger ledger() {
        return ledger;
    }

    RTCPeerConnection createPeer(RTCConfiguration configuration, PeerConnectionObserver observer) {
        return NativeCalls.get(() -> factory.createPeerConnection(configuration, observer));
    }

    /// Called in callbacks.
    void noteCallbackThread() {
        callbackThread = Thread.currentThread().threadId();
    }

    boolean isCallbackThread() {
        return Thread.currentThread().threadId() == callbackThread;
    }

    int peers() {
        return peers;
    }

    void addPeers(int change) {
        peers += change;
    }

    /// Whether new peers in the place of its own were asked for.
    boolean isAskedFor() {
        return askedFor;
    }

    void askedFor() {
        askedFor = true;
    }

    /// Ends the threads. The audio device goes last, or its thread stays.
    void dispose() {
        NativeCalls.run(factory::dispose);
        NativeCalls.run(audio::dispose);
    }
}
