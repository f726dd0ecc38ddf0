package dev.tubeway.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/// What a run does.
///
/// @param home   the project's folder
/// @param python of a virtual environment that has the published package
/// @param rounds how often each measure is taken, the kinds in turn
/// @param window length of each measurement of throughput or of latency under load
/// @param quick  a smoke run: smaller numbers everywhere
record Plan(
        Path home, Path python, Set<Measure> measures, Set<Kind> kinds, int rounds, Duration window, boolean quick) {

    /// Whether a measure uses the pairs that stay up.
    boolean needsPairs() {
        return !EnumSet.of(Measure.FRAME, Measure.START, Measure.SLOW).containsAll(measures);
    }

    /// Length of each part of the load before the first measure, so that a JVM has compiled what it runs.
    Duration warmUp(Kind kind) {
        return quick || kind != Kind.GATEWAY ? Duration.ofMillis(300) : Duration.ofSeconds(4);
    }

    int echoes() {
        return quick ? 300 : 4_000;
    }

    int opens() {
        return quick ? 20 : 200;
    }

    /// Tubes made one after the other, in all rounds together.
    int creates() {
        return quick ? 5 : 50;
    }

    /// Tubes made ahead of the measures, one after the other; as [#warmUp], for a JVM.
    int warmUpCreates(Kind kind) {
        return quick || kind != Kind.GATEWAY ? 0 : 200;
    }

    /// How often what is measured in rounds, of creates at once and of [#opens()], is done ahead.
    int warmUpRounds(Kind kind) {
        return quick || kind != Kind.GATEWAY ? 0 : 20;
    }

    int createsAtOnce() {
        return quick ? 10 : 100;
    }

    Duration stall() {
        return Duration.ofSeconds(quick ? 2 : 10);
    }

    long stallBytes() {
        return quick ? 50_000_000 : 400_000_000;
    }
}
