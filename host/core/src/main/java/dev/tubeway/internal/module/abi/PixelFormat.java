package dev.tubeway.internal.module.abi;

// Generated from abi/tubeway-abi.json; see abi/README.md.

/// How pixels lie in memory, byte by byte unless told.
public final class PixelFormat {
    /// 4 bytes: blue, green, red, ignored.
    public static final int BGRX = 1;
    /// 4 bytes: red, green, blue, ignored.
    public static final int RGBX = 2;
    /// 4 bytes: blue, green, red, alpha (not premultiplied).
    public static final int BGRA = 3;
    /// 3 bytes: red, green, blue.
    public static final int RGB888 = 4;
    /// U16: 5 bits red, 6 green, 5 blue.
    public static final int RGB565 = 5;
    /// U16: 1 bit ignored, 5 red, 5 green, 5 blue.
    public static final int RGB555 = 6;
    /// 1 byte.
    public static final int GRAY8 = 7;
    /// 1 bit of palette index, the first pixel in the highest bit.
    public static final int PAL1 = 8;
    /// 2 bits of palette index, the first pixel in the highest bits.
    public static final int PAL2 = 9;
    /// 4 bits of palette index, the first pixel in the highest bits.
    public static final int PAL4 = 10;
    /// 1 byte of palette index.
    public static final int PAL8 = 11;

    private PixelFormat() {}

    /// Whether a value is one of these.
    public static boolean isKnown(int value) {
        return switch (value) {
            case BGRX, RGBX, BGRA, RGB888, RGB565, RGB555, GRAY8, PAL1, PAL2, PAL4, PAL8 -> true;
            default -> false;
        };
    }

    /// The value's name; its number for one that is unknown.
    public static String nameOf(int value) {
        return switch (value) {
            case BGRX -> "BGRX";
            case RGBX -> "RGBX";
            case BGRA -> "BGRA";
            case RGB888 -> "RGB888";
            case RGB565 -> "RGB565";
            case RGB555 -> "RGB555";
            case GRAY8 -> "GRAY8";
            case PAL1 -> "PAL1";
            case PAL2 -> "PAL2";
            case PAL4 -> "PAL4";
            case PAL8 -> "PAL8";
            default -> Integer.toString(value);
        };
    }
}
