package dev.tubeway.internal.display;

import java.util.Arrays;

/// A list of rectangles that can be filled again and again.
final class Rects {
    private static final int MOST_MERGED = 128;

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

    /// Makes one rectangle of two, as long as that adds no more than so many pixels; of few rectangles only, as all are
    /// held against all.
    void merge(int mostAdded) {
        if (count > MOST_MERGED) {
            return;
        }
        for (int i = 0; i < count; i++) {
            for (int k = i + 1; k < count; k++) {
                if (merge(i, k, mostAdded)) {
                    // The larger one may take in those that were passed over.
                    k = i;
                }
            }
        }
    }

    private boolean merge(int i, int k, int mostAdded) {
        int left = Math.min(x(i), x(k));
        int top = Math.min(y(i), y(k));
        int right = Math.max(x(i) + width(i), x(k) + width(k));
        int bottom = Math.max(y(i) + height(i), y(k) + height(k));
        long area = (long) (right - left) * (bottom - top);
        if (area - (long) width(i) * height(i) - (long) width(k) * height(k) > mostAdded) {
            return false;
        }
        values[4 * i] = left;
        values[4 * i + 1] = top;
        values[4 * i + 2] = right - left;
        values[4 * i + 3] = bottom - top;
        count--;
        System.arraycopy(values, 4 * count, values, 4 * k, 4);
        return true;
    }
}
