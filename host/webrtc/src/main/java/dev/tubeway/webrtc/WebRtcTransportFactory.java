package dev.tubeway.webrtc;

import dev.tubeway.spi.TransportException;
import dev.tubeway.spi.TransportProvider;
import dev.tubeway.spi.TransportProvider.TransportConfig;

/// Makes the provider `webrtc`; loads the native library when it makes the first.
public final class WebRtcTransportFactory implements TransportProvider.Factory {
    /// The share of the heap that may be lost to received messages: one of so many.
    private static final int HEAP_SHARE = 4;

    @Override
    public String name() {
        return "webrtc";
    }

    @Override
    public TransportProvider create(TransportConfig config) throws TransportException {
        NativeLibrary.load();
        Runtime runtime = Runtime.getRuntime();
        return new WebRtcProvider(
                config,
                FactoryPool.sizeFor(runtime.availableProcessors()),
                Math.max(config.leakBudgetBytes(), runtime.maxMemory() / HEAP_SHARE));
    }
}
