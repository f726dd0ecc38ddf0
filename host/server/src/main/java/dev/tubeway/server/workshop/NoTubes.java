package dev.tubeway.server.workshop;

import dev.tubeway.Gateway;
import dev.tubeway.GatewayConfig;
import dev.tubeway.IceServer;
import dev.tubeway.spi.PeerTransport;
import dev.tubeway.spi.TransportException;
import dev.tubeway.spi.TransportProvider;
import java.time.Duration;
import java.util.List;

/// The transport of a gateway that has sessions and no tubes.
public final class NoTubes implements TransportProvider {
    private NoTubes() {}

    /// Starts a gateway over it.
    public static Gateway gateway(GatewayConfig config) {
        return Gateway.start(config, new NoTubes());
    }

    @Override
    public PeerTransport open(PeerOptions options, PeerTransport.Listener listener) throws TransportException {
        throw new TransportException(TransportException.Cause.UNAVAILABLE, "this gateway has no tubes");
    }

    @Override
    public List<Finding> diagnose(List<IceServer> servers, Duration timeout) {
        return List.of();
    }

    @Override
    public void close() {}
}
