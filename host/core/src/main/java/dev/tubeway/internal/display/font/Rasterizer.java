package dev.tubeway.internal.display.font;

import java.awt.geom.PathIterator;

/// Fills outlines with exact coverage: each line adds the area to its right to the cells it crosses,
/// and one pass sums up.
///
/// Pure arithmetic, where Java2D would load native libraries that a small container does not have.
///
/// Source: the accumulation buffer of font-rs, described in "Inside the fastest font renderer in the
/// world" (R. Levien).
/// Threading: one thread at a time.
final class Rasterizer {
    private static final int CURVE_PARTS = 8;

    private final int width;
    private final int height;
    private final float[] area;
    private float startX;
    private float startY;
    private float x;
    private float y;

    Rasterizer(int width, int height) {
        this.width = width;
        this.height = height;
        this.area = new float[(width + 2) * height];
    }

    /// Where a point of an outline lies on the bitmap, whose y goes down.
    interface Mapping {
        float x(float x, float y);

        float y(float x, float y);
    }

    void add(PathIterator path, Mapping mapping) {
        var points = new float[6];
        for (; !path.isDone(); path.next()) {
            int kind = path.currentSegment(points);
            for (int i = 0; i < 6; i += 2) {
                float px = points[i];
                points[i] = mapping.x(px, points[i + 1]);
                points[i + 1] = mapping.y(px, points[i + 1]);
            }
            switch (kind) {
                case PathIterator.SEG_MOVETO -> {
                    lineTo(startX, startY);
                    startX = points[0];
                    startY = points[1];
                    x = startX;
                    y = startY;
                }
                case PathIterator.SEG_LINETO -> lineTo(points[0], points[1]);
                case PathIterator.SEG_QUADTO -> quadratic(points);
                case PathIterator.SEG_CUBICTO -> cubic(points);
                default -> lineTo(startX, startY);
            }
        }
        lineTo(startX, startY);
    }

    private void quadratic(float[] p) {
        float fromX = x;
        float fromY = y;
        for (int i = 1; i <= CURVE_PARTS; i++) {
            float t = (float) i / CURVE_PARTS;
            float s = 1 - t;
            lineTo(s * s * fromX + 2 * s * t * p[0] + t * t * p[2], s * s * fromY + 2 * s * t * p[1] + t * t * p[3]);
        }
    }

    private void cubic(float[] p) {
        float fromX = x;
        float fromY = y;
        for (int i = 1; i <= CURVE_PARTS; i++) {
            float t = (float) i / CURVE_PARTS;
            float s = 1 - t;
            float a = s * s * s;
            float b = 3 * s * s * t;
            float c = 3 * s * t * t;
            float d = t * t * t;
            lineTo(a * fromX + b * p[0] + c * p[2] + d * p[4], a * fromY + b * p[1] + c * p[3] + d * p[5]);
        }
    }

    private void lineTo(float toX, float toY) {
        line(x, y, toX, toY);
        x = toX;
        y = toY;
    }

    private void line(float x0, float y0, float x1, float y1) {
        if (y0 == y1) {
            return;
        }
        float direction = y0 < y1 ? 1 : -1;
        float topX = y0 < y1 ? x0 : x1;
        float topY = Math.min(y0, y1);
        float bottomY = Math.max(y0, y1);
        float slope = (x1 - x0) / (y1 - y0);
        float at = topY < 0 ? topX - topY * slope : topX;
        int last = Math.min(height, (int) Math.ceil(bottomY));
        for (int row = Math.max(0, (int) topY); row < last; row++) {
            float part = Math.min(row + 1, bottomY) - Math.max(row, topY);
            float next = at + slope * part;
            span(row * (width + 2), direction * part, clamp(Math.min(at, next)), clamp(Math.max(at, next)));
            at = next;
        }
    }

    private float clamp(float value) {
        return Math.clamp(value, 0, width);
    }

    /// A line crosses a row from `left` to `right`: what is right of it gets `amount`.
    private void span(int row, float amount, float left, float right) {
        int first = (int) left;
        int end = (int) Math.ceil(right);
        if (end <= first + 1) {
            float middle = (left + right) / 2 - first;
            area[row + first] += amount - amount * middle;
            area[row + first + 1] += amount * middle;
            return;
        }
        float each = 1 / (right - left);
        float before = 0;
        for (int i = first; i < end; i++) {
            // Area right of the line within this cell, plus what lies fully right of the cells before.
            float from = Math.max(left, i);
            float to = Math.min(right, i + 1);
            float share = (to - from) * each;
            float covered = amount * (before + share * (i + 1 - (from + to) / 2));
            float full = amount * (before + share);
            area[row + i] += covered - amount * before;
            area[row + i + 1] += full - covered;
            before += share;
        }
    }

    /// Coverage of each pixel in [Glyph#LEVELS] levels.
    byte[] coverage() {
        var out = new byte[width * height];
        for (int row = 0; row < height; row++) {
            float sum = 0;
            for (int column = 0; column < width; column++) {
                sum += area[row * (width + 2) + column];
                out[row * width + column] = (byte) Math.round(Math.min(Math.abs(sum), 1) * (Glyph.LEVELS - 1));
            }
        }
        return out;
    }
}
