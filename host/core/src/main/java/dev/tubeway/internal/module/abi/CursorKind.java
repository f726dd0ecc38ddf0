package dev.tubeway.internal.module.abi;

// Generated from abi/tubeway-abi.json; see abi/README.md.

/// Mouse pointers that the host has.
public final class CursorKind {
    /// None is shown.
    public static final int NONE = 0;
    /// An arrow.
    public static final int POINTER = 1;
    /// An I-beam.
    public static final int TEXT = 2;
    /// A small dot.
    public static final int DOT = 3;

    private CursorKind() {}

    /// Whether a value is one of these.
    public static boolean isKnown(int value) {
        return switch (value) {
            case NONE, POINTER, TEXT, DOT -> true;
            default -> false;
        };
    }

    /// The value's name; its number for one that is unknown.
    public static String nameOf(int value) {
        return switch (value) {
            case NONE -> "NONE";
            case POINTER -> "POINTER";
            case TEXT -> "TEXT";
            case DOT -> "DOT";
            default -> Integer.toString(value);
        };
    }
}
