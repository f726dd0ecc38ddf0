package dev.tubeway.webrtc;

import dev.tubeway.spi.TransportException;
import dev.tubeway.spi.TransportProvider;
import dev.tubeway.spi.TransportProvider.TransportConfig;

/// Makes the provider `webrtc`; loads the native library when it makes the first.
public final class WebRtcTransportFactory implements TransportProvider.Factory {

    @Override
    public String name() {
        return "webrtc";
    }

    @Override
    public TransportProvider create(TransportConfig config) throws TransportException {
        NativeLibrary.load();
        return new WebRtcProvider(
                config, FactoryPool.sizeFor(Runtime.getRuntime().availableProcessors()));
    }
}
