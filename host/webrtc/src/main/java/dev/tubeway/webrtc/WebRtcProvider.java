package dev.tubeway.webrtc;

import dev.tubeway.IceServer;
import dev.tubeway.spi.PeerTransport;
import dev.tubeway.spi.TransportException;
import dev.tubeway.spi.TransportException.Cause;
import dev.tubeway.spi.TransportProvider;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Peers over webrtc-java, on a small pool of native factories.
final class WebRtcProvider implements TransportProvider {
    private final TransportConfig config;
    private final FactoryPool pool;
    private final Set<WebRtcPeer> peers = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    WebRtcProvider(TransportConfig config, int factories) {
        this.config = config;
        this.pool = new FactoryPool(factories, () -> new NativeFactory(config.leakBudgetBytes()));
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
                    this::closed);
            peers.add(peer);
            if (closed) {
                peer.close();
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
        closed = true;
        pool.close();
        List.copyOf(peers).forEach(PeerTransport::close);
    }

    private void closed(WebRtcPeer peer) {
        peers.remove(peer);
        pool.release(peer.factory());
    }
}
