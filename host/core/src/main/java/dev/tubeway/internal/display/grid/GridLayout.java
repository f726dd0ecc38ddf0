package dev.tubeway.internal.display.grid;

import dev.tubeway.internal.display.font.CellFont;

/// Where cells lie on a screen: a margin around them, a scroll bar at the right edge.
///
/// @param width  of the screen, pixels
/// @param height of the screen, pixels
/// @param margin around the cells, pixels
record GridLayout(int width, int height, int margin, int cellWidth, int cellHeight, int columns, int rows) {

    /// Width of the scroll bar, pixels.
    static final int BAR = 16;

    /// Most columns, and most rows.
    static final int MOST_CELLS = 1000;

    private static final double MARGIN_MILLIMETRES = 2;
    private static final double MILLIMETRES_PER_INCH = 25.4;

    static GridLayout of(int width, int height, int dpi, CellFont font) {
        int margin = (int) (dpi * MARGIN_MILLIMETRES / MILLIMETRES_PER_INCH);
        int columns = Math.clamp((width - BAR - 2L * margin) / font.cellWidth(), 1, MOST_CELLS);
        int rows = Math.clamp((height - 2L * margin) / font.cellHeight(), 1, MOST_CELLS);
        return new GridLayout(width, height, margin, font.cellWidth(), font.cellHeight(), columns, rows);
    }

    GridMeasure measure() {
        return new GridMeasure(columns, rows, cellWidth, cellHeight);
    }

    int x(int column) {
        return margin + column * cellWidth;
    }

    int y(int row) {
        return margin + row * cellHeight;
    }

    int column(int x) {
        return Math.floorDiv(x - margin, cellWidth);
    }

    int row(int y) {
        return Math.floorDiv(y - margin, cellHeight);
    }

    int barX() {
        return Math.max(0, width - BAR);
    }

    /// Tells a screen that cells look different; what does not fit it is left out.
    void changed(GridScreen screen, int row, int from, int to) {
        int left = Math.min(x(from), width);
        int right = Math.min(x(to), width);
        int top = Math.min(y(row), height);
        int bottom = Math.min(y(row + 1), height);
        screen.changed(left, top, right - left, bottom - top);
    }
}
