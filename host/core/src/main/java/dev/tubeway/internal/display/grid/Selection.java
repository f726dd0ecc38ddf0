package dev.tubeway.internal.display.grid;

/// What a person has selected: from one cell to another, over lines that count from the session's
/// first.
///
/// Shape: a place is `line << 10 | column`, so that places compare as text is read.
/// Threading: under the display's lock.
final class Selection {

    /// What a drag takes at a time.
    enum Unit {
        CELL,
        WORD,
        LINE
    }

    private static final int COLUMN_BITS = 10;
    private static final int COLUMN_MASK = (1 << COLUMN_BITS) - 1;

    private Unit unit = Unit.CELL;
    private boolean active;
    private long anchorFrom;
    private long anchorTo;
    private long first;
    private long last;

    static long place(long line, int column) {
        return line << COLUMN_BITS | column;
    }

    static long line(long place) {
        return place >> COLUMN_BITS;
    }

    static int column(long place) {
        return (int) (place & COLUMN_MASK);
    }

    boolean isActive() {
        return active;
    }

    Unit unit() {
        return unit;
    }

    /// First line that has something selected.
    long firstLine() {
        return line(first);
    }

    long lastLine() {
        return line(last);
    }

    /// Sets from where it goes; nothing is selected by a click on a cell alone.
    ///
    /// @param from first place of the unit
    /// @param to   its last place
    void start(Unit newUnit, long from, long to) {
        unit = newUnit;
        anchorFrom = from;
        anchorTo = to;
        active = false;
        if (newUnit != Unit.CELL) {
            extend(from, to);
        }
    }

    /// Goes on with what is selected: from its beginning if the place lies behind that, else from its
    /// end.
    void resume(long place) {
        unit = Unit.CELL;
        anchorFrom = place > first ? first : last;
        anchorTo = anchorFrom;
    }

    /// Selects from the anchor to this unit.
    void extend(long from, long to) {
        if (!active && unit == Unit.CELL && from == anchorFrom) {
            return;
        }
        active = true;
        first = Math.min(anchorFrom, from);
        last = Math.max(anchorTo, to);
    }

    void clear() {
        active = false;
    }

    /// First selected column of a line.
    int from(long line) {
        return line == firstLine() ? column(first) : 0;
    }

    /// Last selected column of a line that has `columns`; smaller than [#from] if nothing is selected
    /// there.
    int to(long line, int columns) {
        if (!active || line < firstLine() || line > lastLine()) {
            return -1;
        }
        return line == lastLine() ? Math.min(column(last), columns - 1) : columns - 1;
    }
}
