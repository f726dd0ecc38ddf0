package dev.tubeway.server.http;

import dev.tubeway.GatewayListener;
import dev.tubeway.server.audit.AccessEvent;
import dev.tubeway.session.SessionEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Keeps the newest events of the gateway, so that a client that comes back gets what it missed.
///
/// An event's id is `epoch-sequence`: the epoch names this run of the process, the sequence rises by one. A ring of
/// fixed size under one lock: the gateway writes and never waits for a reader, a reader waits for the next event at
/// its own place, and one that falls behind by a whole ring is told so.
///
/// Threading: any thread.
final class EventLog implements GatewayListener, SessionEvent.Listener, AccessEvent.Listener, AutoCloseable {
    private static final int BATCH = 256;

    private final String epoch;
    private final @Nullable Entry[] ring;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private long next = 1;
    private boolean closed;

    /// @param epoch    names this run; letters and digits
    /// @param capacity events kept
    EventLog(String epoch, int capacity) {
        this.epoch = epoch;
        this.ring = new @Nullable Entry[capacity];
    }

    /// @param sequence rises by one, from 1
    record Entry(long sequence, Instant at, Happening what) {}

    /// What a reader finds.
    sealed interface Found {
        /// Events after the reader's place, oldest first.
        record Events(List<Entry> entries) implements Found {}

        /// Nothing came in time.
        record Nothing() implements Found {}

        /// Events after the reader's place are forgotten.
        record Forgotten() implements Found {}

        /// The gateway stops.
        record Ended() implements Found {}
    }

    @Override
    public void on(GatewayListener.Event event) {
        add(new Happening.OfTube(event));
    }

    @Override
    public void on(SessionEvent event) {
        add(new Happening.OfSession(event));
    }

    @Override
    public void on(AccessEvent event) {
        add(new Happening.OfAccess(event));
    }

    private void add(Happening what) {
        lock.lock();
        try {
            ring[(int) (next % ring.length)] = new Entry(next, Instant.now(), what);
            next++;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// The id of an event.
    String id(long sequence) {
        return epoch + "-" + sequence;
    }

    /// The place after the newest event.
    long newest() {
        lock.lock();
        try {
            return next - 1;
        } finally {
            lock.unlock();
        }
    }

    /// The place that an id stands for; empty where it is none of this run, or none that can be.
    Optional<Long> place(String id) {
        int dash = id.lastIndexOf('-');
        if (dash < 0
                || !id.substring(0, dash).equals(epoch)
                || !id.substring(dash + 1).matches("\\d{1,18}")) {
            return Optional.empty();
        }
        long place = Long.parseLong(id.substring(dash + 1));
        return place > newest() ? Optional.empty() : Optional.of(place);
    }

    /// Waits for events after the given place.
    Found await(long place, Duration timeout) throws InterruptedException {
        long nanos = timeout.toNanos();
        lock.lockInterruptibly();
        try {
            while (!closed && place >= next - 1) {
                if (nanos <= 0) {
                    return new Found.Nothing();
                }
                nanos = arrived.awaitNanos(nanos);
            }
            if (place < next - 1 - ring.length) {
                return new Found.Forgotten();
            }
            List<Entry> entries = new ArrayList<>();
            for (long at = place + 1; at < next && entries.size() < BATCH; at++) {
                Entry entry = ring[(int) (at % ring.length)];
                if (entry != null) {
                    entries.add(entry);
                }
            }
            return entries.isEmpty() ? new Found.Ended() : new Found.Events(entries);
        } finally {
            lock.unlock();
        }
    }

    /// Wakes every reader; they read what is left and end.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
