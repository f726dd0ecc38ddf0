package dev.tubeway.internal.display.grid;

import dev.tubeway.internal.module.abi.CellLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The cells of a screen, 4 numbers each: code, foreground, background, attributes; and which of them
/// look different since they were last told.
///
/// Threading: under the display's lock.
final class Cells {
    static final int FIELDS = 4;
    static final int BYTES = CellLayout.SIZE;

    /// First code that stands for a grapheme.
    static final int GRAPHEMES = 0x110000;

    private static final VarHandle INT32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();

    private int rows;
    private int columns;
    private int[] cells;
    private int[] dirtyFrom;
    private int[] dirtyTo;

    Cells(int rows, int columns) {
        this.rows = rows;
        this.columns = columns;
        this.cells = new int[rows * columns * FIELDS];
        this.dirtyFrom = new int[rows];
        this.dirtyTo = new int[rows];
    }

    int rows() {
        return rows;
    }

    int columns() {
        return columns;
    }

    int[] values() {
        return cells;
    }

    /// Where a row begins in [#values].
    int at(int row) {
        return row * columns * FIELDS;
    }

    /// Gets a new size; what lies in both stays, and nothing is dirty.
    void resize(int newRows, int newColumns) {
        var resized = new int[newRows * newColumns * FIELDS];
        for (int row = 0; row < Math.min(rows, newRows); row++) {
            System.arraycopy(
                    cells, at(row), resized, row * newColumns * FIELDS, Math.min(columns, newColumns) * FIELDS);
        }
        rows = newRows;
        columns = newColumns;
        cells = resized;
        dirtyFrom = new int[newRows];
        dirtyTo = new int[newRows];
    }

    /// Takes cells from a guest's memory; all lie within the row. Only those that differ become dirty.
    ///
    /// @return whether one differs
    boolean put(int row, int column, int count, byte[] memory, int offset) {
        int to = at(row) + column * FIELDS;
        int first = -1;
        int last = -1;
        for (int i = 0; i < count; i++) {
            int from = offset + i * BYTES;
            int cell = to + i * FIELDS;
            int code = (int) INT32.get(memory, from + CellLayout.CODE);
            int foreground = (int) INT32.get(memory, from + CellLayout.FG);
            int background = (int) INT32.get(memory, from + CellLayout.BG);
            int attributes = (int) INT32.get(memory, from + CellLayout.ATTR);
            int difference = (cells[cell] ^ code)
                    | (cells[cell + 1] ^ foreground)
                    | (cells[cell + 2] ^ background)
                    | (cells[cell + 3] ^ attributes);
            if (difference != 0) {
                cells[cell] = code;
                cells[cell + 1] = foreground;
                cells[cell + 2] = background;
                cells[cell + 3] = attributes;
                last = i;
                if (first < 0) {
                    first = i;
                }
            }
        }
        if (first < 0) {
            return false;
        }
        // The second half of a wide character looks different with its first half, and the other way
        // round.
        dirty(row, column + first - 1, column + last + 2);
        return true;
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

    /// Moves rows upwards, downwards if `lines` is negative; what is dirty moves along, rows that come
    /// free are blank and dirty.
    void scroll(int top, int bottom, int lines) {
        int stay = bottom - top - Math.abs(lines);
        int from = lines > 0 ? top + lines : top;
        int to = lines > 0 ? top : top - lines;
        int free = lines > 0 ? bottom - lines : top;
        int row = columns * FIELDS;
        System.arraycopy(cells, from * row, cells, to * row, stay * row);
        System.arraycopy(dirtyFrom, from, dirtyFrom, to, stay);
        System.arraycopy(dirtyTo, from, dirtyTo, to, stay);
        int freeEnd = free + Math.abs(lines);
        Arrays.fill(cells, free * row, freeEnd * row, 0);
        Arrays.fill(dirtyFrom, free, freeEnd, 0);
        Arrays.fill(dirtyTo, free, freeEnd, columns);
    }

    void clear() {
        Arrays.fill(cells, 0);
        dirtyAll();
    }
}
