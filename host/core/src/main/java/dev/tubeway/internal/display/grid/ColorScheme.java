package dev.tubeway.internal.display.grid;

import java.util.Arrays;
import java.util.Locale;

/// The colours that a person has chosen for a terminal.
///
/// What cannot be read is left at the default, as a wrong colour is no reason to refuse a session.
final class ColorScheme {

    /// Colours that the palette has room for.
    static final int PALETTE = 256;

    static final int FOREGROUND = 256;
    static final int BACKGROUND = 257;
    static final int CURSOR = 258;

    /// All colours of a scheme.
    static final int SIZE = 259;

    private static final int[] FIRST_SIXTEEN = {
        0x000000, 0x993e3e, 0x3e993e, 0x99993e, 0x3e3e99, 0x993e99, 0x3e9999, 0x999999,
        0x3e3e3e, 0xff6767, 0x67ff67, 0xffff67, 0x6767ff, 0xff67ff, 0x67ffff, 0xffffff
    };

    private static final int BLACK = 0x000000;
    private static final int GRAY = 0x999999;
    private static final int GREEN = 0x3e993e;
    private static final int WHITE = 0xffffff;

    private ColorScheme() {}

    /// Reads a scheme: the name of one, or `name: value` pairs between semicolons or lines.
    ///
    /// Shape: names `foreground`, `background`, `cursor` and `color0` to `color255`; values
    /// `rgb:RR/GG/BB` (1 to 4 digits each), `#RRGGBB`, `colorN`, or a name of X11.
    static int[] parse(String text) {
        int[] colors = standard();
        String scheme = text.strip().toLowerCase(Locale.ROOT);
        switch (scheme) {
            case "", "gray-black" -> text(colors, GRAY, BLACK);
            case "black-white" -> text(colors, BLACK, WHITE);
            case "green-black" -> text(colors, GREEN, BLACK);
            case "white-black" -> text(colors, WHITE, BLACK);
            default -> pairs(colors, scheme);
        }
        return colors;
    }

    private static int[] standard() {
        int[] colors = Arrays.copyOf(FIRST_SIXTEEN, SIZE);
        for (int i = 0; i < 216; i++) {
            colors[16 + i] = level(i / 36) << 16 | level(i / 6 % 6) << 8 | level(i % 6);
        }
        for (int i = 0; i < 24; i++) {
            colors[232 + i] = (8 + 10 * i) * 0x010101;
        }
        text(colors, GRAY, BLACK);
        return colors;
    }

    private static int level(int step) {
        return step == 0 ? 0 : 55 + 40 * step;
    }

    private static void text(int[] colors, int foreground, int background) {
        colors[FOREGROUND] = foreground;
        colors[BACKGROUND] = background;
        colors[CURSOR] = foreground;
    }

    private static void pairs(int[] colors, String scheme) {
        boolean cursor = false;
        for (String pair : scheme.split("[;\n]", -1)) {
            int colon = pair.indexOf(':');
            if (colon < 0) {
                continue;
            }
            String name = pair.substring(0, colon).strip();
            int index = index(name);
            int color = color(pair.substring(colon + 1).strip(), colors);
            if (index >= 0 && color >= 0) {
                colors[index] = color;
                cursor |= index == CURSOR;
            }
        }
        if (!cursor) {
            colors[CURSOR] = colors[FOREGROUND];
        }
    }

    private static int index(String name) {
        return switch (name) {
            case "foreground" -> FOREGROUND;
            case "background" -> BACKGROUND;
            case "cursor" -> CURSOR;
            default -> name.matches("color\\d{1,3}") ? within(Integer.parseInt(name.substring(5))) : -1;
        };
    }

    private static int within(int index) {
        return index < PALETTE ? index : -1;
    }

    private static int color(String value, int[] colors) {
        if (value.matches("rgb:[0-9a-f]{1,4}/[0-9a-f]{1,4}/[0-9a-f]{1,4}")) {
            String[] parts = value.substring(4).split("/", -1);
            int longest = Math.max(parts[0].length(), Math.max(parts[1].length(), parts[2].length()));
            return part(parts[0], longest) << 16 | part(parts[1], longest) << 8 | part(parts[2], longest);
        }
        if (value.matches("#[0-9a-f]{6}")) {
            return Integer.parseInt(value.substring(1), 16);
        }
        if (value.matches("color\\d{1,3}")) {
            int index = within(Integer.parseInt(value.substring(5)));
            return index < 0 ? -1 : colors[index];
        }
        return ColorNames.find(value);
    }

    /// A part of one to four hexadecimal digits as one of two, as existing settings mean it: one digit is
    /// the high one, of three or four the low ones are dropped.
    private static int part(String digits, int longest) {
        int value = Integer.parseInt(digits, 16);
        return switch (longest) {
            case 1 -> value << 4;
            case 2 -> value;
            case 3 -> value >> 4;
            default -> value >> 8;
        };
    }
}
