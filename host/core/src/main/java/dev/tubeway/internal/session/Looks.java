package dev.tubeway.internal.session;

import dev.tubeway.internal.display.DisplayOptions;
import dev.tubeway.internal.display.grid.GridOptions;
import java.util.Map;

/// How a session's picture starts: the owner's screen, and the parameters that say how text looks, by the names
/// that existing connection settings use.
final class Looks {

    private Looks() {}

    static DisplayOptions of(ClientHello hello) {
        Map<String, String> values = hello.values();
        GridOptions defaults = GridOptions.defaults();
        GridOptions grid = defaults.withFontName(values.getOrDefault("font-name", defaults.fontName()))
                .withFontSize(number(values, "font-size", defaults.fontSize()))
                .withColorScheme(values.getOrDefault("color-scheme", defaults.colorScheme()))
                .withScrollbackLines(number(values, "scrollback", defaults.scrollbackLines()))
                .withCopy(!hello.isTrue("disable-copy"));
        return DisplayOptions.defaults()
                .withSize(hello.width(), hello.height(), hello.dpi())
                .withGrid(grid);
    }

    private static int number(Map<String, String> values, String name, int otherwise) {
        String text = values.getOrDefault(name, "");
        return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : otherwise;
    }
}
