package dev.tubeway.internal.module.abi;

// Generated from abi/tubeway-abi.json; see abi/README.md.

/// Coded images and units.
public final class Codec {
    /// One JFIF image.
    public static final int JPEG = 1;
    /// One PNG image.
    public static final int PNG = 2;
    /// One WebP image.
    public static final int WEBP = 3;
    /// One access unit, Annex B.
    public static final int H264 = 4;

    private Codec() {}

    /// Whether a value is one of these.
    public static boolean isKnown(int value) {
        return switch (value) {
            case JPEG, PNG, WEBP, H264 -> true;
            default -> false;
        };
    }

    /// The value's name; its number for one that is unknown.
    public static String nameOf(int value) {
        return switch (value) {
            case JPEG -> "JPEG";
            case PNG -> "PNG";
            case WEBP -> "WEBP";
            case H264 -> "H264";
            default -> Integer.toString(value);
        };
    }
}
