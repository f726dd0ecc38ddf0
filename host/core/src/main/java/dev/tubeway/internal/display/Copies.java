package dev.tubeway.internal.display;

import dev.tubeway.internal.guacamole.InstructionWriter;

/// Copies of parts of the screen that a client has not been told of, in their order.
///
/// A page that scrolls on before it is told is one copy, over the whole way.
///
/// Threading: one thread at a time.
final class Copies {
    private static final int MAX = 8;
    private static final int FIELDS = 6;
    private static final int OVER = 14;

    private final int[] fields = new int[MAX * FIELDS];
    private int count;

    int count() {
        return count;
    }

    void clear() {
        count = 0;
    }

    /// Whether one more can be told.
    boolean hasRoom(int x, int y, int w, int h, int toX, int toY) {
        return count < MAX || continues(x, y, w, h, toX, toY);
    }

    /// Adds a copy, for which there is room.
    ///
    /// @param damage gets what the client cannot copy from what it has
    void add(int x, int y, int w, int h, int toX, int toY, Damage damage) {
        if (continues(x, y, w, h, toX, toY)) {
            join(y, h, toY, damage);
        } else {
            int at = count++ * FIELDS;
            fields[at] = x;
            fields[at + 1] = y;
            fields[at + 2] = w;
            fields[at + 3] = h;
            fields[at + 4] = toX;
            fields[at + 5] = toY;
        }
    }

    /// Whether a copy goes on where the last one was scrolling to.
    private boolean continues(int x, int y, int w, int h, int toX, int toY) {
        if (count == 0 || x != toX) {
            return false;
        }
        int at = (count - 1) * FIELDS;
        int by = fields[at + 5] - fields[at + 1];
        return fields[at] == x
                && fields[at + 4] == x
                && fields[at + 2] == w
                && Integer.signum(by) == Integer.signum(toY - y)
                && Math.max(y, fields[at + 5]) < Math.min(y + h, fields[at + 5] + fields[at + 3]);
    }

    /// Makes one copy of two. What the first one moved and the joint one does not move counts as
    /// damaged.
    private void join(int y, int h, int toY, Damage damage) {
        int at = (count - 1) * FIELDS;
        int x = fields[at];
        int w = fields[at + 2];
        int firstTo = fields[at + 5];
        int firstEnd = firstTo + fields[at + 3];
        int by = firstTo - fields[at + 1];
        int from = Math.max(y, firstTo);
        int end = Math.min(y + h, firstEnd);
        int to = from + toY - y;
        int toEnd = to + end - from;
        int all = Math.min(firstTo, toY);
        int allEnd = Math.max(firstEnd, toY + h);
        damage.add(x, all, w, to - all);
        damage.add(x, toEnd, w, allEnd - toEnd);
        fields[at + 1] = from - by;
        fields[at + 3] = end - from;
        fields[at + 5] = to;
    }

    /// Moves all to a list that has none.
    void moveTo(Copies other) {
        System.arraycopy(fields, 0, other.fields, 0, count * FIELDS);
        other.count = count;
        count = 0;
    }

    void write(int i, InstructionWriter out) {
        int at = i * FIELDS;
        out.op("copy").arg(0).arg(fields[at]).arg(fields[at + 1]);
        out.arg(fields[at + 2]).arg(fields[at + 3]).arg(OVER);
        out.arg(0).arg(fields[at + 4]).arg(fields[at + 5]).end();
    }
}
