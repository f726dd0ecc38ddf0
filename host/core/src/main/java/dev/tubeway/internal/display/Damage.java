package dev.tubeway.internal.display;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What of a picture changed: for each tile of 64 × 64 pixels the rectangle that holds all changes.
///
/// Tiles bound the memory and the time of a change, whatever a module draws; the rectangle within keeps
/// a changed character from costing a tile. [#take] joins neighbours that fit together, so that a line
/// of text or a redrawn screen is one rectangle again.
///
/// The memory is taken with the first damage: most pictures are never lossy, and terminals draw no pixels.
///
/// Shape: 4 numbers of 7 bits a tile, `left | top << 8 | right << 16 | bottom << 24`; 0 is a clean
/// tile.
/// Threading: under the display's lock.
final class Damage {
    /// Of the side of a tile, in bits.
    static final int SHIFT = 6;

    private static final int[] NONE = {};
    private static final int SIDE = 1 << SHIFT;

    private int width;
    private int height;
    private int columns;
    private int tileCount;
    private int[] tiles = NONE;
    private boolean dirty;
    private int left;
    private int top;
    private int right;
    private int bottom;
    private final Rects moved = new Rects();

    /// Starts anew for a picture of this size, clean.
    void reset(int newWidth, int newHeight) {
        width = newWidth;
        height = newHeight;
        columns = (newWidth + SIDE - 1) >> SHIFT;
        tileCount = columns * ((newHeight + SIDE - 1) >> SHIFT);
        if (tiles.length == tileCount) {
            Arrays.fill(tiles, 0);
        } else {
            tiles = NONE;
        }
        dirty = false;
    }

    boolean isClean() {
        return !dirty;
    }

    /// Sides of the rectangle around all damage; that of the right and of the bottom are one behind it.
    int left() {
        return left;
    }

    int top() {
        return top;
    }

    int right() {
        return right;
    }

    int bottom() {
        return bottom;
    }

    /// Takes the damage of one tile, or leaves it.
    interface Taker {
        boolean take(int x, int y, int w, int h);
    }

    /// Offers the damage tile by tile, left to right and top to bottom; what is taken is clean.
    void offerTiles(Taker to) {
        if (!dirty) {
            return;
        }
        dirty = false;
        for (int i = 0; i < tiles.length; i++) {
            int tile = tiles[i];
            if (tile != 0) {
                int inX = tile & 0x7f;
                int inY = tile >> 8 & 0x7f;
                int x = ((i % columns) << SHIFT) + inX;
                int y = ((i / columns) << SHIFT) + inY;
                if (to.take(x, y, (tile >> 16 & 0x7f) - inX, (tile >> 24 & 0x7f) - inY)) {
                    tiles[i] = 0;
                } else {
                    dirty = true;
                }
            }
        }
    }

    /// A rectangle is whole again. Of a tile's damage that is cut off which it covers from side to side; a hole in the
    /// middle of it is none.
    void mendedAll(int x, int y, int w, int h) {
        eachTile(x, y, w, h, this::mended);
    }

    /// A part of one tile.
    interface TilePart {
        void accept(int x, int y, int w, int h);
    }

    /// Cuts a rectangle into the parts that lie in one tile each.
    static void eachTile(int x, int y, int w, int h, TilePart to) {
        for (int top = y; top < y + h; top = (top | (SIDE - 1)) + 1) {
            int rows = Math.min((top | (SIDE - 1)) + 1, y + h) - top;
            for (int left = x; left < x + w; left = (left | (SIDE - 1)) + 1) {
                to.accept(left, top, Math.min((left | (SIDE - 1)) + 1, x + w) - left, rows);
            }
        }
    }

    /// A part of one tile is whole again.
    void mended(int x, int y, int w, int h) {
        if (!dirty) {
            return;
        }
        int i = (y >> SHIFT) * columns + (x >> SHIFT);
        int tile = tiles[i];
        if (tile != 0) {
            int partLeft = x & (SIDE - 1);
            int partTop = y & (SIDE - 1);
            tiles[i] = without(tile, partLeft, partTop, partLeft + w, partTop + h);
        }
    }

    /// What is left of a tile's damage beside a part of it.
    private static int without(int tile, int partLeft, int partTop, int partRight, int partBottom) {
        int inLeft = tile & 0x7f;
        int inTop = tile >> 8 & 0x7f;
        int inRight = tile >> 16 & 0x7f;
        int inBottom = tile >> 24 & 0x7f;
        boolean across = partLeft <= inLeft && inRight <= partRight;
        boolean down = partTop <= inTop && inBottom <= partBottom;
        if (across && down) {
            return 0;
        }
        if (across && partTop <= inTop) {
            inTop = Math.max(inTop, partBottom);
        } else if (across && inBottom <= partBottom) {
            inBottom = Math.min(inBottom, partTop);
        } else if (down && partLeft <= inLeft) {
            inLeft = Math.max(inLeft, partRight);
        } else if (down && inRight <= partRight) {
            inRight = Math.min(inRight, partLeft);
        }
        return inLeft | inTop << 8 | inRight << 16 | inBottom << 24;
    }

    /// Adds a rectangle within the picture.
    void add(int x, int y, int w, int h) {
        if (w <= 0 || h <= 0) {
            return;
        }
        if (tiles.length == 0) {
            tiles = new int[tileCount];
        }
        left = dirty ? Math.min(left, x) : x;
        top = dirty ? Math.min(top, y) : y;
        right = dirty ? Math.max(right, x + w) : x + w;
        bottom = dirty ? Math.max(bottom, y + h) : y + h;
        dirty = true;
        int lastColumn = (x + w - 1) >> SHIFT;
        int lastRow = (y + h - 1) >> SHIFT;
        for (int r = y >> SHIFT; r <= lastRow; r++) {
            int upper = Math.max(y - (r << SHIFT), 0);
            int lower = Math.min(y + h - (r << SHIFT), SIDE);
            for (int c = x >> SHIFT; c <= lastColumn; c++) {
                int first = Math.max(x - (c << SHIFT), 0);
                int last = Math.min(x + w - (c << SHIFT), SIDE);
                int i = r * columns + c;
                tiles[i] = join(tiles[i], first, upper, last, lower);
            }
        }
    }

    private static int join(int tile, int left, int top, int right, int bottom) {
        if (tile == 0) {
            return left | top << 8 | right << 16 | bottom << 24;
        }
        return Math.min(tile & 0x7f, left)
                | Math.min(tile >> 8 & 0x7f, top) << 8
                | Math.max(tile >> 16 & 0x7f, right) << 16
                | Math.max(tile >> 24 & 0x7f, bottom) << 24;
    }

    /// Pixels of a rectangle that are damaged, at most.
    long within(int x, int y, int w, int h) {
        return dirty ? collect(null, x, y, w, h) : 0;
    }

    /// Pixels that are damaged, at most.
    long pixels() {
        return dirty ? collect(null, left, top, right - left, bottom - top) : 0;
    }

    /// A rectangle was copied: what was damaged in it is now damaged where it went, too.
    void copied(int x, int y, int w, int h, int toX, int toY) {
        if (!dirty) {
            return;
        }
        moved.clear();
        collect(moved, x, y, w, h);
        for (int i = 0; i < moved.count(); i++) {
            add(moved.x(i) - x + toX, moved.y(i) - y + toY, moved.width(i), moved.height(i));
        }
    }

    /// Adds what is damaged of a rectangle to `out`, and returns its pixels.
    private long collect(@Nullable Rects out, int x, int y, int w, int h) {
        long sum = 0;
        int lastColumn = (x + w - 1) >> SHIFT;
        int lastRow = (y + h - 1) >> SHIFT;
        for (int r = y >> SHIFT; r <= lastRow; r++) {
            for (int c = x >> SHIFT; c <= lastColumn; c++) {
                int tile = tiles[r * columns + c];
                if (tile != 0) {
                    int first = Math.max((c << SHIFT) + (tile & 0x7f), x);
                    int last = Math.min((c << SHIFT) + (tile >> 16 & 0x7f), x + w);
                    int upper = Math.max((r << SHIFT) + (tile >> 8 & 0x7f), y);
                    int lower = Math.min((r << SHIFT) + (tile >> 24 & 0x7f), y + h);
                    if (first < last && upper < lower) {
                        sum += (long) (last - first) * (lower - upper);
                        if (out != null) {
                            out.join(first, upper, last - first, lower - upper);
                        }
                    }
                }
            }
        }
        return sum;
    }

    /// Moves all damage to `out` as few rectangles that do not overlap, and is clean.
    void take(Rects out) {
        if (dirty) {
            collect(out, 0, 0, width, height);
            Arrays.fill(tiles, 0);
            dirty = false;
        }
    }
}
