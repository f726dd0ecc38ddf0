package dev.tubeway.internal.tube;

import dev.tubeway.Gateway;
import dev.tubeway.GatewayConfig;
import dev.tubeway.spi.TransportProvider;

/// Keeps the tubes of a gateway.
public final class TubeRegistry {
    private TubeRegistry() {}

    public static Gateway start(GatewayConfig config) {
        throw new UnsupportedOperationException("config=" + config);
    }

    public static Gateway start(GatewayConfig config, TransportProvider transport) {
        throw new UnsupportedOperationException("config=" + config + " transport=" + transport);
    }
}
