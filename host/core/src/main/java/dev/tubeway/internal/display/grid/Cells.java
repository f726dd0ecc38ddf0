package dev.tubeway.internal.display.grid;

import dev.tubeway.internal.module.abi.CellAttr;
import dev.tubeway.internal.module.abi.CellLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The cells of a screen, 4 numbers each: code, foreground, background, attributes; and which of them
/// look different since they were last told.
///
/// A row gets memory with its first cell that is not blank, as most rows of an idle terminal have none;
/// until then it is a row of zeros that all screens share and nobody writes. Scrolling moves rows, and
/// no cells.
///
/// Threading: under the display's lock.
final class Cells {
    static final int FIELDS = 4;
    static final int BYTES = CellLayout.SIZE;

    /// First code that stands for a grapheme.
    static final int GRAPHEMES = 0x110000;

    private static final int[] BLANK = new int[GridLayout.MOST_CELLS * FIELDS];

    /// Odd, with bits all over.
    private static final long MIX = 0x9e3779b97f4a7c15L;

    private static final VarHandle INT32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();

    private int rows;
    private int columns;
    private int[][] lines;
    private int[][] leaving;
    private int[] dirtyFrom;
    private int[] dirtyTo;

    Cells(int rows, int columns) {
        this.rows = rows;
        this.columns = columns;
        this.lines = new int[rows][];
        this.leaving = new int[rows][];
        this.dirtyFrom = new int[rows];
        this.dirtyTo = new int[rows];
        Arrays.fill(lines, BLANK);
    }

    int rows() {
        return rows;
    }

    int columns() {
        return columns;
    }

    /// The numbers of a row; to be read only.
    int[] row(int row) {
        return lines[row];
    }

    @SuppressWarnings("ReferenceEquality") // the one array, not one like it
    private static boolean isShared(int[] line) {
        return line == BLANK;
    }

    /// Whether all numbers of a part are 0.
    static boolean isNothing(int[] cells, int from, int to) {
        return Arrays.mismatch(cells, from, to, BLANK, 0, to - from) < 0;
    }

    /// Gets a new size; what lies in both stays, and nothing is dirty.
    void resize(int newRows, int newColumns) {
        int[][] resized = Arrays.copyOf(lines, newRows);
        if (newRows > rows) {
            Arrays.fill(resized, rows, newRows, BLANK);
        }
        for (int row = 0; row < Math.min(rows, newRows); row++) {
            if (!isShared(resized[row])) {
                resized[row] = Arrays.copyOf(resized[row], newColumns * FIELDS);
            }
        }
        rows = newRows;
        columns = newColumns;
        lines = resized;
        leaving = new int[newRows][];
        dirtyFrom = new int[newRows];
        dirtyTo = new int[newRows];
    }

    /// Takes cells from a guest's memory; all lie within the row. Only those that differ become dirty. A
    /// space is the same as nothing.
    ///
    /// @return whether one differs
    boolean put(int row, int column, int count, byte[] memory, int offset) {
        int[] line = lines[row];
        int first = -1;
        int last = -1;
        int either = 0;
        for (int i = 0; i < count; i++) {
            int from = offset + i * BYTES;
            int cell = (column + i) * FIELDS;
            int code = (int) INT32.get(memory, from + CellLayout.CODE);
            code = code == ' ' ? 0 : code;
            int foreground = (int) INT32.get(memory, from + CellLayout.FG);
            int background = (int) INT32.get(memory, from + CellLayout.BG);
            int attributes = (int) INT32.get(memory, from + CellLayout.ATTR);
            int difference = (line[cell] ^ code)
                    | (line[cell + 1] ^ foreground)
                    | (line[cell + 2] ^ background)
                    | (line[cell + 3] ^ attributes);
            if (difference != 0) {
                if (isShared(line)) {
                    line = new int[columns * FIELDS];
                    lines[row] = line;
                }
                either |= line[cell + 3] | attributes;
                line[cell] = code;
                line[cell + 1] = foreground;
                line[cell + 2] = background;
                line[cell + 3] = attributes;
                last = i;
                if (first < 0) {
                    first = i;
                }
            }
        }
        if (first < 0) {
            return false;
        }
        int halves = (either & CellAttr.WIDE) != 0 ? 1 : 0;
        dirtyWhole(row, column + first, column + last + 1 + halves);
        return true;
    }

    /// Repeats one cell of a guest's memory over columns of a row.
    ///
    /// @return whether one differs
    boolean fill(int row, int from, int end, byte[] memory, int offset) {
        boolean changed = put(row, from, 1, memory, offset);
        if (isShared(lines[row])) {
            return changed;
        }
        // Cells that all equal the one before them equal the first.
        int[] line = lines[row];
        int first = from * FIELDS;
        int differs = Arrays.mismatch(line, first + FIELDS, end * FIELDS, line, first, (end - 1) * FIELDS);
        if (differs >= 0) {
            for (int cell = first + FIELDS; cell < end * FIELDS; cell += FIELDS) {
                System.arraycopy(line, first, line, cell, FIELDS);
            }
            dirtyWhole(row, from, end + 1);
        }
        return changed || differs >= 0;
    }

    /// Marks the columns `from` up to `to` of a row, and the other halves of wide characters at both ends: the second
    /// half of one looks different with its first half, and the other way round.
    void dirtyWhole(int row, int from, int to) {
        dirty(row, isWide(row, from - 1) ? from - 1 : from, isWide(row, to - 1) ? to + 1 : to);
    }

    private boolean isWide(int row, int column) {
        return column >= 0 && column < columns && (lines[row][column * FIELDS + 3] & CellAttr.WIDE) != 0;
    }

    /// Marks the columns `from` up to `to` of a row.
    void dirty(int row, int from, int to) {
        int left = Math.max(from, 0);
        int right = Math.min(to, columns);
        if (dirtyTo[row] == 0) {
            dirtyFrom[row] = left;
            dirtyTo[row] = right;
        } else {
            dirtyFrom[row] = Math.min(dirtyFrom[row], left);
            dirtyTo[row] = Math.max(dirtyTo[row], right);
        }
    }

    void dirtyAll() {
        Arrays.fill(dirtyFrom, 0);
        Arrays.fill(dirtyTo, columns);
    }

    /// First dirty column of a row.
    int dirtyFrom(int row) {
        return dirtyFrom[row];
    }

    /// The column after the last dirty one, 0 if there is none.
    int dirtyTo(int row) {
        return dirtyTo[row];
    }

    void clean() {
        Arrays.fill(dirtyTo, 0);
    }

    /// A number for all that is in a row, and for something more; never 0.
    long looks(int row, long more) {
        int[] line = lines[row];
        long code = more;
        long foreground = 1;
        long background = 2;
        long attributes = 3;
        for (int cell = 0; cell < columns * FIELDS; cell += FIELDS) {
            code = (code ^ line[cell]) * MIX;
            foreground = (foreground ^ line[cell + 1]) * MIX;
            background = (background ^ line[cell + 2]) * MIX;
            attributes = (attributes ^ line[cell + 3]) * MIX;
        }
        long all = code;
        all = Long.rotateLeft(all, 32) * MIX ^ foreground;
        all = Long.rotateLeft(all, 32) * MIX ^ background;
        all = Long.rotateLeft(all, 32) * MIX ^ attributes;
        return all == 0 ? 1 : all;
    }

    /// Rows of a region that are dirty from side to side.
    int dirtyRows(int top, int bottom) {
        int count = 0;
        for (int row = top; row < bottom; row++) {
            if (dirtyTo[row] - dirtyFrom[row] == columns) {
                count++;
            }
        }
        return count;
    }

    /// Moves rows upwards, downwards if `by` is negative; what is dirty moves along, rows that come free
    /// are blank and dirty.
    void scroll(int top, int bottom, int by) {
        int count = Math.abs(by);
        int stay = bottom - top - count;
        int from = by > 0 ? top + by : top;
        int to = by > 0 ? top : top - by;
        int free = by > 0 ? bottom - by : top;
        System.arraycopy(lines, by > 0 ? top : bottom - count, leaving, 0, count);
        System.arraycopy(lines, from, lines, to, stay);
        System.arraycopy(leaving, 0, lines, free, count);
        System.arraycopy(dirtyFrom, from, dirtyFrom, to, stay);
        System.arraycopy(dirtyTo, from, dirtyTo, to, stay);
        for (int row = free; row < free + count; row++) {
            if (!isShared(lines[row])) {
                Arrays.fill(lines[row], 0);
            }
        }
        Arrays.fill(dirtyFrom, free, free + count, 0);
        Arrays.fill(dirtyTo, free, free + count, columns);
    }

    /// Makes all blank, and gives the memory back.
    void clear() {
        Arrays.fill(lines, BLANK);
        Arrays.fill(leaving, BLANK);
        dirtyAll();
    }
}
