package dev.tubeway.internal.display.grid;

import dev.tubeway.internal.module.abi.CellAttr;

/// Finds where words and lines begin and end. A row that was wrapped and the next one are one line.
///
/// Threading: under the display's lock.
final class Words {
    /// A line that goes on for longer is cut, as it is looked through while the lock is held.
    private static final int MOST_ROWS = 500;

    private static final int BLANK = 0;
    private static final int WORD = 1;
    private static final String WORD_MARKS = "_-./~:@%+#?&=,$";

    private final Grid grid;
    private int[] row = new int[0];
    private long loaded;

    Words(Grid grid) {
        this.grid = grid;
    }

    /// First place of the unit at a place.
    long first(Selection.Unit unit, long place) {
        load(Selection.line(place));
        return switch (unit) {
            case CELL -> Selection.place(loaded, firstHalf(Selection.column(place)));
            case WORD -> wordStart(place);
            case LINE -> Selection.place(lineStart(), 0);
        };
    }

    /// Last place of the unit at a place.
    long last(Selection.Unit unit, long place) {
        load(Selection.line(place));
        int column = Selection.column(place);
        return switch (unit) {
            case CELL -> Selection.place(loaded, isWide(column) ? Math.min(column + 1, columns() - 1) : column);
            case WORD -> wordEnd(place);
            case LINE -> Selection.place(lineEnd(), columns() - 1);
        };
    }

    private int columns() {
        return grid.cells().columns();
    }

    private void load(long line) {
        int size = columns() * Cells.FIELDS;
        if (row.length != size) {
            row = new int[size];
        }
        grid.readLine(line, row, 0);
        loaded = line;
    }

    private boolean isWide(int column) {
        return (row[column * Cells.FIELDS + 3] & CellAttr.WIDE) != 0;
    }

    private int firstHalf(int column) {
        boolean second = row[column * Cells.FIELDS] == 0 && column > 0 && isWide(column - 1);
        return second ? column - 1 : column;
    }

    private boolean isWrapped() {
        return (row[(columns() - 1) * Cells.FIELDS + 3] & CellAttr.WRAPPED) != 0;
    }

    private long lineStart() {
        long line = loaded;
        for (int i = 0; i < MOST_ROWS; i++) {
            load(line - 1);
            if (!isWrapped()) {
                break;
            }
            line--;
        }
        return line;
    }

    private long lineEnd() {
        for (int i = 0; i < MOST_ROWS && isWrapped(); i++) {
            load(loaded + 1);
        }
        return loaded;
    }

    private long wordStart(long place) {
        int kind = kind(Selection.column(place));
        long line = loaded;
        int column = Selection.column(place);
        for (int rows = 0; rows < MOST_ROWS; rows++) {
            while (column > 0 && kind(column - 1) == kind) {
                column--;
            }
            if (column > 0) {
                break;
            }
            load(line - 1);
            if (!isWrapped() || kind(columns() - 1) != kind) {
                break;
            }
            line--;
            column = columns() - 1;
        }
        return Selection.place(line, column);
    }

    private long wordEnd(long place) {
        int kind = kind(Selection.column(place));
        long line = loaded;
        int column = Selection.column(place);
        for (int rows = 0; rows < MOST_ROWS; rows++) {
            while (column < columns() - 1 && kind(column + 1) == kind) {
                column++;
            }
            if (column < columns() - 1 || !isWrapped()) {
                break;
            }
            load(line + 1);
            if (kind(0) != kind) {
                break;
            }
            line++;
            column = 0;
        }
        return Selection.place(line, column);
    }

    private int kind(int column) {
        int code = row[firstHalf(column) * Cells.FIELDS];
        if (code <= ' ') {
            return BLANK;
        }
        boolean word = Character.isLetterOrDigit(code) || WORD_MARKS.indexOf(code) >= 0 || code >= Cells.GRAPHEMES;
        return word ? WORD : code;
    }
}
