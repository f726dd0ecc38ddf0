package dev.tubeway.internal.display;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Small images as they were encoded before: what somebody types is the same few characters, each beside the cursor.
///
/// Threading: one thread at a time.   Ownership: what is kept is given out as it is, and nobody changes it.
final class KnownImages {
    /// Two cells of a large font.
    static final int MOST_PIXELS = 1024;

    private static final int SLOTS = 256;

    private final @Nullable Known[] slots = new Known[SLOTS];

    private static final class Known {
        final int width;
        final int[] pixels;
        final byte[] png;

        Known(int width, int[] pixels, byte[] png) {
            this.width = width;
            this.pixels = pixels;
            this.png = png;
        }
    }

    /// The image of these pixels; null where it is not known.
    byte @Nullable [] find(int[] pixels, int from, int width, int count) {
        Known known = slots[slot(pixels, from, count)];
        return known != null
                        && known.width == width
                        && Arrays.equals(known.pixels, 0, known.pixels.length, pixels, from, from + count)
                ? known.png
                : null;
    }

    /// Keeps an image, in place of another.
    void keep(int[] pixels, int from, int width, int count, byte[] png) {
        slots[slot(pixels, from, count)] = new Known(width, Arrays.copyOfRange(pixels, from, from + count), png);
    }

    private static int slot(int[] pixels, int from, int count) {
        int hash = count;
        for (int i = from; i < from + count; i++) {
            hash = 31 * hash + pixels[i];
        }
        return (hash * 0x9e3779b1) >>> 24;
    }
}
