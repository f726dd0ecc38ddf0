package dev.tubeway.internal.display.font;

/// What a character covers of its cell or cells.
///
/// @param width    pixels
/// @param height   pixels
/// @param coverage of each pixel, 0 to [#LEVELS] − 1, row by row
@SuppressWarnings("ArrayRecordComponent")
public record Glyph(int width, int height, byte[] coverage) {

    /// Steps from nothing to all. Sixteen look like more, and text in two colours then fits images of 4
    /// bits a pixel.
    public static final int LEVELS = 16;

    /// This glyph with another one on top of it.
    Glyph with(Glyph mark) {
        var both = coverage.clone();
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < Math.min(width, mark.width); x++) {
                int at = y * width + x;
                both[at] = (byte) Math.max(both[at], mark.coverage[y * mark.width + x]);
            }
        }
        return new Glyph(width, height, both);
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
