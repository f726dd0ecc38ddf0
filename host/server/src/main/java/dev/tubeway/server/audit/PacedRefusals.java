package dev.tubeway.server.audit;

import dev.tubeway.server.audit.AccessEvent.What;
import java.util.Set;
import java.util.function.LongSupplier;

/// Passes events on, but for refusals past a few a second: whoever guesses secrets fills neither the log
/// nor the memory of events. The first refusal of a later second tells how many were left out.
///
/// Threading: any thread.
public final class PacedRefusals implements AccessEvent.Listener {
    private static final Set<What> REFUSALS = Set.of(What.TICKET_REFUSED, What.SIGN_IN_REFUSED);
    private static final long SECOND = 1_000_000_000L;

    private final AccessEvent.Listener next;
    private final int most;
    private final LongSupplier nanos;
    private long second;
    private int told;
    private long left;

    /// @param most  refusals a second
    /// @param nanos a clock like [System#nanoTime()]
    public PacedRefusals(AccessEvent.Listener next, int most, LongSupplier nanos) {
        this.next = next;
        this.most = most;
        this.nanos = nanos;
        this.second = nanos.getAsLong() / SECOND;
    }

    @Override
    public void on(AccessEvent event) {
        if (!REFUSALS.contains(event.what())) {
            next.on(event);
            return;
        }
        long before;
        synchronized (this) {
            long now = nanos.getAsLong() / SECOND;
            if (now != second) {
                second = now;
                told = 0;
            }
            if (told >= most) {
                left++;
                return;
            }
            told++;
            before = left;
            left = 0;
        }
        next.on(before == 0 ? event : withMore(event, before));
    }

    private static AccessEvent withMore(AccessEvent event, long more) {
        String detail = event.detail() + (event.detail().isEmpty() ? "" : "; ") + more + " more before";
        return new AccessEvent(event.what(), event.session(), event.who(), event.from(), event.subject(), detail);
    }
}
