package dev.tubeway.internal.display.grid;

import dev.tubeway.internal.module.abi.CellAttr;
import java.util.Arrays;

/// Lines that left the screen at its top, packed.
///
/// A line of plain text takes a byte a character: trailing blanks are left out, and colours and
/// attributes stand once for a run of cells. A line of 99 columns takes 1,584 bytes on the screen and
/// about 100 here.
///
/// Shape: `cells << 1 | wrapped`, then runs `cells << 1 | styled`, if styled foreground, background and
/// attributes as 4 bytes each, then the codes; numbers have 7 bits a byte, low ones first. Code 1 tells
/// that a wide character follows.
/// Threading: under the display's lock.
final class Scrollback {
    private static final int WIDE_FOLLOWS = 1;
    private static final int NEGLIGIBLE = 8;

    /// Cells that are as well looked at one by one.
    private static final int FEW = 8;

    private static final int STYLE = ~(CellAttr.WIDE | CellAttr.WRAPPED);
    private static final byte[] EMPTY = {};

    private final int limit;
    private byte[][] lines;
    private int first;
    private int size;
    private byte[] scratch = EMPTY;
    private int at;

    Scrollback(int limit) {
        this.limit = limit;
        this.lines = new byte[Math.min(limit, 16)][];
        Arrays.fill(lines, EMPTY);
    }

    int size() {
        return size;
    }

    void clear() {
        Arrays.fill(lines, EMPTY);
        first = 0;
        size = 0;
    }

    /// Adds a line below the others, and forgets the topmost if there are too many.
    void push(int[] cells, int offset, int columns) {
        if (limit > 0) {
            pack(cells, offset, columns);
            add(Arrays.copyOf(scratch, at));
        }
    }

    private void add(byte[] line) {
        if (size == limit) {
            lines[first] = line;
            first = first + 1 == limit ? 0 : first + 1;
            return;
        }
        if (size == lines.length) {
            lines = Arrays.copyOf(lines, (int) Math.min(limit, 2L * size));
            Arrays.fill(lines, size, lines.length, EMPTY);
        }
        lines[size++] = line;
    }

    private byte[] line(int index) {
        int i = first + index;
        return lines[i >= lines.length ? i - lines.length : i];
    }

    /// Unpacks a line to cells; what is too long is cut, the rest is blank.
    ///
    /// @param index from 0, the topmost
    void read(int index, int[] out, int offset, int columns) {
        Arrays.fill(out, offset, offset + columns * Cells.FIELDS, 0);
        byte[] line = line(index);
        at = 0;
        int head = number(line);
        int count = head >> 1;
        int column = 0;
        while (column < count) {
            int run = number(line);
            int foreground = 0;
            int background = 0;
            int attributes = 0;
            if ((run & 1) != 0) {
                foreground = int32(line);
                background = int32(line);
                attributes = int32(line);
            }
            for (int i = run >> 1; i > 0; i--, column++) {
                int code = number(line);
                int wide = 0;
                if (code == WIDE_FOLLOWS) {
                    code = number(line);
                    wide = CellAttr.WIDE;
                }
                if (column < columns) {
                    int to = offset + column * Cells.FIELDS;
                    out[to] = code;
                    out[to + 1] = foreground;
                    out[to + 2] = background;
                    out[to + 3] = attributes | wide;
                }
            }
        }
        if ((head & 1) != 0) {
            out[offset + (columns - 1) * Cells.FIELDS + 3] |= CellAttr.WRAPPED;
        }
    }

    /// Breaks all lines anew for screens of this many columns: lines that were wrapped are joined
    /// first.
    void rewrap(int columns) {
        byte[][] old = new byte[size][];
        int longest = 1;
        for (int i = 0; i < size; i++) {
            old[i] = line(i);
            at = 0;
            longest = Math.max(longest, number(old[i]) >> 1);
        }
        var from = new Scrollback(Math.max(1, old.length));
        for (byte[] line : old) {
            from.add(line);
        }
        clear();
        var joined = new int[longest * Cells.FIELDS];
        int length = 0;
        for (int i = 0; i < old.length; i++) {
            at = 0;
            int head = number(old[i]);
            int count = head >> 1;
            if (joined.length < (length + count + 1) * Cells.FIELDS) {
                joined = Arrays.copyOf(joined, 2 * (length + count + 1) * Cells.FIELDS);
            }
            from.read(i, joined, length * Cells.FIELDS, count + 1);
            length += count;
            if ((head & 1) == 0 || i == old.length - 1 || length > 100 * columns) {
                split(joined, length, columns);
                length = 0;
            }
        }
    }

    private void split(int[] joined, int length, int columns) {
        int start = 0;
        do {
            int end = Math.min(start + columns, length);
            int lastCell = (end - 1) * Cells.FIELDS;
            if (end < length && end - start > 1 && (joined[lastCell + 3] & CellAttr.WIDE) != 0) {
                end--;
            }
            var line = Arrays.copyOfRange(joined, start * Cells.FIELDS, (start + columns) * Cells.FIELDS);
            Arrays.fill(line, (end - start) * Cells.FIELDS, line.length, 0);
            for (int cell = 3; cell < line.length; cell += Cells.FIELDS) {
                line[cell] &= ~CellAttr.WRAPPED;
            }
            if (end < length) {
                line[line.length - 1] |= CellAttr.WRAPPED;
            }
            push(line, 0, columns);
            start = end;
        } while (start < length);
    }

    private void pack(int[] cells, int offset, int columns) {
        if (scratch.length < columns * 24 + NEGLIGIBLE) {
            scratch = new byte[columns * 24 + NEGLIGIBLE];
        }
        at = 0;
        boolean wrapped = (cells[offset + (columns - 1) * Cells.FIELDS + 3] & CellAttr.WRAPPED) != 0;
        int count = written(cells, offset, columns);
        while (count > 0 && isBlank(cells, offset + (count - 1) * Cells.FIELDS)) {
            count--;
        }
        if (wrapped) {
            count = columns;
        }
        put(count << 1 | (wrapped ? 1 : 0));
        int column = 0;
        while (column < count) {
            int cell = offset + column * Cells.FIELDS;
            int end = column + 1;
            while (end < count && sameStyle(cells, cell, offset + end * Cells.FIELDS)) {
                end++;
            }
            boolean styled = (cells[cell + 1] | cells[cell + 2] | (cells[cell + 3] & STYLE)) != 0;
            put((end - column) << 1 | (styled ? 1 : 0));
            if (styled) {
                put32(cells[cell + 1]);
                put32(cells[cell + 2]);
                put32(cells[cell + 3] & STYLE);
            }
            for (; column < end; column++, cell += Cells.FIELDS) {
                if ((cells[cell + 3] & CellAttr.WIDE) != 0) {
                    put(WIDE_FOLLOWS);
                }
                put(cells[cell] == WIDE_FOLLOWS ? 0 : cells[cell] & 0x1fffff);
            }
        }
    }

    /// Columns that may not be blank, roughly: halves that were never written are passed over at once.
    private static int written(int[] cells, int offset, int columns) {
        int count = columns;
        while (count > FEW) {
            int half = count / 2;
            int middle = offset + half * Cells.FIELDS;
            int end = offset + count * Cells.FIELDS;
            if (!Cells.isNothing(cells, middle, end)) {
                break;
            }
            count = half;
        }
        return count;
    }

    private static boolean isBlank(int[] cells, int cell) {
        int code = cells[cell];
        return (code == 0 || code == ' ') && (cells[cell + 1] | cells[cell + 2] | (cells[cell + 3] & STYLE)) == 0;
    }

    private static boolean sameStyle(int[] cells, int a, int b) {
        return cells[a + 1] == cells[b + 1]
                && cells[a + 2] == cells[b + 2]
                && ((cells[a + 3] ^ cells[b + 3]) & STYLE) == 0;
    }

    private void put(int number) {
        int left = number;
        while (left > 0x7f) {
            scratch[at++] = (byte) (left | 0x80);
            left >>>= 7;
        }
        scratch[at++] = (byte) left;
    }

    private void put32(int number) {
        for (int shift = 0; shift < 32; shift += 8) {
            scratch[at++] = (byte) (number >> shift);
        }
    }

    private int number(byte[] line) {
        if (at >= line.length) {
            return 0;
        }
        int number = 0;
        int shift = 0;
        byte part;
        do {
            part = line[at++];
            number |= (part & 0x7f) << shift;
            shift += 7;
        } while (part < 0);
        return number;
    }

    private int int32(byte[] line) {
        int number = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            number |= (line[at++] & 0xff) << shift;
        }
        return number;
    }
}
