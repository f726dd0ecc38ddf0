package dev.tubeway.internal.display;

import java.util.Arrays;

/// A list of rectangles that can be filled again and again.
final class Rects {
    private int[] values = new int[32];
    private int count;

    void clear() {
        count = 0;
    }

    int count() {
        return count;
    }

    int x(int i) {
        return values[4 * i];
    }

    int y(int i) {
        return values[4 * i + 1];
    }

    int width(int i) {
        return values[4 * i + 2];
    }

    int height(int i) {
        return values[4 * i + 3];
    }

    void add(int x, int y, int w, int h) {
        if (values.length == 4 * count) {
            values = Arrays.copyOf(values, 2 * values.length);
        }
        int at = 4 * count++;
        values[at] = x;
        values[at + 1] = y;
        values[at + 2] = w;
        values[at + 3] = h;
    }

    /// Adds a rectangle that comes left to right and top to bottom, and joins it with those that it
    /// continues.
    void join(int x, int y, int w, int h) {
        if (count > 0 && continues(count - 1, x, y, h)) {
            values[4 * count - 2] += w;
        } else {
            add(x, y, w, h);
        }
        // The last one may continue one above; a longer one to its right would then start on its own.
        int last = count - 1;
        for (int i = last - 1; i >= 0 && y(i) + height(i) >= y(last) - 64; i--) {
            if (x(i) == x(last) && width(i) == width(last) && y(i) + height(i) == y(last)) {
                values[4 * i + 3] += height(last);
                count--;
                return;
            }
        }
    }

    private boolean continues(int i, int x, int y, int h) {
        return y(i) == y && height(i) == h && x(i) + width(i) == x;
    }
}
