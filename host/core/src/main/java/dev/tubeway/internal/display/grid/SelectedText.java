package dev.tubeway.internal.display.grid;

import dev.tubeway.internal.module.abi.CellAttr;

/// Reads what is selected: rows that were wrapped are one line, blanks at the end of a line are left
/// out.
///
/// Threading: under the display's lock.
final class SelectedText {
    private final Grid grid;
    private final int columns;
    private final int[] line;
    private final StringBuilder text = new StringBuilder();

    SelectedText(Grid grid) {
        this.grid = grid;
        this.columns = grid.cells().columns();
        this.line = new int[columns * Cells.FIELDS];
    }

    String read() {
        Selection selection = grid.selection();
        long first = Math.max(selection.firstLine(), grid.oldestLine());
        for (long number = first; number <= selection.lastLine(); number++) {
            grid.readLine(number, line, 0);
            int from = selection.from(number);
            int to = selection.to(number, columns);
            boolean wrapped = to == columns - 1 && (attributes(columns - 1) & CellAttr.WRAPPED) != 0;
            boolean gap = wrapped && code(columns - 1) == 0 && !isSecondHalf(columns - 1);
            append(from, to, wrapped);
            if (gap && startsWide(number + 1)) {
                // A wide character did not fit there.
                text.setLength(text.length() - 1);
            }
            if (number < selection.lastLine() && !wrapped) {
                text.append('\n');
            }
        }
        return text.toString();
    }

    private int code(int column) {
        return line[column * Cells.FIELDS];
    }

    private int attributes(int column) {
        return line[column * Cells.FIELDS + 3];
    }

    private boolean isSecondHalf(int column) {
        return code(column) == 0 && column > 0 && (attributes(column - 1) & CellAttr.WIDE) != 0;
    }

    private boolean startsWide(long number) {
        grid.readLine(number, line, 0);
        return (attributes(0) & CellAttr.WIDE) != 0;
    }

    private void append(int from, int to, boolean wrapped) {
        int kept = text.length();
        for (int column = from; column <= to; column++) {
            int code = code(column);
            if (isSecondHalf(column)) {
                continue;
            }
            String grapheme = grid.grapheme(code);
            if (grapheme != null) {
                text.append(grapheme);
            } else {
                text.appendCodePoint(code <= ' ' || code > Character.MAX_CODE_POINT ? ' ' : code);
            }
            if (code > ' ' || wrapped) {
                kept = text.length();
            }
        }
        text.setLength(kept);
    }
}
