package dev.tubeway.internal.display.grid;

import java.util.Objects;

/// How text looks, in the words of existing connection settings.
///
/// @param fontName        family, searched among the system's fonts; empty or unknown means the
///                  packaged one
/// @param fontSize        points, 1 to 256
/// @param colorScheme     a name (`gray-black`, `black-white`, `green-black`, `white-black`) or colours
///                  (`foreground: …; …`)
/// @param scrollbackLines kept above the screen, 0 to 1,000,000
/// @param copy            whether a selection reaches the client's clipboard
public record GridOptions(String fontName, int fontSize, String colorScheme, int scrollbackLines, boolean copy) {

    static final int MAX_FONT_SIZE = 256;
    static final int MAX_SCROLLBACK = 1_000_000;

    public GridOptions {
        Objects.requireNonNull(fontName, "fontName");
        Objects.requireNonNull(colorScheme, "colorScheme");
        fontSize = Math.clamp(fontSize, 1, MAX_FONT_SIZE);
        scrollbackLines = Math.clamp(scrollbackLines, 0, MAX_SCROLLBACK);
    }

    public static GridOptions defaults() {
        return new GridOptions("", 12, "", 1000, true);
    }

    public GridOptions withFontName(String value) {
        return new GridOptions(value, fontSize, colorScheme, scrollbackLines, copy);
    }

    public GridOptions withFontSize(int value) {
        return new GridOptions(fontName, value, colorScheme, scrollbackLines, copy);
    }

    public GridOptions withColorScheme(String value) {
        return new GridOptions(fontName, fontSize, value, scrollbackLines, copy);
    }

    public GridOptions withScrollbackLines(int value) {
        return new GridOptions(fontName, fontSize, colorScheme, value, copy);
    }

    public GridOptions withCopy(boolean value) {
        return new GridOptions(fontName, fontSize, colorScheme, scrollbackLines, value);
    }
}
