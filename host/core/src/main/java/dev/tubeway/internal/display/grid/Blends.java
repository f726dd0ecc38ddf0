package dev.tubeway.internal.display.grid;

import dev.tubeway.internal.display.font.Glyph;

/// The colours between a background and a foreground, one for each level of coverage.
final class Blends {
    private static final int SLOTS = 64;

    private final int[] foregrounds = new int[SLOTS];
    private final int[] backgrounds = new int[SLOTS];
    private final int[][] tables = new int[SLOTS][];

    /// The table of two colours, made if it is not known.
    int[] of(int foreground, int background) {
        int slot = ((foreground * 31 + background) * 0x9e3779b1) >>> 26;
        int[] known = tables[slot];
        if (known != null && foregrounds[slot] == foreground && backgrounds[slot] == background) {
            return known;
        }
        int[] table = known == null ? new int[Glyph.LEVELS] : known;
        int most = Glyph.LEVELS - 1;
        for (int i = 0; i <= most; i++) {
            table[i] = 0xff000000
                    | between(foreground >> 16, background >> 16, i, most) << 16
                    | between(foreground >> 8, background >> 8, i, most) << 8
                    | between(foreground, background, i, most);
        }
        foregrounds[slot] = foreground;
        backgrounds[slot] = background;
        tables[slot] = table;
        return table;
    }

    private static int between(int foreground, int background, int level, int most) {
        return ((foreground & 0xff) * level + (background & 0xff) * (most - level) + most / 2) / most;
    }

    /// The colour halfway.
    static int half(int one, int other) {
        return ((one & 0xfefefe) >> 1) + ((other & 0xfefefe) >> 1);
    }
}
