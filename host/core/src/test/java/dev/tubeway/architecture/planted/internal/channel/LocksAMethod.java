package dev.tubeway.architecture.planted.internal.channel;

/// The protocol has a lock, on a method.
final class LocksAMethod {
    private int count;

    synchronized int next() {
        return ++count;
    }
}
