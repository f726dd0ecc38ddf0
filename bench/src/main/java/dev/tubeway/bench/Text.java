package dev.tubeway.bench;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// What targets pour.
enum Text {
    /// Lines as of a log.
    LOG(Figure.FLOOD_TEXT, Figure.FLOOD_TEXT_CPU),
    /// Numbers that rise, as `seq` writes them.
    NUMBERS(Figure.FLOOD_NUMBERS, Figure.FLOOD_NUMBERS_CPU),
    /// Words that each have a colour.
    COLOR(Figure.FLOOD_COLOR, Figure.FLOOD_COLOR_CPU),
    /// Lines of one letter, as `yes` writes them.
    LETTERS(Figure.FLOOD_LETTERS, Figure.FLOOD_LETTERS_CPU);

    /// What [#time()] and [#cpu()] are told for, however much is poured.
    static final double PER_BYTES = 50e6;

    private static final int BLOCK_BYTES = 1 << 20;

    private final Figure time;
    private final Figure cpu;

    Text(Figure time, Figure cpu) {
        this.time = time;
        this.cpu = cpu;
    }

    /// How long it takes.
    Figure time() {
        return time;
    }

    /// What the server uses for it.
    Figure cpu() {
        return cpu;
    }

    /// A megabyte or a little more of whole lines.
    ///
    /// @param end of a line
    byte[] block(String end) {
        var text = new StringBuilder(BLOCK_BYTES + 200);
        for (int line = 0; text.length() < BLOCK_BYTES; line++) {
            text.append(line(line)).append(end);
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private String line(int line) {
        return switch (this) {
            case LOG ->
                String.format(
                        Locale.ROOT,
                        "2026-11-21T12:%02d:%02d.%03dZ INFO worker-%d served GET /items/%d in %d ms",
                        line / 60 % 60,
                        line % 60,
                        line * 7 % 1000,
                        line % 16,
                        line,
                        line * 13 % 500);
            case NUMBERS -> Integer.toString(line + 1);
            case COLOR ->
                String.format(
                        Locale.ROOT,
                        "\u001b[1;%dmworker-%d\u001b[0m \u001b[38;5;%dmserved\u001b[39m"
                                + " \u001b[4%dmGET\u001b[49m /items/%d",
                        31 + line % 7,
                        line % 16,
                        16 + line % 216,
                        line % 8,
                        line);
            case LETTERS -> "y";
        };
    }
}
