package dev.tubeway.bench;

import java.util.Locale;
import java.util.OptionalDouble;

/// The table of a run, in Markdown.
final class Report {
    private static final String ABSENT = "–";

    private Report() {}

    static String table(Results results) {
        var text = new StringBuilder("""
                | figure | unit | gateway | package | raw channel | gateway ÷ package | gateway ÷ raw | goal | verdict |
                |---|---|---:|---:|---:|---:|---:|---|---|
                """);
        for (Figure figure : Figure.values()) {
            OptionalDouble gateway = results.median(figure, Kind.GATEWAY);
            OptionalDouble published = results.median(figure, Kind.PACKAGE);
            OptionalDouble raw = results.median(figure, Kind.RAW);
            if (gateway.isEmpty() && published.isEmpty() && raw.isEmpty()) {
                continue;
            }
            text.append("| ")
                    .append(String.join(
                            " | ",
                            figure.label(),
                            figure.unit(),
                            number(gateway),
                            number(published),
                            number(raw),
                            ratio(gateway, published),
                            ratio(gateway, raw),
                            goals(figure),
                            verdict(figure, results)))
                    .append(" |\n");
        }
        return text.toString();
    }

    /// The page that is kept in the documentation.
    static String page(String table, String machine, String arguments) {
        return """
                # Benchmarks

                Made by `./tubeway bench %s`; every number is from that one run. Two processes of each kind and the load
                share one machine and a private network namespace; the kinds take turns within each measure, and a number
                is the median over the rounds. "package" is the published Python peer; "raw channel" is a bare webrtc-java
                data channel with messages of 64 KiB, which has no direction. The frame's figures are JMH's
                (`FrameBenchmark`, `-prof gc`); `./tubeway bench micro` runs all of JMH's.

                %s
                %s""".formatted(arguments, machine, table);
    }

    private static String goals(Figure figure) {
        if (figure.goals().isEmpty()) {
            return ABSENT;
        }
        return String.join(
                "; ",
                figure.goals().stream()
                        .map(goal -> (goal.least() ? "≥ " : "≤ ")
                                + shortest(goal.bound())
                                + (goal.against() == null
                                        ? " " + figure.unit()
                                        : "× " + goal.against().label()))
                        .toList());
    }

    private static String verdict(Figure figure, Results results) {
        OptionalDouble gateway = results.median(figure, Kind.GATEWAY);
        var verdicts = figure.goals().stream()
                .map(goal -> {
                    OptionalDouble other =
                            goal.against() == null ? OptionalDouble.of(1) : results.median(figure, goal.against());
                    if (gateway.isEmpty() || other.isEmpty()) {
                        return "not measured";
                    }
                    return goal.isMet(gateway.getAsDouble(), other.getAsDouble()) ? "met" : "**missed**";
                })
                .toList();
        return verdicts.isEmpty() ? ABSENT : String.join("; ", verdicts);
    }

    private static String ratio(OptionalDouble gateway, OptionalDouble other) {
        return gateway.isEmpty() || other.isEmpty()
                ? ABSENT
                : String.format(Locale.ROOT, "%.2f", gateway.getAsDouble() / other.getAsDouble());
    }

    private static String number(OptionalDouble value) {
        return value.isEmpty() ? ABSENT : shortest(value.getAsDouble());
    }

    /// Three digits, or as many as the whole part has.
    private static String shortest(double value) {
        double size = Math.abs(value);
        String text = String.format(Locale.ROOT, size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f", value);
        return text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
    }
}
