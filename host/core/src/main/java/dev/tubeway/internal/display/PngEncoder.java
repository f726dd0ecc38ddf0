package dev.tubeway.internal.display;

import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// Writes PNG images: with a palette of 1, 2, 4 or 8 bits where there are no more than 256 colours,
/// else in true colour.
///
/// Text has few colours, and an index of 4 bits is an eighth of the bytes that would have to be
/// compressed else; this is where most of the speed comes from. Colours are looked for in one pass that
/// remembers the last one, as neighbours are mostly alike.
///
/// Threading: one thread at a time.   Ownership: the bytes are valid until the next image.
/// Source: PNG specification, third edition, sections 5 to 11.
final class PngEncoder {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int HEADER = 0x49484452;
    private static final int PALETTE = 0x504c5445;
    private static final int DATA = 0x49444154;
    private static final int END = 0x49454e44;
    private static final int MAX_COLORS = 256;
    private static final int SLOTS = 1024;
    private static final int SUB = 1;
    private static final int UP = 2;

    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    private final CRC32 crc = new CRC32();
    private final int[] slotColors = new int[SLOTS];
    private final short[] slotIndexes = new short[SLOTS];
    private final int[] colors = new int[MAX_COLORS];
    private int colorCount;
    private byte[] indexes = new byte[0];
    private byte[] raw = new byte[0];
    private byte[] out = new byte[4096];
    private int length;
    private boolean trueColor;

    /// The encoded image, from 0 to [#length()].
    byte[] bytes() {
        return out;
    }

    int length() {
        return length;
    }

    /// Whether all pixels are of one colour: each is the same as the next.
    static boolean isSolid(int[] pixels, int offset, int count) {
        int end = offset + count;
        return Arrays.mismatch(pixels, offset, end - 1, pixels, offset + 1, end) < 0;
    }

    /// Whether the last image had more colours than a palette.
    boolean isTrueColor() {
        return trueColor;
    }

    /// Encodes opaque pixels `0xffRRGGBB`, whose rows follow each other.
    void encode(int[] pixels, int offset, int width, int height) {
        begin();
        trueColor = !findColors(pixels, offset, width * height);
        if (!trueColor) {
            int depth = colorCount <= 2 ? 1 : colorCount <= 4 ? 2 : colorCount <= 16 ? 4 : 8;
            int size = packIndexes(width, height, depth);
            header(width, height, depth, 3);
            palette();
            data(size, Deflater.DEFAULT_STRATEGY);
        } else {
            int size = packColors(pixels, offset, width, height);
            header(width, height, 8, 2);
            data(size, Deflater.DEFAULT_STRATEGY);
        }
        finish();
    }

    /// Encodes pixels `0xAARRGGBB` with their alpha; for small pictures.
    void encodeWithAlpha(int[] pixels, int width, int height) {
        begin();
        int row = 1 + 4 * width;
        raw = atLeast(raw, row * height);
        int to = 0;
        for (int y = 0; y < height; y++) {
            raw[to++] = 0;
            for (int x = 0; x < width; x++) {
                int pixel = pixels[y * width + x];
                raw[to++] = (byte) (pixel >> 16);
                raw[to++] = (byte) (pixel >> 8);
                raw[to++] = (byte) pixel;
                raw[to++] = (byte) (pixel >> 24);
            }
        }
        header(width, height, 8, 6);
        data(to, Deflater.DEFAULT_STRATEGY);
        finish();
    }

    /// Frees what is not on the heap.
    void end() {
        deflater.end();
    }

    private void begin() {
        System.arraycopy(SIGNATURE, 0, out, 0, SIGNATURE.length);
        length = SIGNATURE.length;
    }

    private void finish() {
        chunk(END, 0);
    }

    /// Writes the index of each pixel to [#indexes]; false if there are too many colours.
    private boolean findColors(int[] pixels, int offset, int count) {
        indexes = atLeast(indexes, count);
        byte[] to = indexes;
        Arrays.fill(slotIndexes, (short) -1);
        colorCount = 0;
        int last = ~pixels[offset];
        byte lastIndex = 0;
        for (int i = 0; i < count; i++) {
            int color = pixels[offset + i];
            if (color != last) {
                int index = index(color);
                if (index < 0) {
                    return false;
                }
                last = color;
                lastIndex = (byte) index;
            }
            to[i] = lastIndex;
        }
        return true;
    }

    private int index(int color) {
        int slot = (color * 0x9e3779b1) >>> 22;
        while (slotIndexes[slot] >= 0) {
            if (slotColors[slot] == color) {
                return slotIndexes[slot];
            }
            slot = (slot + 1) & (SLOTS - 1);
        }
        if (colorCount == MAX_COLORS) {
            return -1;
        }
        slotColors[slot] = color;
        slotIndexes[slot] = (short) colorCount;
        colors[colorCount] = color;
        return colorCount++;
    }

    private int packIndexes(int width, int height, int depth) {
        int row = 1 + (width * depth + 7) / 8;
        raw = atLeast(raw, row * height);
        byte[] from = indexes;
        byte[] to = raw;
        int at = 0;
        int in = 0;
        for (int y = 0; y < height; y++) {
            to[at++] = 0;
            switch (depth) {
                case 8 -> {
                    System.arraycopy(from, in, to, at, width);
                    at += width;
                    in += width;
                }
                case 4 -> {
                    int x = 0;
                    for (; x + 1 < width; x += 2, in += 2) {
                        to[at++] = (byte) (from[in] << 4 | from[in + 1]);
                    }
                    if (x < width) {
                        to[at++] = (byte) (from[in++] << 4);
                    }
                }
                default -> {
                    int bits = 0;
                    int filled = 0;
                    for (int x = 0; x < width; x++) {
                        bits = (bits << depth) | from[in++];
                        filled += depth;
                        if (filled == 8) {
                            to[at++] = (byte) bits;
                            bits = 0;
                            filled = 0;
                        }
                    }
                    if (filled > 0) {
                        to[at++] = (byte) (bits << (8 - filled));
                    }
                }
            }
        }
        return at;
    }

    /// Writes rows of true colour, each with the better of the filters "left" and "above" by the sum of
    /// its differences.
    private int packColors(int[] pixels, int offset, int width, int height) {
        int row = 1 + 3 * width;
        raw = atLeast(raw, row * height);
        byte[] to = raw;
        int at = 0;
        for (int y = 0; y < height; y++) {
            int line = offset + y * width;
            boolean up = y > 0 && differences(pixels, line, width, width) <= differences(pixels, line, width, 1);
            to[at++] = (byte) (up ? UP : SUB);
            for (int x = 0; x < width; x++) {
                int pixel = pixels[line + x];
                int before = up ? pixels[line + x - width] : x > 0 ? pixels[line + x - 1] : 0;
                to[at++] = (byte) ((pixel >> 16) - (before >> 16));
                to[at++] = (byte) ((pixel >> 8) - (before >> 8));
                to[at++] = (byte) (pixel - before);
            }
        }
        return at;
    }

    private static int differences(int[] pixels, int line, int width, int distance) {
        int sum = 0;
        for (int x = 1; x < width; x += 2) {
            int a = pixels[line + x];
            int b = pixels[line + x - distance];
            sum += Math.abs((a >> 8 & 0xff) - (b >> 8 & 0xff)) + Math.abs((a & 0xff) - (b & 0xff));
        }
        return sum;
    }

    private void header(int width, int height, int depth, int colorType) {
        room(8 + 13 + 4);
        int at = length + 8;
        int32(at, width);
        int32(at + 4, height);
        out[at + 8] = (byte) depth;
        out[at + 9] = (byte) colorType;
        out[at + 10] = 0;
        out[at + 11] = 0;
        out[at + 12] = 0;
        chunk(HEADER, 13);
    }

    private void palette() {
        room(8 + 3 * colorCount + 4);
        int at = length + 8;
        for (int i = 0; i < colorCount; i++) {
            out[at++] = (byte) (colors[i] >> 16);
            out[at++] = (byte) (colors[i] >> 8);
            out[at++] = (byte) colors[i];
        }
        chunk(PALETTE, 3 * colorCount);
    }

    private void data(int size, int strategy) {
        deflater.reset();
        deflater.setStrategy(strategy);
        deflater.setInput(raw, 0, size);
        deflater.finish();
        int written = 0;
        while (!deflater.finished()) {
            room(8 + written + 4096);
            int at = length + 8 + written;
            written += deflater.deflate(out, at, out.length - at - 4);
        }
        chunk(DATA, written);
    }

    /// Closes a chunk whose data already stand 8 bytes behind the end.
    private void chunk(int type, int size) {
        room(12 + size);
        int32(length, size);
        int32(length + 4, type);
        crc.reset();
        crc.update(out, length + 4, size + 4);
        int32(length + 8 + size, (int) crc.getValue());
        length += 12 + size;
    }

    private void int32(int at, int value) {
        out[at] = (byte) (value >> 24);
        out[at + 1] = (byte) (value >> 16);
        out[at + 2] = (byte) (value >> 8);
        out[at + 3] = (byte) value;
    }

    private void room(int bytes) {
        if (out.length - length < bytes) {
            out = Arrays.copyOf(out, Math.max(length + bytes, 2 * out.length));
        }
    }

    private static byte[] atLeast(byte[] array, int size) {
        return array.length >= size ? array : new byte[Math.max(size, 1 << 16)];
    }
}
