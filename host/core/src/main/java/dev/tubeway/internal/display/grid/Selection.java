package dev.tubeway.internal.display.grid;

/// What a person has selected: from one cell to another, over lines that count from the session's
/// first.
///
/// Threading: under the display's lock.
final class Selection {

    /// What a drag takes at a time.
    enum Unit {
        CELL,
        WORD,
        LINE
    }

    private Unit unit = Unit.CELL;
    private boolean active;
    private long anchorLine;
    private int anchorFrom;
    private int anchorTo;
    private long firstLine;
    private int firstColumn;
    private long lastLine;
    private int lastColumn;

    boolean isActive() {
        return active;
    }

    Unit unit() {
        return unit;
    }

    /// First line that has something selected.
    long firstLine() {
        return firstLine;
    }

    long lastLine() {
        return lastLine;
    }

    /// Sets from where it goes; nothing is selected by a click alone.
    ///
    /// @param from first column of the unit, `to` its last
    void start(Unit newUnit, long line, int from, int to) {
        unit = newUnit;
        anchorLine = line;
        anchorFrom = from;
        anchorTo = to;
        active = false;
        if (newUnit != Unit.CELL) {
            extend(line, from, to);
        }
    }

    /// Selects from the anchor to here.
    void extend(long line, int from, int to) {
        if (!active && unit == Unit.CELL && line == anchorLine && from == anchorFrom) {
            return;
        }
        active = true;
        boolean forwards = line > anchorLine || (line == anchorLine && from >= anchorFrom);
        firstLine = forwards ? anchorLine : line;
        firstColumn = forwards ? anchorFrom : from;
        lastLine = forwards ? line : anchorLine;
        lastColumn = forwards ? to : anchorTo;
    }

    void clear() {
        active = false;
    }

    /// First selected column of a line.
    int from(long line) {
        return line == firstLine ? firstColumn : 0;
    }

    /// Last selected column of a line that has `columns`; smaller than [#from] if nothing is selected
    /// there.
    int to(long line, int columns) {
        if (!active || line < firstLine || line > lastLine) {
            return -1;
        }
        return line == lastLine ? Math.min(lastColumn, columns - 1) : columns - 1;
    }
}
