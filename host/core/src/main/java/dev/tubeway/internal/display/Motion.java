package dev.tubeway.internal.display;

import java.util.Arrays;

/// Finds what moved from one picture to the next: a page that was scrolled, a window that was dragged.
///
/// Some pieces of a row that have much to them are taken from the new picture, and looked for in all of the old one
/// by a rolling hash. Where several moved by the same way, the rectangle around them is grown for as long as its
/// rows and columns are the same in both. A hash that is wrong costs nothing but time: what is found is compared,
/// and whoever copies compares again.
///
/// Looking takes a millisecond for a million pixels. Where nothing was found, as in a film, fewer and fewer frames
/// are looked at.
///
/// Source: Karp and Rabin, Efficient randomized pattern-matching algorithms, 1987.
/// Threading: under the display's lock.
final class Motion {
    /// Pixels of a piece.
    private static final int PIECE = 32;

    private static final int CELLS = 8;
    private static final int ROWS_A_CELL = 12;
    private static final int MAX_PIECES = CELLS * CELLS;

    /// Colours that change from pixel to pixel in a piece that is worth looking for.
    private static final int LEAST_STEPS = 6;

    /// A piece that is found more often than this is a pattern.
    private static final int MOST_HITS = 6;

    private static final int LEAST_VOTES = 3;

    /// Below this a copy saves less than it takes to find it, pixels.
    static final int SMALLEST = 1 << 14;

    private static final int GROW_COLUMNS = 8;
    private static final int LONGEST_PAUSE = 32;

    private static final int BASE = 0x01000193;
    private static final int BASE_TO_PIECE = power(PIECE);
    private static final int SLOT_BITS = 12;

    private final int[] pieceX = new int[MAX_PIECES];
    private final int[] pieceY = new int[MAX_PIECES];
    private final int[] pieceHash = new int[MAX_PIECES];
    private final int[] hits = new int[MAX_PIECES];
    private int pieces;

    /// The first piece of each slot, plus 1; the next one of the same slot, plus 1.
    private final byte[] slots = new byte[1 << SLOT_BITS];

    private final byte[] nextInSlot = new byte[MAX_PIECES];

    private final int[] ways = new int[3 * MAX_PIECES];
    private int wayCount;

    /// Which way each hit went, as `piece, way`.
    private final int[] found = new int[2 * MAX_PIECES * MOST_HITS];

    private int foundCount;

    private int[] row = new int[0];
    private int pause;
    private int skip;

    private int x;
    private int y;
    private int width;
    private int height;
    private int byX;
    private int byY;

    private static int power(int exponent) {
        int result = 1;
        for (int i = 0; i < exponent; i++) {
            result *= BASE;
        }
        return result;
    }

    /// Left side of what moved, in the new picture.
    int x() {
        return x;
    }

    int y() {
        return y;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /// How far it moved, to the right if positive.
    int byX() {
        return byX;
    }

    /// How far it moved, downwards if positive.
    int byY() {
        return byY;
    }

    /// Looks within a rectangle that both pictures have; true if something is found.
    boolean find(Surface before, Surface after, int left, int top, int w, int h) {
        if (skip > 0) {
            skip--;
            return false;
        }
        if (w < PIECE || !before.isDrawn()) {
            return false;
        }
        int way = takePieces(before, after, left, top, w, h) < LEAST_VOTES ? -1 : look(before, left, top, w, h);
        boolean isFound = way >= 0 && grow(before, after, way, left, top, w, h);
        pause = isFound ? 0 : Math.min(LONGEST_PAUSE, 2 * pause + 1);
        skip = pause;
        return isFound;
    }

    /// Takes a piece of each cell, if there is one with something to it.
    private int takePieces(Surface before, Surface after, int left, int top, int w, int h) {
        Arrays.fill(slots, (byte) 0);
        Arrays.fill(hits, 0);
        pieces = 0;
        if (row.length < w) {
            row = new int[w];
        }
        int cellWidth = Math.max(PIECE, w / CELLS);
        for (int cellY = 0; cellY < CELLS; cellY++) {
            int from = top + cellY * h / CELLS;
            int rows = top + (cellY + 1) * h / CELLS - from;
            for (int cellX = left; cellX + cellWidth <= left + w && pieces < MAX_PIECES; cellX += cellWidth) {
                for (int i = 0; i < Math.min(rows, ROWS_A_CELL); i++) {
                    int at = from + i * rows / Math.min(rows, ROWS_A_CELL);
                    if (take(before, after, cellX, at, cellWidth)) {
                        break;
                    }
                }
            }
        }
        return pieces;
    }

    private boolean take(Surface before, Surface after, int fromX, int atY, int count) {
        after.read(fromX, atY, count, 1, row, 0);
        int steps = 0;
        for (int i = 1; i < count; i++) {
            int start = i - PIECE + 1;
            steps += row[i] == row[i - 1] ? 0 : 1;
            steps -= start > 0 && row[start] != row[start - 1] ? 1 : 0;
            if (start >= 0 && steps >= LEAST_STEPS && !after.sameRow(before, fromX + start, atY, PIECE)) {
                keep(fromX + start, atY, hash(start));
                return true;
            }
        }
        return false;
    }

    private int hash(int start) {
        int hash = 0;
        for (int i = start; i < start + PIECE; i++) {
            hash = hash * BASE + row[i];
        }
        return hash;
    }

    private void keep(int atX, int atY, int hash) {
        int slot = slot(hash);
        pieceX[pieces] = atX;
        pieceY[pieces] = atY;
        pieceHash[pieces] = hash;
        nextInSlot[pieces] = slots[slot];
        slots[slot] = (byte) ++pieces;
    }

    private static int slot(int hash) {
        return (hash * 0x9e3779b1) >>> (32 - SLOT_BITS);
    }

    /// Looks for the pieces in the old picture; the way that most of them went, or -1.
    private int look(Surface before, int left, int top, int w, int h) {
        wayCount = 0;
        foundCount = 0;
        for (int line = top; line < top + h; line++) {
            before.read(left, line, w, 1, row, 0);
            int hash = hash(0);
            for (int i = 0; ; i++) {
                int piece = slots[slot(hash)];
                while (piece != 0) {
                    if (pieceHash[piece - 1] == hash) {
                        hit(piece - 1, left + i, line);
                    }
                    piece = nextInSlot[piece - 1];
                }
                if (i + PIECE == w) {
                    break;
                }
                hash = hash * BASE + row[i + PIECE] - row[i] * BASE_TO_PIECE;
            }
        }
        return best();
    }

    private void hit(int piece, int atX, int atY) {
        if (hits[piece] == MOST_HITS) {
            return;
        }
        hits[piece]++;
        int toX = pieceX[piece] - atX;
        int toY = pieceY[piece] - atY;
        int way = 0;
        while (way < wayCount && (ways[3 * way] != toX || ways[3 * way + 1] != toY)) {
            way++;
        }
        if (way == wayCount) {
            if (wayCount == MAX_PIECES) {
                return;
            }
            ways[3 * way] = toX;
            ways[3 * way + 1] = toY;
            ways[3 * way + 2] = 0;
            wayCount++;
        }
        ways[3 * way + 2]++;
        found[2 * foundCount] = piece;
        found[2 * foundCount++ + 1] = way;
    }

    /// The way that most pieces went, or -1.
    private int best() {
        int best = -1;
        int votes = LEAST_VOTES - 1;
        for (int way = 0; way < wayCount; way++) {
            boolean moved = ways[3 * way] != 0 || ways[3 * way + 1] != 0;
            if (moved && ways[3 * way + 2] > votes) {
                best = way;
                votes = ways[3 * way + 2];
            }
        }
        return best;
    }

    /// Grows the rectangle around the pieces that went this way; true if it is worth a copy.
    private boolean grow(Surface before, Surface after, int way, int left, int top, int w, int h) {
        byX = ways[3 * way];
        byY = ways[3 * way + 1];
        int minX = Math.max(left, left + byX);
        int maxX = Math.min(left + w, left + w + byX);
        int minY = Math.max(top, top + byY);
        int maxY = Math.min(top + h, top + h + byY);
        int x0 = maxX;
        int y0 = maxY;
        int x1 = minX;
        int y1 = minY;
        for (int i = 0; i < foundCount; i++) {
            if (found[2 * i + 1] == way) {
                int piece = found[2 * i];
                x0 = Math.min(x0, pieceX[piece]);
                x1 = Math.max(x1, pieceX[piece] + PIECE);
                y0 = Math.min(y0, pieceY[piece]);
                y1 = Math.max(y1, pieceY[piece] + 1);
            }
        }
        int same = 0;
        for (int line = y0; line < y1; line++) {
            same += same(before, after, x0, line, x1 - x0) ? 1 : 0;
        }
        if (2 * same < y1 - y0) {
            return false;
        }
        while (y0 > minY && same(before, after, x0, y0 - 1, x1 - x0)) {
            y0--;
        }
        while (y1 < maxY && same(before, after, x0, y1, x1 - x0)) {
            y1++;
        }
        while (x0 > minX && strip(before, after, Math.max(minX, x0 - GROW_COLUMNS), x0, y0, y1)) {
            x0 = Math.max(minX, x0 - GROW_COLUMNS);
        }
        while (x1 < maxX && strip(before, after, x1, Math.min(maxX, x1 + GROW_COLUMNS), y0, y1)) {
            x1 = Math.min(maxX, x1 + GROW_COLUMNS);
        }
        x = x0;
        y = y0;
        width = x1 - x0;
        height = y1 - y0;
        return width * height >= SMALLEST;
    }

    private boolean same(Surface before, Surface after, int atX, int atY, int count) {
        return after.sameRow(before, atX, atY, atX - byX, atY - byY, count);
    }

    /// Whether nearly all of a strip moved along.
    private boolean strip(Surface before, Surface after, int from, int to, int y0, int y1) {
        int different = 0;
        for (int line = y0; line < y1; line++) {
            if (!same(before, after, from, line, to - from) && 8 * ++different > y1 - y0) {
                return false;
            }
        }
        return true;
    }
}
