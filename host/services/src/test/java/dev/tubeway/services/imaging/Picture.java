package dev.tubeway.services.imaging;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Random;

/// Pixels to code: a slope of colours with some letters' worth of hard edges.
record Picture(int width, int height) {
    static final ValueLayout.OfInt PIXEL = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// `0xRRGGBB`.
    int color(int x, int y) {
        if (y % 16 == 3 && x % 24 < 12) {
            return 0x101010;
        }
        return (255 * x / width) << 16 | (255 * y / height) << 8 | 0x60;
    }

    /// Rows without gaps, on the heap, the ignored byte zero.
    MemorySegment pixels() {
        MemorySegment pixels = MemorySegment.ofArray(new byte[4 * width * height]);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                pixels.set(PIXEL, 4L * (y * width + x), color(x, y));
            }
        }
        return pixels;
    }

    /// The same in native memory, with noise in every ignored byte and in the gaps between rows.
    MemorySegment scattered(Arena arena, long strideBytes) {
        MemorySegment pixels = arena.allocate(strideBytes * height);
        var random = new Random(width);
        for (long at = 0; at < pixels.byteSize(); at++) {
            pixels.set(ValueLayout.JAVA_BYTE, at, (byte) random.nextInt());
        }
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                long at = y * strideBytes + 4L * x;
                pixels.set(PIXEL, at, color(x, y) | (pixels.get(PIXEL, at) & 0xff000000));
            }
        }
        return pixels;
    }

    /// The mean difference of a colour's part from what it should be.
    double difference(MemorySegment decoded) {
        long sum = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int is = decoded.get(PIXEL, 4L * (y * width + x));
                int should = color(x, y);
                for (int shift = 0; shift < 24; shift += 8) {
                    sum += Math.abs((is >> shift & 0xff) - (should >> shift & 0xff));
                }
            }
        }
        return sum / (3.0 * width * height);
    }

    /// Whether all pixels have this colour, and are opaque.
    boolean isExactly(MemorySegment decoded) {
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                if (decoded.get(PIXEL, 4L * (y * width + x)) != (0xff000000 | color(x, y))) {
                    return false;
                }
            }
        }
        return decoded.byteSize() == 4L * width * height;
    }
}
