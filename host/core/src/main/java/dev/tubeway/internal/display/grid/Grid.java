package dev.tubeway.internal.display.grid;

import dev.tubeway.internal.display.font.CellFont;
import dev.tubeway.internal.module.abi.GridMode;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A terminal's screen: cells that a module writes, scrollback, cursor, selection, and where all that
/// is drawn.
///
/// Writing cells is a copy and a note of the columns that differ; nothing is drawn then. When a view
/// pulls, [#tell] turns the notes into parts of the screen that look different, and [#paint] draws the
/// parts that the view needs. Scrolling is told at once, as the views can let their clients copy.
///
/// Lines have numbers that count from the first line of the session, so that a selection stays on its
/// text while the text moves up.
///
/// Threading: under the display's lock.
public final class Grid {
    /// Numbers of colours: the palette, foreground, background, cursor.
    public static final int COLORS = ColorScheme.SIZE;

    private static final int MOST_REWRAPPED = 50_000;

    private final GridScreen screen;
    private GridOptions options;
    private int[] scheme;
    private int[] colors;
    private final Scrollback scrollback;
    private final Selection selection = new Selection();
    private final GridPainter painter = new GridPainter(this);
    private final Graphemes graphemes = new Graphemes();
    private CellFont font;
    private GridLayout layout;
    private Cells cells;
    private ToldRows told;
    private ScrollBar bar = ScrollBar.NONE;
    private boolean everything = true;
    private int offset;
    private long pushed;
    private int mode;
    private int cursorRow;
    private int cursorColumn;
    private int cursorShape;
    private boolean cursorVisible = true;
    private int toldRow = -1;
    private int toldColumn = -1;
    private int toldShape;

    public Grid(GridScreen screen, GridOptions options, int width, int height, int dpi) {
        this.screen = screen;
        this.options = options;
        this.scheme = ColorScheme.parse(options.colorScheme());
        this.colors = scheme.clone();
        this.scrollback = new Scrollback(options.scrollbackLines());
        this.font = CellFont.of(options.fontName(), options.fontSize(), dpi);
        this.layout = GridLayout.of(width, height, dpi, font);
        this.cells = new Cells(layout.rows(), layout.columns());
        this.told = new ToldRows(layout.rows());
    }

    /// What a screen has room for.
    public static GridMeasure measure(GridOptions options, int width, int height, int dpi) {
        CellFont font = CellFont.of(options.fontName(), options.fontSize(), dpi);
        return GridLayout.of(width, height, dpi, font).measure();
    }

    public GridOptions options() {
        return options;
    }

    public GridMeasure measure() {
        return layout.measure();
    }

    /// Column and row at a pixel, or -1.
    public int columnAt(int x) {
        int column = layout.column(x);
        return column >= 0 && column < cells.columns() ? column : -1;
    }

    public int rowAt(int y) {
        int row = layout.row(y);
        return row >= 0 && row < cells.rows() ? row : -1;
    }

    /// Text is to look so from now on; another font comes with the next size.
    public void look(GridOptions wanted) {
        if (!wanted.colorScheme().equals(options.colorScheme())) {
            scheme = ColorScheme.parse(wanted.colorScheme());
            colors = scheme.clone();
            everything = true;
        }
        options = wanted;
    }

    /// The screen has a new size; what lies in both stays.
    public void resize(int width, int height, int dpi) {
        font = CellFont.of(options.fontName(), options.fontSize(), dpi);
        int columns = cells.columns();
        layout = GridLayout.of(width, height, dpi, font);
        cells.resize(layout.rows(), layout.columns());
        told = new ToldRows(layout.rows());
        if (columns != layout.columns() && scrollback.size() <= MOST_REWRAPPED) {
            scrollback.rewrap(layout.columns());
        }
        selection.clear();
        offset = 0;
        toldRow = -1;
        everything = true;
    }

    // ---- what a module does

    /// Takes cells of one row; what lies outside is left out.
    public void put(int row, int column, byte[] memory, int at, int count) {
        int skip = Math.max(0, -column);
        int first = column + skip;
        int fits = Math.min(count - skip, cells.columns() - first);
        if (row < 0 || row >= cells.rows() || fits <= 0) {
            return;
        }
        boolean changed = cells.put(row, first, fits, memory, at + skip * Cells.BYTES);
        if (changed && selection.isActive()) {
            deselectIfTouched(pushed + row, pushed + row);
        }
    }

    /// Fills a rectangle with one cell; what lies outside is left out.
    public void fill(int row, int column, int rows, int columns, byte[] memory, int at) {
        int lastRow = (int) Math.min((long) row + rows, cells.rows());
        int from = Math.max(0, column);
        int end = (int) Math.min((long) column + columns, cells.columns());
        for (int r = Math.max(0, row); r < lastRow && from < end; r++) {
            if (cells.fill(r, from, end, memory, at) && selection.isActive()) {
                deselectIfTouched(pushed + r, pushed + r);
            }
        }
    }

    /// A code for a grapheme, or -1 if there is no room for more.
    public int graphemeCode(String text) {
        return graphemes.code(text);
    }

    /// Moves rows; the region lies within the grid.
    public void scroll(int top, int bottom, int lines) {
        int by = Math.clamp(lines, top - bottom, bottom - top);
        if (by == 0) {
            return;
        }
        boolean keeps = by > 0 && top == 0 && (mode & GridMode.ALTERNATE) == 0;
        if (selection.isActive()) {
            if (keeps) {
                deselectIfTouched(pushed + bottom, pushed + cells.rows());
            } else {
                deselectIfTouched(pushed + top, pushed + bottom - 1);
            }
        }
        if (keeps) {
            for (int row = 0; row < by; row++) {
                scrollback.push(cells.row(row), 0, cells.columns());
            }
            pushed += by;
            if (offset > 0) {
                offset = Math.min(offset + by, scrollback.size());
                everything = true;
            }
        }
        moveOnScreen(top, bottom, by);
        cells.scroll(top, bottom, by);
    }

    /// Lets the views copy what moves, unless most of it is drawn anew anyway.
    private void moveOnScreen(int top, int bottom, int by) {
        if (toldRow >= top && toldRow < bottom) {
            cells.dirtyWhole(toldRow, toldColumn, toldColumn + 1);
            toldRow = -1;
        }
        int stay = bottom - top - Math.abs(by);
        if (everything) {
            return;
        }
        boolean fits = layout.y(bottom) <= layout.height() && layout.x(cells.columns()) <= layout.width();
        if (stay <= 0 || offset > 0 || !fits || 2 * cells.dirtyRows(top, bottom) > bottom - top) {
            for (int row = top; row < bottom; row++) {
                cells.dirty(row, 0, cells.columns());
            }
            return;
        }
        int from = by > 0 ? top + by : top;
        int to = by > 0 ? top : top - by;
        int width = cells.columns() * layout.cellWidth();
        int height = stay * layout.cellHeight();
        screen.copied(layout.x(0), layout.y(from), width, height, layout.x(0), layout.y(to));
        told.move(top, bottom, by);
    }

    public void clear() {
        selection.clear();
        cells.clear();
    }

    public void clearScrollback() {
        scrollback.clear();
        selection.clear();
        offset = 0;
        everything = true;
    }

    public void cursor(int row, int column, int shape, boolean visible) {
        cursorRow = row;
        cursorColumn = Math.min(column, cells.columns() - 1);
        cursorShape = shape;
        cursorVisible = visible;
    }

    public void mode(int flags) {
        if (((mode ^ flags) & (GridMode.REVERSE | GridMode.ALTERNATE)) != 0) {
            everything = true;
            selection.clear();
            offset = 0;
        }
        mode = flags;
    }

    /// Sets a colour, or takes it back to the scheme's if it is -1.
    public void color(int index, int rgb) {
        int color = rgb == -1 ? scheme[index] : rgb & 0xffffff;
        if (colors[index] != color) {
            colors[index] = color;
            everything = true;
        }
    }

    // ---- what a person does

    boolean wantsMouse() {
        return (mode & GridMode.MOUSE) != 0;
    }

    boolean isAlternate() {
        return (mode & GridMode.ALTERNATE) != 0;
    }

    GridScreen screen() {
        return screen;
    }

    int scrollbackSize() {
        return isAlternate() ? 0 : scrollback.size();
    }

    /// Shows what lies this many lines above the newest.
    void scrollTo(int lines) {
        int wanted = Math.clamp(lines, 0, scrollbackSize());
        if (wanted != offset) {
            offset = wanted;
            everything = true;
        }
    }

    Selection selection() {
        return selection;
    }

    /// The selection looks different between these lines.
    void selectionChanged(long first, long last) {
        for (int row = 0; row < cells.rows(); row++) {
            long number = lineAt(row);
            if (number >= first && number <= last) {
                if (offset > 0) {
                    everything = true;
                    return;
                }
                cells.dirty(row, 0, cells.columns());
            }
        }
    }

    void deselect() {
        if (selection.isActive()) {
            selectionChanged(selection.firstLine(), selection.lastLine());
            selection.clear();
        }
    }

    private void deselectIfTouched(long first, long last) {
        if (selection.firstLine() <= last && selection.lastLine() >= first) {
            deselect();
        }
    }

    public boolean mayCopy() {
        return options.copy();
    }

    /// The selected text, empty if there is none.
    public String selectedText() {
        return selection.isActive() ? new SelectedText(this).read() : "";
    }

    /// Number of the oldest line that is kept.
    long oldestLine() {
        return pushed - scrollback.size();
    }

    // ---- how it looks

    /// Number of the line that is shown in a row.
    long lineAt(int row) {
        return pushed - offset + row;
    }

    /// Reads a line by its number; blank if it is gone.
    void readLine(long number, int[] out, int at) {
        int columns = cells.columns();
        long live = number - pushed;
        long kept = scrollback.size() + live;
        if (live >= 0 && live < cells.rows()) {
            System.arraycopy(cells.row((int) live), 0, out, at, columns * Cells.FIELDS);
        } else if (live < 0 && kept >= 0) {
            scrollback.read((int) kept, out, at, columns);
        } else {
            Arrays.fill(out, at, at + columns * Cells.FIELDS, 0);
        }
    }

    Cells cells() {
        return cells;
    }

    CellFont font() {
        return font;
    }

    GridLayout layout() {
        return layout;
    }

    ScrollBar bar() {
        return bar;
    }

    int[] colors() {
        return colors;
    }

    /// Lines of the scrollback that are shown.
    public int offset() {
        return offset;
    }

    boolean isReverse() {
        return (mode & GridMode.REVERSE) != 0;
    }

    int cursorRow() {
        return cursorRow;
    }

    int cursorColumn() {
        return cursorColumn;
    }

    int cursorShape() {
        return cursorShape;
    }

    boolean cursorShown() {
        return cursorVisible;
    }

    @Nullable
    String grapheme(int code) {
        return graphemes.text(code);
    }

    /// Tells the screen what looks different since the last call.
    public void tell() {
        moveBar();
        tellCursor();
        if (everything) {
            told.forgetAll();
            screen.changed(0, 0, layout.width(), layout.height());
        } else {
            for (int row = 0; row + offset < cells.rows(); row++) {
                if (cells.dirtyTo(row) > 0 && looksNew(row)) {
                    layout.changed(screen, row + offset, cells.dirtyFrom(row), cells.dirtyTo(row));
                }
            }
        }
        everything = false;
        cells.clean();
    }

    /// Whether a row looks different from what was told of it last; this time counts as told.
    private boolean looksNew(int row) {
        if (selection.isActive()) {
            told.forget(row);
            return true;
        }
        long cursor = row == toldRow ? (long) toldColumn << 8 | toldShape + 1 : 0;
        return told.isNew(row, cells.looks(row, cursor));
    }

    private void tellCursor() {
        int row = cursorVisible && cursorRow < cells.rows() ? cursorRow : -1;
        if (row == toldRow && cursorColumn == toldColumn && cursorShape == toldShape) {
            return;
        }
        if (toldRow >= 0 && toldRow < cells.rows()) {
            cells.dirtyWhole(toldRow, toldColumn, toldColumn + 1);
        }
        if (row >= 0) {
            cells.dirtyWhole(row, cursorColumn, cursorColumn + 1);
        }
        toldRow = row;
        toldColumn = cursorColumn;
        toldShape = cursorShape;
    }

    private void moveBar() {
        ScrollBar now = ScrollBar.of(layout.height(), cells.rows(), scrollbackSize(), offset);
        if (!now.equals(bar)) {
            bar = now;
            screen.changed(layout.barX(), 0, layout.width() - layout.barX(), layout.height());
        }
    }

    /// Draws a part of the screen as it is, row by row without gaps.
    public void paint(int x, int y, int width, int height, int[] out, int outOffset) {
        painter.paint(x, y, width, height, out, outOffset);
    }
}
