package dev.tubeway.internal.display;

import dev.tubeway.internal.module.abi.PixelFormat;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Reads the pixels of a guest's memory, in each [PixelFormat].
final class Pixels {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final byte[] BITS = {0, 32, 32, 32, 24, 16, 16, 8, 1, 2, 4, 8};

    /// What each byte of a pixel of 16 bits gives to its colour; the two are joined by "or", as each bit of
    /// a colour comes from one bit of the pixel.
    private static final int[] HIGH_565 = new int[256];

    private static final int[] LOW_565 = new int[256];
    private static final int[] HIGH_555 = new int[256];
    private static final int[] LOW_555 = new int[256];

    static {
        for (int i = 0; i < 256; i++) {
            HIGH_565[i] = rgb565(i << 8);
            LOW_565[i] = rgb565(i);
            HIGH_555[i] = rgb555(i << 8);
            LOW_555[i] = rgb555(i);
        }
    }

    private Pixels() {}

    /// Bytes of a row.
    static long rowBytes(int format, int width) {
        return ((long) width * BITS[format] + 7) >> 3;
    }

    /// Bytes from row to row, or -1 if the rectangle is not within `length` bytes.
    static long stride(int format, int width, int height, int stride, int length) {
        long row = rowBytes(format, width);
        if (stride < 0 || (stride != 0 && stride < row)) {
            return -1;
        }
        long step = stride == 0 ? row : stride;
        return row <= length && height - 1L <= (length - row) / step ? step : -1;
    }

    /// Converts `count` pixels of a row, from pixel `first` of it, to `0xAARRGGBB`.
    ///
    /// @param row where the row begins in `memory`
    static void decode(
            int format, int[] palette, byte[] memory, int row, int first, int count, int[] out, int outOffset) {
        switch (format) {
            case PixelFormat.BGRX -> {
                for (int i = 0, at = row + first * 4; i < count; i++, at += 4) {
                    out[outOffset + i] = (int) INT.get(memory, at) | 0xff000000;
                }
            }
            case PixelFormat.RGBX -> {
                for (int i = 0, at = row + first * 4; i < count; i++, at += 4) {
                    int pixel = (int) INT.get(memory, at);
                    out[outOffset + i] = 0xff000000 | (pixel & 0xff) << 16 | (pixel & 0xff00) | (pixel >> 16 & 0xff);
                }
            }
            case PixelFormat.BGRA -> {
                for (int i = 0, at = row + first * 4; i < count; i++, at += 4) {
                    out[outOffset + i] =
                            (argb(memory[at + 2], memory[at + 1], memory[at]) & 0xffffff) | memory[at + 3] << 24;
                }
            }
            case PixelFormat.RGB888 -> {
                for (int i = 0, at = row + first * 3; i < count; i++, at += 3) {
                    out[outOffset + i] = argb(memory[at], memory[at + 1], memory[at + 2]);
                }
            }
            case PixelFormat.RGB565 -> words(HIGH_565, LOW_565, memory, row + first * 2, count, out, outOffset);
            case PixelFormat.RGB555 -> words(HIGH_555, LOW_555, memory, row + first * 2, count, out, outOffset);
            case PixelFormat.GRAY8 -> {
                for (int i = 0, at = row + first; i < count; i++, at++) {
                    out[outOffset + i] = 0xff000000 | (memory[at] & 0xff) * 0x010101;
                }
            }
            case PixelFormat.PAL1 -> indexed(1, palette, memory, row, first, count, out, outOffset);
            case PixelFormat.PAL2 -> indexed(2, palette, memory, row, first, count, out, outOffset);
            case PixelFormat.PAL4 -> indexed(4, palette, memory, row, first, count, out, outOffset);
            case PixelFormat.PAL8 -> {
                for (int i = 0, at = row + first; i < count; i++, at++) {
                    out[outOffset + i] = palette[memory[at] & 0xff];
                }
            }
            default -> throw new IllegalArgumentException("no such pixel format: format=" + format);
        }
    }

    /// The colour of one pixel whose bytes, little-endian, are `pixel`; the indexed formats take an
    /// index.
    static int color(int format, int[] palette, int pixel) {
        return switch (format) {
            case PixelFormat.BGRX -> 0xff000000 | pixel;
            case PixelFormat.RGBX, PixelFormat.RGB888 ->
                0xff000000 | (pixel & 0xff) << 16 | (pixel & 0xff00) | ((pixel >> 16) & 0xff);
            case PixelFormat.BGRA -> pixel;
            case PixelFormat.RGB565 -> rgb565(pixel & 0xffff);
            case PixelFormat.RGB555 -> rgb555(pixel & 0xffff);
            case PixelFormat.GRAY8 -> 0xff000000 | (pixel & 0xff) * 0x010101;
            default -> palette[pixel & 0xff];
        };
    }

    /// One colour over another, which is opaque.
    static int over(int top, int bottom) {
        int alpha = top >>> 24;
        if (alpha == 0xff) {
            return top;
        }
        if (alpha == 0) {
            return bottom;
        }
        int red = blend(top >> 16 & 0xff, bottom >> 16 & 0xff, alpha);
        int green = blend(top >> 8 & 0xff, bottom >> 8 & 0xff, alpha);
        int blue = blend(top & 0xff, bottom & 0xff, alpha);
        return 0xff000000 | red << 16 | green << 8 | blue;
    }

    private static int blend(int top, int bottom, int alpha) {
        return (top * alpha + bottom * (255 - alpha) + 127) / 255;
    }

    private static void words(int[] high, int[] low, byte[] memory, int from, int count, int[] out, int outOffset) {
        for (int i = 0; i < count; i++) {
            out[outOffset + i] = high[memory[from + 2 * i + 1] & 0xff] | low[memory[from + 2 * i] & 0xff];
        }
    }

    private static void indexed(
            int bits, int[] palette, byte[] memory, int row, int first, int count, int[] out, int outOffset) {
        int mask = (1 << bits) - 1;
        for (int i = 0; i < count; i++) {
            int bit = (first + i) * bits;
            int shift = 8 - bits - (bit & 7);
            out[outOffset + i] = palette[(memory[row + (bit >> 3)] >> shift) & mask];
        }
    }

    private static int argb(byte red, byte green, byte blue) {
        return 0xff000000 | (red & 0xff) << 16 | (green & 0xff) << 8 | (blue & 0xff);
    }

    private static int rgb565(int pixel) {
        int red = pixel >> 11;
        int green = pixel >> 5 & 0x3f;
        int blue = pixel & 0x1f;
        return 0xff000000 | (red << 3 | red >> 2) << 16 | (green << 2 | green >> 4) << 8 | blue << 3 | blue >> 2;
    }

    private static int rgb555(int pixel) {
        int red = pixel >> 10 & 0x1f;
        int green = pixel >> 5 & 0x1f;
        int blue = pixel & 0x1f;
        return 0xff000000 | (red << 3 | red >> 2) << 16 | (green << 3 | green >> 2) << 8 | blue << 3 | blue >> 2;
    }
}
