package dev.tubeway.webrtc;

import dev.tubeway.IceServer;
import dev.tubeway.spi.PeerTransport;
import dev.tubeway.spi.TransportChannel;
import dev.tubeway.spi.TransportException;
import dev.tubeway.spi.TransportProvider;
import dev.tubeway.spi.TransportProvider.PeerOptions;
import java.nio.ByteBuffer;
import java.util.List;

/// Two peers of one provider, negotiated and joined by a channel `first`.
final class Pair implements AutoCloseable {
    final PeerRecorder offererTold = new PeerRecorder();
    final PeerRecorder answererTold = new PeerRecorder();
    final ChannelRecorder left = new ChannelRecorder();
    final ChannelRecorder right = new ChannelRecorder();
    final PeerTransport offerer;
    final PeerTransport answerer;
    final TransportChannel leftChannel;
    final TransportChannel rightChannel;

    private Pair(TransportProvider provider, PeerOptions options) throws TransportException, InterruptedException {
        offerer = provider.open(options, offererTold);
        answerer = provider.open(options, answererTold);
        leftChannel = offerer.openChannel("first");
        leftChannel.attach(left);
        offerer.acceptAnswer(answerer.acceptOffer(offerer.createOffer()));
        rightChannel = answererTold.nextChannel();
        rightChannel.attach(right);
        left.awaitOpen();
        right.awaitOpen();
    }

    static Pair open(TransportProvider provider) throws TransportException, InterruptedException {
        return new Pair(provider, options("pair"));
    }

    static Pair open(TransportProvider provider, PeerOptions options) throws TransportException, InterruptedException {
        return new Pair(provider, options);
    }

    static PeerOptions options(String name) {
        return new PeerOptions(name, List.<IceServer>of(), false, false);
    }

    static PeerOptions trickling(String name) {
        return new PeerOptions(name, List.<IceServer>of(), false, true);
    }

    static ByteBuffer direct(byte... bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    @Override
    public void close() {
        offerer.close();
        answerer.close();
    }
}
