package dev.tubeway.webrtc;

import dev.tubeway.spi.PeerTransport.IceChange;
import java.util.ArrayDeque;
import java.util.List;

/// The last states of ICE, oldest first.   Threading: any thread.
final class IceHistory {
    static final int CAPACITY = 32;

    private final ArrayDeque<IceChange> changes = new ArrayDeque<>(CAPACITY);

    synchronized void add(long atMillis, String state) {
        if (changes.size() == CAPACITY) {
            changes.removeFirst();
        }
        changes.addLast(new IceChange(atMillis, state));
    }

    synchronized List<IceChange> snapshot() {
        return List.copyOf(changes);
    }
}
