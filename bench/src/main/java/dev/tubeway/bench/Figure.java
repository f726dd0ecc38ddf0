package dev.tubeway.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A row of the table: what was measured, in which unit, and what the goal is.
enum Figure {
    FRAME_BUILD("frame build, 8 KiB payload", "ns", Goal.atMost(40)),
    FRAME_PARSE("frame parse, 8 KiB payload", "ns", Goal.atMost(40)),
    FRAME_ALLOCATION("frame build or parse, 64 B to 8 KiB: most", "B/op", Goal.atMost(0.5)),
    STREAM_UP("one stream, client to target", "MB/s", Goal.atLeast(Kind.PACKAGE, 3), Goal.atLeast(Kind.RAW, 0.9)),
    STREAM_UP_CPU("its CPU per GB and side", "s", Goal.atMost(Kind.PACKAGE, 0.4)),
    STREAM_DOWN("one stream, target to client", "MB/s", Goal.atLeast(Kind.PACKAGE, 3), Goal.atLeast(Kind.RAW, 0.9)),
    STREAM_DOWN_CPU("its CPU per GB and side", "s", Goal.atMost(Kind.PACKAGE, 0.4)),
    FOUR_STREAMS("four streams in one tube", "MB/s", Goal.atLeast(Kind.PACKAGE, 3)),
    FOUR_STREAMS_CPU("their CPU per GB and side", "s", Goal.atMost(Kind.PACKAGE, 0.4)),
    FOUR_TUBES("four tubes, a stream each", "MB/s"),
    FOUR_TUBES_CPU("their CPU per GB and side", "s", Goal.atMost(Kind.PACKAGE, 0.4)),
    ECHO_P50("echo of 64 B, p50", "µs", Goal.atMost(Kind.PACKAGE, 1), Goal.atMost(Kind.RAW, 1.3)),
    ECHO_P99("echo of 64 B, p99", "µs"),
    ECHO_BULK_P50("echo beside a bulk stream, p50", "µs", Goal.atMost(Kind.PACKAGE, 0.2)),
    ECHO_BULK_P99("echo beside a bulk stream, p99", "µs", Goal.atMost(Kind.PACKAGE, 0.2)),
    ECHO_BULK4_P50("echo beside four bulk streams, p50", "µs"),
    ECHO_BULK4_P99("echo beside four bulk streams, p99", "µs"),
    OPEN_P50("open + first byte, p50", "µs", Goal.atMost(Kind.PACKAGE, 1)),
    OPEN_P99("open + first byte, p99", "µs"),
    READY_P50("create to ready, p50", "ms", Goal.atMost(Kind.PACKAGE, 1)),
    READY_P99("create to ready, p99", "ms"),
    READY_MAX("create to ready, longest", "ms", Goal.atMost(999)),
    READY_NEW("create to ready, the first of a new process, p50", "ms"),
    HUNDRED("100 creates at once, all ready", "s", Goal.atMost(Kind.PACKAGE, 0.5)),
    HUNDRED_NEW("the first 100 at once of a new process", "s"),
    SLOW_GROWTH("slow reader: growth of the dialler", "MB", Goal.atMost(32)),
    SLOW_ACCEPTED("slow reader: taken of 400 MB", "MB"),
    IDLE_RESIDENT("idle gateway, resident", "MB", Goal.atMost(150)),
    SECOND_START("second start to healthy", "s", Goal.atMost(1)),
    FLOOD_TEXT("lines of text", "s per 50 MB", Goal.atMost(Kind.GUACD, 0.3)),
    FLOOD_TEXT_CPU("their CPU", "s per 50 MB", Goal.atMost(Kind.GUACD, 0.3)),
    FLOOD_NUMBERS("lines of numbers", "s per 50 MB", Goal.atMost(Kind.GUACD, 0.3)),
    FLOOD_NUMBERS_CPU("their CPU, numbers", "s per 50 MB", Goal.atMost(Kind.GUACD, 0.3)),
    FLOOD_COLOR("coloured lines", "s per 50 MB", Goal.atMost(Kind.GUACD, 0.3)),
    FLOOD_COLOR_CPU("their CPU, coloured", "s per 50 MB", Goal.atMost(Kind.GUACD, 0.3)),
    FLOOD_LETTERS("lines of one letter", "s per 50 MB", Goal.atMost(Kind.GUACD, 0.05)),
    FLOOD_LETTERS_CPU("their CPU, one letter", "s per 50 MB", Goal.atMost(Kind.GUACD, 0.05)),
    KEY_P50("key to pixel, p50", "ms", Goal.atMost(Kind.GUACD, 0.9)),
    KEY_P99("key to pixel, p99", "ms", Goal.atMost(Kind.GUACD, 1)),
    KEY_CPU("CPU of a key", "ms", Goal.atMost(Kind.GUACD, 0.5)),
    CROWD_KEY_P50("key to pixel, 50 people typing, p50", "ms"),
    CROWD_KEY_P99("key to pixel, 50 people typing, p99", "ms"),
    CROWD_KEY_CPU("CPU of a key, 50 people typing", "ms"),
    TUBE_KEY_P50("key to pixel over a tube, p50", "ms", Goal.atMost(Kind.PACKAGE, 0.9), Goal.atMost(Kind.GUACD, 0.9)),
    TUBE_KEY_P99("key to pixel over a tube, p99", "ms", Goal.atMost(Kind.PACKAGE, 1), Goal.atMost(Kind.GUACD, 1)),
    TUBES_KEY_P50("key to pixel, guacd over the same tube, p50", "ms"),
    TUBES_KEY_P99("key to pixel, guacd over the same tube, p99", "ms"),
    READY("connect to ready, p50", "ms", Goal.atMost(Kind.GUACD, 1)),
    PROMPT_P50("connect to prompt, p50", "ms", Goal.atMost(Kind.GUACD, 1)),
    PROMPT_P99("connect to prompt, p99", "ms", Goal.atMost(Kind.GUACD, 1)),
    PROMPT_NEW("connect to prompt, the first of a new process, p50", "ms"),
    PROMPT_CPU("CPU of a session with a prompt", "ms", Goal.atMost(Kind.GUACD, 1)),
    BURST("100 sessions at once, all with a prompt", "s", Goal.atMost(Kind.GUACD, 1)),
    BURST_FAILED("of these without one in a minute", "sessions", Goal.atMost(0)),
    SESSION_READY("connect to prompt, 16 under way, p50", "ms", Goal.atMost(Kind.GUACD, 1)),
    SESSION_MEMORY("memory of an idle session", "MB", Goal.atMost(0.6)),
    SESSION_THREADS("threads of the system for each", "threads", Goal.atMost(0.1)),
    SESSIONS_MEMORY("memory of one of many more", "MB", Goal.atMost(0.6)),
    SESSIONS_THREADS("threads for each of these", "threads", Goal.atMost(0.1)),
    LIBRARY_MEMORY("memory of a shell of the SSH library alone", "MB"),
    SESSION_BESIDE("one of many more, beside the library's own", "MB", Goal.atMost(0.6)),
    TEXT_RATE("scrolling text", "frames/s"),
    TEXT_CPU("its CPU", "ms a frame", Goal.atMost(Kind.GUACD, 0.5)),
    TEXT_BYTES("its bytes", "kB a frame", Goal.atMost(Kind.GUACD, 1)),
    BOXES_RATE("moving boxes", "frames/s"),
    BOXES_CPU("their CPU", "ms a frame", Goal.atMost(Kind.GUACD, 0.5)),
    BOXES_BYTES("their bytes", "kB a frame", Goal.atMost(Kind.GUACD, 1)),
    FILM_RATE("a film in a window of 640 × 360", "frames/s"),
    FILM_CPU("its CPU, film", "ms a frame", Goal.atMost(Kind.GUACD, 0.5)),
    FILM_BYTES("its bytes, film", "kB a frame", Goal.atMost(Kind.GUACD, 1)),
    FILM_FIDELITY("its fidelity, film", "dB"),
    WHOLE_RATE("a film on the whole screen", "frames/s", Goal.atLeast(Kind.GUACD, 2)),
    WHOLE_CPU("its CPU, whole screen", "ms a frame", Goal.atMost(Kind.GUACD, 0.5)),
    WHOLE_BYTES("its bytes, whole screen", "kB a frame", Goal.atMost(Kind.GUACD, 1)),
    WHOLE_FIDELITY("its fidelity, whole screen", "dB"),
    DESKTOP_MEMORY("memory of a further session with it", "MB", Goal.atMost(Kind.GUACD, 1.5)),
    DESKTOP_KEY_P50("key to pixel in a terminal there, p50", "ms", Goal.atMost(Kind.GUACD, 0.6)),
    DESKTOP_KEY_P99("key to pixel in a terminal there, p99", "ms"),
    DESKTOP_KEY_CPU("CPU of a key there", "ms");

    private final String label;
    private final String unit;

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<Goal> goals;

    Figure(String label, String unit, Goal... goals) {
        this.label = label;
        this.unit = unit;
        this.goals = List.of(goals);
    }

    String label() {
        return label;
    }

    String unit() {
        return unit;
    }

    List<Goal> goals() {
        return goals;
    }

    /// What the gateway's figure is held against.
    ///
    /// @param against whose figure of the same run the bound multiplies; null where the bound is absolute
    /// @param least   whether the bound is a lower one
    record Goal(@Nullable Kind against, double bound, boolean least) {
        static Goal atMost(double bound) {
            return new Goal(null, bound, false);
        }

        static Goal atMost(Kind against, double ratio) {
            return new Goal(against, ratio, false);
        }

        static Goal atLeast(Kind against, double ratio) {
            return new Goal(against, ratio, true);
        }

        /// @param other the figure of [#against()]; 1 where the goal is absolute
        boolean isMet(double gateway, double other) {
            double value = gateway / other;
            return least ? value >= bound : value <= bound;
        }
    }
}
