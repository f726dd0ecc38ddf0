package dev.tubeway;

import dev.tubeway.module.Modules;
import dev.tubeway.session.Sessions;
import dev.tubeway.spi.TransportProvider;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A gateway host: makes tubes, keeps them, frees them.
///
/// Threading: every method may be called from any thread.
/// Ownership: closing the gateway closes its tubes and its transport.
public interface Gateway extends AutoCloseable {

    /// Begins, on a thread of its own, what takes longest of the first [#start], such as loading the transport's
    /// native library; for a program that has other things to do meanwhile. Without it, `start` does it.
    ///
    /// Errors: none; `start` tells what is wrong.
    static void prepare() {
        dev.tubeway.internal.tube.TubeRegistry.prepare();
    }

    /// Starts a gateway with the transport found on the class or module path.
    ///
    /// Errors: TRANSPORT_UNAVAILABLE, with the cure in its message.
    static Gateway start(GatewayConfig config) {
        return dev.tubeway.internal.tube.TubeRegistry.start(config);
    }

    /// Starts a gateway over the given transport, which it owns from now on.
    static Gateway start(GatewayConfig config, TransportProvider transport) {
        return dev.tubeway.internal.tube.TubeRegistry.start(config, transport);
    }

    GatewayConfig config();

    /// Makes a tube. Blocks while the description is made.
    ///
    /// Errors: CAPACITY (at once, with the load and a delay to wait), INVALID_DESCRIPTION, LISTEN_FAILED,
    /// SHUTTING_DOWN, TIMEOUT, TRANSPORT_UNAVAILABLE.
    Tube createTube(TubeRequest request);

    /// Looks a tube up, without a lock.
    Optional<Tube> tube(String id);

    /// Tubes that exist, oldest first.
    List<Tube> tubes();

    /// The modules that serve sessions.
    Modules modules();

    /// The sessions that modules run.
    Sessions sessions();

    Capacity capacity();

    /// Counters since the start.
    GatewayStats stats();

    /// Adds a listener; closing what is returned removes it.
    Subscription subscribe(GatewayListener listener);

    /// Looks at what tubes need on this machine, and what codes the images of displays.
    List<TransportProvider.Finding> diagnose(List<IceServer> servers, Duration timeout);

    /// Refuses new tubes from now on, waits up to `drain` for connections to end, then closes every tube
    /// with the reason and frees the transport. Idempotent.
    void close(Duration drain, CloseReason reason);

    /// Closes without a drain.
    @Override
    default void close() {
        close(Duration.ZERO, CloseReason.of(CloseReason.Kind.TUNNEL_CLOSED, "the gateway stopped"));
    }

    /// Ends what it was returned for; idempotent, throws nothing.
    @FunctionalInterface
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
