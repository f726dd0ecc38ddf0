package dev.tubeway.internal.module.abi;

// Generated from abi/tubeway-abi.json; see abi/README.md.

/// The high byte of a cell's colour.
public final class ColorKind {
    /// The scheme's own foreground or background.
    public static final int DEFAULT = 0;
    /// Index in the low byte.
    public static final int PALETTE = 1;
    /// 0xRRGGBB in the low 24 bits.
    public static final int RGB = 2;

    private ColorKind() {}

    /// Whether a value is one of these.
    public static boolean isKnown(int value) {
        return switch (value) {
            case DEFAULT, PALETTE, RGB -> true;
            default -> false;
        };
    }

    /// The value's name; its number for one that is unknown.
    public static String nameOf(int value) {
        return switch (value) {
            case DEFAULT -> "DEFAULT";
            case PALETTE -> "PALETTE";
            case RGB -> "RGB";
            default -> Integer.toString(value);
        };
    }
}
