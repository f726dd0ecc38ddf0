package dev.tubeway.architecture.planted.internal.channel;

/// The protocol has a lock, in a block.
public final class LocksAMonitor {
    private final Object lock = new Object();
    private int count;

    int next() {
        synchronized (lock) {
            return ++count;
        }
    }
}
