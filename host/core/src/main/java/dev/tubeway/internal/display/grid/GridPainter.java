package dev.tubeway.internal.display.grid;

import dev.tubeway.internal.display.font.CellFont;
import dev.tubeway.internal.display.font.Glyph;
import dev.tubeway.internal.module.abi.CellAttr;
import dev.tubeway.internal.module.abi.ColorKind;
import dev.tubeway.internal.module.abi.CursorShape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Draws a part of a grid to pixels. A grid keeps no picture of itself: what a view needs is drawn when
/// it needs it.
///
/// Blinking cells and cursors are drawn steady: a picture that changes twice a second would keep every
/// client and network busy for an idle terminal.
///
/// Threading: under the display's lock.
final class GridPainter {
    private static final int OPAQUE = 0xff000000;

    private final Grid grid;
    private final Blends blends = new Blends();
    private int[] line = new int[0];
    private int[] out = new int[0];
    private int outOffset;
    private int left;
    private int top;
    private int width;
    private int height;

    GridPainter(Grid grid) {
        this.grid = grid;
    }

    /// Draws a part of the screen, row by row without gaps.
    void paint(int x, int y, int w, int h, int[] pixels, int offset) {
        left = x;
        top = y;
        width = w;
        height = h;
        out = pixels;
        outOffset = offset;
        Arrays.fill(pixels, offset, offset + w * h, OPAQUE | background());
        GridLayout layout = grid.layout();
        int lastRow = Math.min(layout.row(y + h - 1), grid.cells().rows() - 1);
        for (int row = Math.max(0, layout.row(y)); row <= lastRow; row++) {
            paintRow(layout, row);
        }
        bar(layout);
        out = line;
    }

    private void paintRow(GridLayout layout, int row) {
        Cells cells = grid.cells();
        int columns = cells.columns();
        long number = grid.lineAt(row);
        int[] values;
        int live = row - grid.offset();
        if (live >= 0) {
            values = cells.row(live);
        } else {
            if (line.length < columns * Cells.FIELDS) {
                line = new int[columns * Cells.FIELDS];
            }
            values = line;
            grid.readLine(number, line, 0);
        }
        int selectedFrom = grid.selection().from(number);
        int selectedTo = grid.selection().to(number, columns);
        int cursor = live >= 0 && live == grid.cursorRow() && grid.cursorShown() ? grid.cursorColumn() : -1;
        int first = Math.max(0, layout.column(left) - 1);
        int last = Math.min(columns - 1, layout.column(left + width - 1));
        for (int column = first; column <= last; column++) {
            int cell = column * Cells.FIELDS;
            boolean wide = (values[cell + 3] & CellAttr.WIDE) != 0 && column + 1 < columns;
            boolean selected = column >= selectedFrom && column <= selectedTo;
            boolean underCursor = column == cursor || (wide && column + 1 == cursor);
            paintCell(layout, row, column, values, cell, wide, selected, underCursor);
            if (wide) {
                column++;
            }
        }
    }

    private void paintCell(
            GridLayout layout,
            int row,
            int column,
            int[] values,
            int cell,
            boolean wide,
            boolean selected,
            boolean underCursor) {
        int attributes = values[cell + 3];
        int foreground = foreground(values[cell + 1], attributes);
        int back = color(values[cell + 2], ColorScheme.BACKGROUND);
        if ((attributes & CellAttr.FAINT) != 0) {
            foreground = Blends.half(foreground, back);
        }
        boolean reverse = ((attributes & CellAttr.REVERSE) != 0) ^ grid.isReverse() ^ selected;
        int ink = reverse ? back : foreground;
        int paper = reverse ? foreground : back;
        if (underCursor && grid.cursorShape() == CursorShape.BLOCK) {
            int cursor = grid.colors()[ColorScheme.CURSOR];
            ink = cursor == paper ? ink : paper;
            paper = cursor == paper ? back : cursor;
            if (ink == paper) {
                ink = background();
            }
        }
        int x = layout.x(column);
        int y = layout.y(row);
        int cellWidth = wide ? 2 * layout.cellWidth() : layout.cellWidth();
        if (paper != background()) {
            fill(x, y, cellWidth, layout.cellHeight(), OPAQUE | paper);
        }
        if ((attributes & CellAttr.HIDDEN) == 0) {
            int code = values[cell];
            if (code > ' ') {
                glyph(glyphOf(code, attributes, wide), x, y, ink, paper);
            }
            lines(layout, x, y, cellWidth, attributes, OPAQUE | ink);
        }
        if (underCursor && grid.cursorShape() != CursorShape.BLOCK) {
            cursorLine(layout, x, y, cellWidth);
        }
    }

    private void cursorLine(GridLayout layout, int x, int y, int cellWidth) {
        int color = OPAQUE | grid.colors()[ColorScheme.CURSOR];
        int thick = Math.max(2, layout.cellWidth() / 5);
        if (grid.cursorShape() == CursorShape.UNDERLINE) {
            fill(x, y + layout.cellHeight() - thick, cellWidth, thick, color);
        } else {
            fill(x, y, thick, layout.cellHeight(), color);
        }
    }

    private int foreground(int value, int attributes) {
        // Bold brightens the first eight colours, as terminals have done since there was no bold type.
        if ((attributes & CellAttr.BOLD) != 0 && value >>> 24 == ColorKind.PALETTE && (value & 0xff) < 8) {
            return grid.colors()[(value & 0xff) + 8];
        }
        return color(value, ColorScheme.FOREGROUND);
    }

    private int color(int value, int standard) {
        return switch (value >>> 24) {
            case ColorKind.PALETTE -> grid.colors()[value & 0xff];
            case ColorKind.RGB -> value & 0xffffff;
            default -> grid.colors()[standard];
        };
    }

    /// The colour where no cell says another one.
    private int background() {
        return grid.colors()[grid.isReverse() ? ColorScheme.FOREGROUND : ColorScheme.BACKGROUND];
    }

    private @Nullable Glyph glyphOf(int code, int attributes, boolean wide) {
        int style = ((attributes & CellAttr.BOLD) != 0 ? CellFont.BOLD : 0)
                | ((attributes & CellAttr.ITALIC) != 0 ? CellFont.ITALIC : 0);
        if (code < Cells.GRAPHEMES) {
            return grid.font().glyph(code, style, wide);
        }
        String grapheme = grid.grapheme(code);
        return grapheme == null ? null : grid.font().glyph(grapheme, style, wide);
    }

    private void glyph(@Nullable Glyph glyph, int x, int y, int ink, int paper) {
        if (glyph == null) {
            return;
        }
        int[] colors = blends.of(ink, paper);
        byte[] coverage = glyph.coverage();
        int fromX = Math.max(x, left);
        int toX = Math.min(x + glyph.width(), left + width);
        int fromY = Math.max(y, top);
        int toY = Math.min(y + glyph.height(), top + height);
        for (int py = fromY; py < toY; py++) {
            int from = (py - y) * glyph.width() - x;
            int to = outOffset + (py - top) * width - left;
            for (int px = fromX; px < toX; px++) {
                int level = coverage[from + px];
                if (level != 0) {
                    out[to + px] = colors[level];
                }
            }
        }
    }

    private void lines(GridLayout layout, int x, int y, int cellWidth, int attributes, int color) {
        int thick = Math.max(1, layout.cellHeight() / 16);
        int base = Math.min(y + grid.font().baseline() + thick, y + layout.cellHeight() - thick);
        int end = y + layout.cellHeight();
        switch (attributes & CellAttr.UNDERLINE_MASK) {
            case 0 -> {}
            case CellAttr.UNDERLINE_DOUBLE -> {
                fill(x, base, cellWidth, thick, color);
                fill(x, Math.min(base + 2 * thick, end - thick), cellWidth, thick, color);
            }
            case CellAttr.UNDERLINE_CURLY -> {
                // A wave of one period a cell, so that it goes on from cell to cell.
                double amplitude = Math.max(1, (end - base - thick) / 2.0);
                for (int i = 0; i < cellWidth; i++) {
                    double phase = 2 * Math.PI * (i + 0.5) / layout.cellWidth();
                    int dy = (int) Math.round(amplitude - amplitude * Math.sin(phase));
                    fill(x + i, Math.min(base + dy, end - thick), 1, thick, color);
                }
            }
            case CellAttr.UNDERLINE_DOTTED -> {
                for (int i = 0; i < cellWidth; i += 2 * thick) {
                    fill(x + i, base, thick, thick, color);
                }
            }
            case CellAttr.UNDERLINE_DASHED -> {
                int dash = Math.max(2, layout.cellWidth() / 2);
                for (int i = 0; i < cellWidth; i += layout.cellWidth()) {
                    fill(x + i, base, dash, thick, color);
                }
            }
            default -> fill(x, base, cellWidth, thick, color);
        }
        if ((attributes & CellAttr.STRIKE) != 0) {
            fill(x, y + grid.font().baseline() * 11 / 16, cellWidth, thick, color);
        }
        if ((attributes & CellAttr.OVERLINE) != 0) {
            fill(x, y, cellWidth, thick, color);
        }
    }

    private void bar(GridLayout layout) {
        ScrollBar bar = grid.bar();
        if (!bar.isShown()) {
            return;
        }
        int fore = grid.colors()[ColorScheme.FOREGROUND];
        int track = OPAQUE | Blends.half(Blends.half(Blends.half(fore, background()), background()), background());
        int handle = OPAQUE | Blends.half(fore, background());
        fill(layout.barX(), 0, GridLayout.BAR, layout.height(), track);
        fill(layout.barX() + 3, bar.top(), GridLayout.BAR - 6, bar.height(), handle);
    }

    private void fill(int x, int y, int w, int h, int color) {
        int fromX = Math.max(x, left);
        int toX = Math.min(x + w, left + width);
        int fromY = Math.max(y, top);
        int toY = Math.min(y + h, top + height);
        if (fromX < toX) {
            for (int py = fromY; py < toY; py++) {
                int row = outOffset + (py - top) * width - left;
                Arrays.fill(out, row + fromX, row + toX, color);
            }
        }
    }
}
