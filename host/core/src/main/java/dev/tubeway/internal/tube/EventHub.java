package dev.tubeway.internal.tube;

import dev.tubeway.Gateway;
import dev.tubeway.GatewayListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Tells the listeners of a gateway what happens, in order, on one virtual thread, so that no listener holds
/// up a tube.
///
/// Threading: any thread publishes.
final class EventHub implements AutoCloseable {
    private static final Logger LOG = System.getLogger(EventHub.class.getName());

    /// How long what can wait may wait.
    private static final Duration SOON = Duration.ofMillis(20);

    private final List<GatewayListener> listeners = new CopyOnWriteArrayList<>();
    private final Mailbox<GatewayListener.Event> mailbox = new Mailbox<>("events", SOON, this::tell);

    Gateway.Subscription subscribe(GatewayListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    void publish(GatewayListener.Event event) {
        mailbox.post(event);
    }

    /// As [#publish], of what can wait a few hundredths of a second, so that a stream of it wakes the thread now and
    /// then only.
    void publishSoon(GatewayListener.Event event) {
        mailbox.postSoon(event);
    }

    private void tell(GatewayListener.Event event) {
        for (GatewayListener listener : listeners) {
            try {
                listener.on(event);
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "tube " + event.tubeId() + ": a gateway listener threw", e);
            }
        }
    }

    /// Tells what was published before, then ends.
    @Override
    public void close() {
        mailbox.close();
    }
}
