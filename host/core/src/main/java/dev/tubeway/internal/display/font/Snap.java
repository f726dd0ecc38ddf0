package dev.tubeway.internal.display.font;

import java.awt.geom.PathIterator;
import java.io.IOException;
import java.util.Arrays;

/// Moves the heights at which many letters begin and end to whole pixels, and what lies between in
/// proportion.
///
/// @param units  heights in the font's units, rising
/// @param pixels where each of them goes
@SuppressWarnings("ArrayRecordComponent")
record Snap(float[] units, float[] pixels) {

    /// Letters whose flat upper or lower edges are to be clear.
    private static final String TOPS = "xHd";

    static Snap of(Face face, float scale) throws IOException {
        var units = new float[2 * TOPS.length() + 3];
        var pixels = new float[units.length];
        int count = 0;
        // Round letters reach a little lower than flat ones.
        float below = edge(face, 'o', false);
        units[count] = edge(face, 'p', false);
        pixels[count] = Math.round(units[count] * scale);
        count++;
        if (below < 0 && below > units[0]) {
            units[count++] = below;
        }
        count++;
        for (int i = 0; i < TOPS.length(); i++) {
            float top = edge(face, TOPS.charAt(i), true);
            if (top <= units[count - 1]) {
                continue;
            }
            units[count] = top;
            pixels[count] = Math.round(top * scale);
            count++;
            float over =
                    TOPS.charAt(i) == 'x' ? edge(face, 'o', true) : TOPS.charAt(i) == 'H' ? edge(face, 'O', true) : 0;
            if (over > top) {
                units[count] = over;
                pixels[count] = pixels[count - 1];
                count++;
            }
        }
        if (units[0] >= 0) {
            return new Snap(new float[] {0, 1}, new float[] {0, scale});
        }
        return new Snap(Arrays.copyOf(units, count), Arrays.copyOf(pixels, count));
    }

    private static float edge(Face face, char letter, boolean top) throws IOException {
        PathIterator outline = face.outline(face.glyph(letter));
        float edge = 0;
        if (outline != null) {
            var points = new float[6];
            for (; !outline.isDone(); outline.next()) {
                int kind = outline.currentSegment(points);
                int last = kind == PathIterator.SEG_QUADTO ? 3 : kind == PathIterator.SEG_CUBICTO ? 5 : 1;
                if (kind != PathIterator.SEG_CLOSE) {
                    edge = top ? Math.max(edge, points[last]) : Math.min(edge, points[last]);
                }
            }
        }
        return edge;
    }

    /// Where a height goes.
    float pixels(float height) {
        int i = 1;
        while (i < units.length - 1 && height > units[i]) {
            i++;
        }
        float share = (height - units[i - 1]) / (units[i] - units[i - 1]);
        if ((i == units.length - 1 && share > 1) || (i == 1 && share < 0)) {
            // Beyond the outermost edges nothing is stretched more than on the way there.
            int edge = share > 1 ? i : 0;
            float scale = (pixels[units.length - 1] - pixels[0]) / (units[units.length - 1] - units[0]);
            return pixels[edge] + (height - units[edge]) * scale;
        }
        return pixels[i - 1] + share * (pixels[i] - pixels[i - 1]);
    }
}
