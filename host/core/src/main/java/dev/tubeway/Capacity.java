package dev.tubeway;

import java.time.Duration;

/// How much room the gateway has for further tubes, at one moment.
///
/// @param canAcceptMore       whether a create would be taken now
/// @param activeCreates       creates under way
/// @param maxConcurrentCreates creates that may be under way at once
/// @param queueDepth          requests waiting for the registry's coordinator
/// @param tubes               tubes that exist
/// @param maxTubes            tubes that may exist
/// @param averageCreate       mean time of the last creates; zero before the first
/// @param suggestedDelay      how long to wait before the next create; zero where one is taken now
public record Capacity(
        boolean canAcceptMore,
        int activeCreates,
        int maxConcurrentCreates,
        int queueDepth,
        int tubes,
        int maxTubes,
        Duration averageCreate,
        Duration suggestedDelay) {

    /// Load by creates, 0 to 100.
    public int loadPercentage() {
        return Math.min(100, activeCreates * 100 / Math.max(1, maxConcurrentCreates));
    }
}
