package dev.tubeway.webrtc;

import dev.tubeway.IceServer;
import dev.tubeway.spi.PeerTransport;
import dev.tubeway.spi.TransportException;
import dev.tubeway.spi.TransportException.Cause;
import dev.tubeway.spi.TransportProvider;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/// Peers over webrtc-java, on a small pool of native factories.
final class WebRtcProvider implements TransportProvider {
    private static final System.Logger LOG = System.getLogger(WebRtcProvider.class.getName());

    private final TransportConfig config;
    private final FactoryPool pool;
    private final long maxLostBytes;
    private final Set<WebRtcPeer> peers = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean ending = new AtomicBoolean();
    private final AtomicBoolean closing = new AtomicBoolean();

    /// @param maxLostBytes what all factories together may lose before the peer that cost the most is ended; it is
    ///                     heap, and a heap that is full ends the process inside the library; from half of
    ///                     it on, new peers are asked for
    WebRtcProvider(TransportConfig config, int factories, long maxLostBytes) {
        this.config = config;
        this.maxLostBytes = maxLostBytes;
        this.pool = new FactoryPool(factories, () -> new NativeFactory(config.leakBudgetBytes()));
        NativeCalls.provide();
    }

    FactoryPool pool() {
        return pool;
    }

    @Override
    public PeerTransport open(PeerOptions options, PeerTransport.Listener listener) throws TransportException {
        NativeFactory factory = pool.acquire();
        try {
            var peer = new WebRtcPeer(
                    options,
                    config.gatherTimeout(),
                    PeerConfiguration.of(options, config),
                    factory,
                    listener,
                    this::closed,
                    this::lookAtWear);
            peers.add(peer);
            if (closing.get()) {
                peer.close();
            } else if (factory.isAskedFor()) {
                peer.worn();
            }
            return peer;
        } catch (RuntimeException | Error failed) {
            pool.release(factory);
            throw new TransportException(
                    Cause.UNAVAILABLE,
                    "the native library makes no peer: " + failed.getMessage()
                            + "; check the URLs and credentials of the ICE servers, and the limit of open files",
                    failed);
        }
    }

    @Override
    public List<Finding> diagnose(List<IceServer> servers, Duration timeout) {
        return Diagnosis.run(servers, config, timeout);
    }

    @Override
    public void close() {
        if (closing.compareAndSet(false, true)) {
            pool.close();
            List.copyOf(peers).forEach(PeerTransport::close);
            NativeCalls.withdraw();
        }
    }

    /// Looks whether much is lost. What peers cost is given back only with their factory, which waits for
    /// the last of them.
    private void lookAtWear() {
        pool.retireWorn(maxLostBytes).ifPresent(worn -> {
            for (WebRtcPeer peer : peers) {
                if (peer.factory().equals(worn)) {
                    peer.worn();
                }
            }
        });
        endTheCostliest();
    }

    /// Where no new peers came, the one with the most messages goes, and its traffic with it, and the others
    /// live.
    private void endTheCostliest() {
        long lost = pool.lostBytes();
        if (lost <= maxLostBytes || !ending.compareAndSet(false, true)) {
            return;
        }
        try {
            peers.stream().max(Comparator.comparingLong(WebRtcPeer::messages)).ifPresent(costliest -> {
                LOG.log(
                        Level.WARNING,
                        "peer {0} is ended: the WebRTC library cannot give back what it keeps of received messages:"
                                + " messages={1} lostBytes={2} limit={3}; make the tube anew",
                        costliest.name(),
                        costliest.messages(),
                        lost,
                        maxLostBytes);
                costliest.close();
            });
        } finally {
            ending.set(false);
        }
    }

    private void closed(WebRtcPeer peer) {
        peers.remove(peer);
        pool.release(peer.factory());
    }
}
