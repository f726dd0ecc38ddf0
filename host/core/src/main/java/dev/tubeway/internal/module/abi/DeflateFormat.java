package dev.tubeway.internal.module.abi;

// Generated from abi/tubeway-abi.json; see abi/README.md.

/// Envelopes of deflate.
public final class DeflateFormat {
    /// RFC 1950.
    public static final int ZLIB = 1;
    /// RFC 1951.
    public static final int RAW = 2;
    /// RFC 1952.
    public static final int GZIP = 3;

    private DeflateFormat() {}

    /// Whether a value is one of these.
    public static boolean isKnown(int value) {
        return switch (value) {
            case ZLIB, RAW, GZIP -> true;
            default -> false;
        };
    }

    /// The value's name; its number for one that is unknown.
    public static String nameOf(int value) {
        return switch (value) {
            case ZLIB -> "ZLIB";
            case RAW -> "RAW";
            case GZIP -> "GZIP";
            default -> Integer.toString(value);
        };
    }
}
