package dev.tubeway.internal.display;

import dev.tubeway.internal.display.grid.GridOptions;
import java.nio.charset.StandardCharsets;

/// Reads what a module says about its grid: `name=value` lines. Names that do not exist, and numbers
/// that are none, are left out.
final class GridOptionLines {
    private GridOptionLines() {}

    static GridOptions read(GridOptions session, byte[] memory, int offset, int length) {
        GridOptions options = session;
        for (String line : new String(memory, offset, length, StandardCharsets.UTF_8).split("\n", -1)) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                options = with(options, line.substring(0, equals).strip(), line.substring(equals + 1));
            }
        }
        return options;
    }

    /// The options with one of them changed; the same ones for a name that is none.
    static GridOptions with(GridOptions options, String name, String value) {
        return switch (name) {
            case "font-name" -> options.withFontName(value);
            case "font-size" -> options.withFontSize(number(value, options.fontSize()));
            case "color-scheme" -> options.withColorScheme(value);
            case "scrollback" -> options.withScrollbackLines(number(value, options.scrollbackLines()));
            default -> options;
        };
    }

    private static int number(String value, int otherwise) {
        String digits = value.strip();
        return digits.matches("\\d{1,9}") ? Integer.parseInt(digits) : otherwise;
    }
}
