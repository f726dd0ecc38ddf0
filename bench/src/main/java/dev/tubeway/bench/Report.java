package dev.tubeway.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/// The table of a run, in Markdown.
final class Report {
    private static final String ABSENT = "–";

    private Report() {}

    /// A column for each kind that was measured, and one for each that the gateway is held against.
    static String table(Results results) {
        List<Kind> kinds = Arrays.stream(Kind.values())
                .filter(kind -> Arrays.stream(Figure.values())
                        .anyMatch(figure -> results.median(figure, kind).isPresent()))
                .toList();
        List<Kind> others = kinds.stream().filter(kind -> kind != Kind.GATEWAY).toList();
        var head = new ArrayList<>(List.of("figure", "unit"));
        kinds.forEach(kind -> head.add(kind.title()));
        others.forEach(kind -> head.add("gateway ÷ " + kind.label()));
        head.addAll(List.of("goal", "verdict"));
        var text = new StringBuilder(row(head))
                .append("|---|---|")
                .append("---:|".repeat(kinds.size() + others.size()))
                .append("---|---|\n");
        for (Figure figure : Figure.values()) {
            if (kinds.stream().allMatch(kind -> results.median(figure, kind).isEmpty())) {
                continue;
            }
            OptionalDouble gateway = results.median(figure, Kind.GATEWAY);
            var cells = new ArrayList<>(List.of(figure.label(), figure.unit()));
            kinds.forEach(kind -> cells.add(number(results.median(figure, kind))));
            others.forEach(kind -> cells.add(ratio(gateway, results.median(figure, kind))));
            cells.addAll(List.of(goals(figure), verdict(figure, results)));
            text.append(row(cells));
        }
        return text.toString();
    }

    private static String row(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }

    /// The page of a run of sessions.
    static String sessionsPage(String table, String machine, String arguments) {
        return """
                # Benchmarks of sessions

                Made by `./tubeway bench %s`; every number is from that one run. A target pours text through
                the server at a client that answers each frame and each blob as a browser does; a time runs from the
                client's connect to the session's end. A key is pressed 40 to 160 ms after the one before was seen, and is
                seen at the end of the frame that draws it. CPU is that of the server's processes. Memory is what a session
                adds to the server's proportional set size, for the gateway after a garbage collection. Keys, sessions opened
                one by one and text are timed once the gateway, whose code is compiled as it runs, is warm (`--warm-up`).

                %s
                %s""".formatted(arguments, machine, table);
    }

    /// The page of a run of desktops.
    static String pixelsPage(String table, String machine, String arguments) {
        return """
                # Benchmarks of desktops

                Made by `./tubeway bench %s`; every number is from that one run. TigerVNC's server shows a desktop of
                1920 × 1080 on which an X client draws 25 frames a second; a client that answers each frame and each blob as a
                browser does looks at it through each server in turn. A frame is one that changes something; where a server shows one
                in pieces, its CPU and bytes are held against the 25 that there are. CPU is that of the server's processes, without
                TigerVNC's. Fidelity is the median PSNR of what a client shows of a film against the film's own frames. Memory is
                what each of four sessions beside another one adds to the server's proportional set size.

                %s
                %s""".formatted(arguments, machine, table);
    }

    /// The page that is kept in the documentation.
    static String page(String table, String machine, String arguments) {
        return """
                # Benchmarks

                Made by `./tubeway bench %s`; every number is from that one run. Two processes of each kind and the load
                share one machine and a private network namespace; the kinds take turns within each measure, and a number
                is the median over the rounds. Both kinds are measured warm, as after some minutes of work: the gateways, whose code is
                compiled as they run, have made some 2,400 tubes and 4,200 connections before; what new processes need has rows of its own.
                "package" is the published Python peer; "raw channel" is a bare webrtc-java
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
        return gateway.isEmpty() || other.isEmpty() || other.getAsDouble() == 0
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
