package dev.tubeway.internal.tube;

import dev.tubeway.CloseReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// Counters of a gateway. Threading: any thread, without a lock.
final class Meters {
    final LongAdder tubesCreated = new LongAdder();
    final LongAdder createsRefused = new LongAdder();
    final LongAdder connectionsOpened = new LongAdder();
    final AtomicInteger connectionsOpen = new AtomicInteger();
    final LongAdder iceRestarts = new LongAdder();
    final LongAdder renewals = new LongAdder();
    private final Map<CloseReason.Kind, LongAdder> tubesClosed = byKind();
    private final Map<CloseReason.Kind, LongAdder> connectionsClosed = byKind();

    private static Map<CloseReason.Kind, LongAdder> byKind() {
        Map<CloseReason.Kind, LongAdder> map = new EnumMap<>(CloseReason.Kind.class);
        for (CloseReason.Kind kind : CloseReason.Kind.values()) {
            map.put(kind, new LongAdder());
        }
        return map;
    }

    void tubeClosed(CloseReason reason) {
        add(tubesClosed, reason);
    }

    void connectionClosed(CloseReason reason) {
        connectionsOpen.decrementAndGet();
        add(connectionsClosed, reason);
    }

    private static void add(Map<CloseReason.Kind, LongAdder> map, CloseReason reason) {
        LongAdder adder = map.get(reason.kind());
        if (adder != null) {
            adder.increment();
        }
    }

    Map<CloseReason.Kind, Long> tubesClosed() {
        return counted(tubesClosed);
    }

    Map<CloseReason.Kind, Long> connectionsClosed() {
        return counted(connectionsClosed);
    }

    private static Map<CloseReason.Kind, Long> counted(Map<CloseReason.Kind, LongAdder> map) {
        Map<CloseReason.Kind, Long> counts = new EnumMap<>(CloseReason.Kind.class);
        map.forEach((kind, adder) -> {
            if (adder.sum() > 0) {
                counts.put(kind, adder.sum());
            }
        });
        return counts;
    }
}
