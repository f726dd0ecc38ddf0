package dev.tubeway.architecture.planted.internal.channel;

/// The protocol reads a clock.
final class ReadsAClock {
    long now() {
        return System.nanoTime();
    }
}
