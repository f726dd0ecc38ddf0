package dev.tubeway.webrtc;

import dev.tubeway.spi.TransportException;
import dev.tubeway.spi.TransportProvider;
import dev.tubeway.spi.TransportProvider.TransportConfig;
import java.lang.System.Logger.Level;

/// Makes the provider `webrtc`; loads the native library when it makes the first.
public final class WebRtcTransportFactory implements TransportProvider.Factory {
    private static final System.Logger LOG = System.getLogger(WebRtcTransportFactory.class.getName());

    /// The share of the heap that may be lost to received messages: one of so many.
    private static final int HEAP_SHARE = 4;

    @Override
    public String name() {
        return "webrtc";
    }

    @Override
    public void prepare() {
        try {
            NativeLibrary.load();
        } catch (TransportException told) {
            LOG.log(Level.DEBUG, "the native library could not be loaded ahead: {0}", told.getMessage());
        }
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
