package dev.tubeway.internal.module.abi;

// Generated from abi/tubeway-abi.json; see abi/README.md.

/// Clocks.
public final class ClockKind {
    /// Nanoseconds since some moment; never goes back.
    public static final int MONOTONIC = 0;
    /// Nanoseconds since 1970-01-01T00:00:00Z.
    public static final int WALL = 1;

    private ClockKind() {}

    /// Whether a value is one of these.
    public static boolean isKnown(int value) {
        return switch (value) {
            case MONOTONIC, WALL -> true;
            default -> false;
        };
    }

    /// The value's name; its number for one that is unknown.
    public static String nameOf(int value) {
        return switch (value) {
            case MONOTONIC -> "MONOTONIC";
            case WALL -> "WALL";
            default -> Integer.toString(value);
        };
    }
}
