package dev.tubeway.internal.module.abi;

// Generated from abi/tubeway-abi.json; see abi/README.md.

/// Which way a cipher works.
public final class Direction {
    /// Plain to cipher.
    public static final int ENCRYPT = 1;
    /// Cipher to plain.
    public static final int DECRYPT = 2;

    private Direction() {}

    /// Whether a value is one of these.
    public static boolean isKnown(int value) {
        return switch (value) {
            case ENCRYPT, DECRYPT -> true;
            default -> false;
        };
    }

    /// The value's name; its number for one that is unknown.
    public static String nameOf(int value) {
        return switch (value) {
            case ENCRYPT -> "ENCRYPT";
            case DECRYPT -> "DECRYPT";
            default -> Integer.toString(value);
        };
    }
}
