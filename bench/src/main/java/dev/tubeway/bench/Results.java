package dev.tubeway.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;

/// What the rounds have shown; each value is told on standard error as it comes.
///
/// Threading: one thread.
final class Results {
    private final Map<Figure, Map<Kind, List<Double>>> values = new EnumMap<>(Figure.class);
    private final PrintStream progress;

    Results(PrintStream progress) {
        this.progress = progress;
    }

    void add(Figure figure, Kind kind, double value) {
        values.computeIfAbsent(figure, _ -> new EnumMap<>(Kind.class))
                .computeIfAbsent(kind, _ -> new ArrayList<>())
                .add(value);
        progress.printf(Locale.ROOT, "%-8s %s: %.4g %s%n", kind.label(), figure.label(), value, figure.unit());
    }

    /// Adds two percentiles of nanoseconds, as microseconds.
    void addMicros(Figure p50, Figure p99, Kind kind, Histogram nanos) {
        add(p50, kind, nanos.getValueAtPercentile(50) / 1e3);
        add(p99, kind, nanos.getValueAtPercentile(99) / 1e3);
    }

    /// The median of the rounds.
    OptionalDouble median(Figure figure, Kind kind) {
        List<Double> sorted = values.getOrDefault(figure, Map.of()).getOrDefault(kind, List.of()).stream()
                .sorted()
                .toList();
        int n = sorted.size();
        return n == 0 ? OptionalDouble.empty() : OptionalDouble.of((sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2);
    }
}
