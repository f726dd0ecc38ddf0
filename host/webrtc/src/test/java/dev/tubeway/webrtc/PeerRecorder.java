package dev.tubeway.webrtc;

import dev.tubeway.spi.PeerTransport;
import dev.tubeway.spi.TransportChannel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Keeps what a peer tells.
final class PeerRecorder implements PeerTransport.Listener {
    final List<PeerTransport.State> states = new CopyOnWriteArrayList<>();
    final LinkedBlockingQueue<String> candidates = new LinkedBlockingQueue<>();
    final LinkedBlockingQueue<TransportChannel> channels = new LinkedBlockingQueue<>();

    @Override
    public void onState(PeerTransport.State state) {
        states.add(state);
    }

    @Override
    public void onCandidate(String candidate) {
        candidates.add(candidate);
    }

    @Override
    public void onChannel(TransportChannel channel) {
        channels.add(channel);
    }

    TransportChannel nextChannel() throws InterruptedException {
        TransportChannel channel = channels.poll(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS);
        if (channel == null) {
            throw new AssertionError("the other side's channel did not come");
        }
        return channel;
    }

    void awaitState(PeerTransport.State state) {
        Await.until("state=" + state + " of " + states, () -> states.contains(state));
    }
}
