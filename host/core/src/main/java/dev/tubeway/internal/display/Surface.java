package dev.tubeway.internal.display;

import dev.tubeway.internal.module.abi.PixelFormat;
import dev.tubeway.internal.module.abi.RunLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Pixels outside the heap, 4 bytes each: blue, green, red, and 255, as all are opaque.
///
/// The memory is taken with the first pixel, so that a screen which only ever shows a grid costs none.
///
/// Threading: under the display's lock.   Ownership: frees its memory at [#close()].
final class Surface implements AutoCloseable {
    private static final ValueLayout.OfInt PIXEL = ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int BLACK = 0xff000000;
    private static final int[] NO_PALETTE = new int[256];

    static {
        Arrays.fill(NO_PALETTE, BLACK);
    }

    private int width;
    private int height;
    private Arena arena = Arena.global();
    private MemorySegment pixels = MemorySegment.NULL;
    private int[] palette = NO_PALETTE;
    private boolean hasPalette;
    private int[] row;

    Surface(int width, int height) {
        this.width = width;
        this.height = height;
        this.row = new int[0];
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /// Bytes that a surface of this size takes.
    static long bytes(int width, int height) {
        return 4L * width * height;
    }

    long bytes() {
        return bytes(width, height);
    }

    /// Whether something was drawn.
    boolean isDrawn() {
        return pixels.byteSize() != 0;
    }

    void resize(int newWidth, int newHeight) {
        if (isDrawn()) {
            Arena oldArena = arena;
            MemorySegment old = pixels;
            arena = Arena.ofShared();
            pixels = black(arena, newWidth, newHeight);
            long copied = 4L * Math.min(width, newWidth);
            for (int y = Math.min(height, newHeight) - 1; y >= 0; y--) {
                MemorySegment.copy(old, 4L * y * width, pixels, 4L * y * newWidth, copied);
            }
            oldArena.close();
        }
        width = newWidth;
        height = newHeight;
    }

    void palette(int first, byte[] memory, int offset, int count) {
        if (!hasPalette) {
            hasPalette = true;
            palette = NO_PALETTE.clone();
        }
        for (int i = 0; i < count; i++) {
            palette[first + i] = BLACK | Little.int32(memory, offset + 4 * i);
        }
    }

    /// Draws pixels; the rectangle lies within the surface.
    ///
    /// @param stride bytes from row to row in `memory`
    /// @param skip   pixels of each row that come before the rectangle
    void put(int x, int y, int w, int h, int format, byte[] memory, int offset, long stride, int skip) {
        MemorySegment to = drawn();
        for (int i = 0; i < h; i++) {
            long target = 4L * ((long) (y + i) * width + x);
            int source = (int) (offset + i * stride);
            int[] line = row(w);
            Pixels.decode(format, palette, memory, source, skip, w, line, 0);
            if (format == PixelFormat.BGRA) {
                for (int j = 0; j < w; j++) {
                    line[j] = Pixels.over(line[j], to.get(PIXEL, target + 4L * j));
                }
            }
            MemorySegment.copy(line, 0, to, PIXEL, target, w);
        }
    }

    /// Draws decoded pixels, whose rows follow each other at `stride` pixels.
    void put(int x, int y, int w, int h, int[] source, int offset, int stride) {
        MemorySegment to = drawn();
        for (int i = 0; i < h; i++) {
            MemorySegment.copy(source, offset + i * stride, to, PIXEL, 4L * ((long) (y + i) * width + x), w);
        }
    }

    /// Fills a rectangle within the surface.
    void fill(int x, int y, int w, int h, int color) {
        MemorySegment to = drawn();
        long first = 4L * ((long) y * width + x);
        for (int j = 0; j < w; j++) {
            to.set(PIXEL, first + 4L * j, BLACK | color);
        }
        for (int i = 1; i < h; i++) {
            MemorySegment.copy(to, first, to, first + 4L * i * width, 4L * w);
        }
    }

    /// Draws runs of pixels into a rectangle that may reach out of the surface; their lengths sum up to
    /// its area.
    void runs(int x, int y, int w, int h, int format, byte[] memory, int offset, int count) {
        MemorySegment to = drawn();
        int column = 0;
        int line = 0;
        for (int i = 0; i < count; i++) {
            int run = offset + RunLayout.SIZE * i;
            int color = Pixels.color(format, palette, Little.int32(memory, run + RunLayout.PIXEL));
            long left = Little.int32(memory, run + RunLayout.LENGTH) & 0xffffffffL;
            while (left > 0) {
                int part = (int) Math.min(left, w - column);
                int from = Math.max(x + column, 0);
                int until = Math.min(x + column + part, width);
                if (y + line >= 0 && y + line < height && from < until) {
                    long at = 4L * ((long) (y + line) * width + from);
                    run(to, at, until - from, color);
                }
                left -= part;
                column += part;
                if (column == w) {
                    column = 0;
                    line++;
                }
            }
        }
    }

    private static void run(MemorySegment to, long at, int count, int color) {
        if (color >>> 24 == 0xff) {
            for (int i = 0; i < count; i++) {
                to.set(PIXEL, at + 4L * i, color);
            }
        } else {
            for (int i = 0; i < count; i++) {
                to.set(PIXEL, at + 4L * i, Pixels.over(color, to.get(PIXEL, at + 4L * i)));
            }
        }
    }

    /// Copies a rectangle to another surface or to another place of this one; both lie within.
    void copyTo(Surface target, int x, int y, int w, int h, int toX, int toY) {
        if (!isDrawn() && !target.isDrawn()) {
            return;
        }
        MemorySegment from = drawn();
        MemorySegment to = target.drawn();
        boolean upwards = toY <= y;
        for (int i = 0; i < h; i++) {
            int line = upwards ? i : h - 1 - i;
            MemorySegment.copy(
                    from,
                    4L * ((long) (y + line) * width + x),
                    to,
                    4L * ((long) (toY + line) * target.width + toX),
                    4L * w);
        }
    }

    /// Reads a rectangle within the surface, row by row without gaps, all pixels opaque.
    void read(int x, int y, int w, int h, int[] out, int offset) {
        if (!isDrawn()) {
            Arrays.fill(out, offset, offset + w * h, BLACK);
            return;
        }
        for (int i = 0; i < h; i++) {
            MemorySegment.copy(pixels, PIXEL, 4L * ((long) (y + i) * width + x), out, offset + i * w, w);
        }
    }

    /// Whether a part of a row is the same in another surface of the same size.
    boolean sameRow(Surface other, int x, int y, int count) {
        return sameRow(other, x, y, x, y, count);
    }

    /// Whether a part of a row is the same as one of another surface at another place.
    boolean sameRow(Surface other, int x, int y, int otherX, int otherY, int count) {
        return firstDifference(other, x, y, otherX, otherY, count) == count;
    }

    /// The first pixel of a part of a row that differs in another surface of the same size, from 0; `count` if none
    /// does.
    int firstDifference(Surface other, int x, int y, int count) {
        return firstDifference(other, x, y, x, y, count);
    }

    private int firstDifference(Surface other, int x, int y, int otherX, int otherY, int count) {
        long from = 4L * ((long) y * width + x);
        long otherFrom = 4L * ((long) otherY * other.width + otherX);
        long at = MemorySegment.mismatch(
                drawn(), from, from + 4L * count, other.drawn(), otherFrom, otherFrom + 4L * count);
        return at < 0 ? count : (int) (at / 4);
    }

    /// Pixels of a part of a row that are the same as their left neighbour in it.
    int samePairs(int x, int y, int count) {
        MemorySegment mine = drawn();
        long row = 4L * ((long) y * width + x);
        int same = 0;
        int before = mine.get(PIXEL, row);
        for (int i = 1; i < count; i++) {
            int pixel = mine.get(PIXEL, row + 4L * i);
            same += pixel == before ? 1 : 0;
            before = pixel;
        }
        return same;
    }

    /// One behind the last pixel of a part of a row that differs, at least `known`.
    int lastDifference(Surface other, int x, int y, int known, int count) {
        MemorySegment mine = drawn();
        MemorySegment its = other.drawn();
        long row = 4L * ((long) y * width + x);
        int last = count;
        while (last > known && mine.get(PIXEL, row + 4L * (last - 1)) == its.get(PIXEL, row + 4L * (last - 1))) {
            last--;
        }
        return last;
    }

    /// Decodes a picture with this surface's palette.
    int[] decode(int format, int w, int h, byte[] memory, int offset, long stride) {
        var out = new int[w * h];
        for (int y = 0; y < h; y++) {
            Pixels.decode(format, palette, memory, (int) (offset + y * stride), 0, w, out, y * w);
        }
        return out;
    }

    /// Takes the memory, as if something were drawn.
    void take() {
        var _ = drawn();
    }

    private MemorySegment drawn() {
        if (!isDrawn()) {
            arena = Arena.ofShared();
            pixels = black(arena, width, height);
        }
        return pixels;
    }

    private static MemorySegment black(Arena arena, int width, int height) {
        MemorySegment made = arena.allocate(bytes(width, height), 64);
        made.set(PIXEL, 0, BLACK);
        // Twice as much each time: a loop over millions of pixels takes a tenth of a second before it is compiled.
        for (long done = 4; done < made.byteSize(); done *= 2) {
            MemorySegment.copy(made, 0, made, done, Math.min(done, made.byteSize() - done));
        }
        return made;
    }

    private int[] row(int count) {
        if (row.length < count) {
            row = new int[Math.max(count, width)];
        }
        return row;
    }

    @Override
    public void close() {
        if (isDrawn()) {
            pixels = MemorySegment.NULL;
            arena.close();
        }
    }
}
