package dev.tubeway.internal.display;

/// A picture of the mouse pointer.
///
/// @param x      of the point that points
/// @param y      of the point that points
/// @param pixels `0xAARRGGBB`, row by row
@SuppressWarnings("ArrayRecordComponent")
record Pointer(int x, int y, int width, int height, int[] pixels) {
    /// Longest side, pixels.
    static final int MAX_SIDE = 256;

    private static final String[] ARROW_ROWS = {
        "X          ",
        "XX         ",
        "X.X        ",
        "X..X       ",
        "X...X      ",
        "X....X     ",
        "X.....X    ",
        "X......X   ",
        "X.......X  ",
        "X........X ",
        "X.....XXXXX",
        "X..X..X    ",
        "X.X X..X   ",
        "XX  X..X   ",
        "X    X..X  ",
        "     X..X  ",
        "      XX   ",
    };
    private static final String[] TEXT_ROWS = {
        " XXX XXX ",
        "X...X...X",
        " XXX.XXX ",
        "   X.X   ",
        "   X.X   ",
        "   X.X   ",
        "   X.X   ",
        "   X.X   ",
        "   X.X   ",
        "   X.X   ",
        "   X.X   ",
        "   X.X   ",
        "   X.X   ",
        " XXX.XXX ",
        "X...X...X",
        " XXX XXX ",
    };
    private static final String[] DOT_ROWS = {
        " XXX ", "X...X", "X...X", "X...X", " XXX ",
    };
    /// By their numbers in [CursorKind].
    private static final Pointer[] NAMED = {
        new Pointer(0, 0, 1, 1, new int[1]), drawn(0, 0, ARROW_ROWS), drawn(4, 7, TEXT_ROWS), drawn(2, 2, DOT_ROWS)
    };

    static Pointer named(int kind) {
        return NAMED[kind];
    }

    private static Pointer drawn(int x, int y, String[] rows) {
        int width = rows[0].length();
        var pixels = new int[width * rows.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = switch (rows[i / width].charAt(i % width)) {
                case 'X' -> 0xff000000;
                case '.' -> 0xffffffff;
                default -> 0;
            };
        }
        return new Pointer(x, y, width, rows.length, pixels);
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
