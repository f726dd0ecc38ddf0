package dev.tubeway.internal.module.abi;

// Generated from abi/tubeway-abi.json; see abi/README.md.

/// Looks of the text cursor.
public final class CursorShape {
    /// Fills the cell.
    public static final int BLOCK = 0;
    /// At the cell's foot.
    public static final int UNDERLINE = 1;
    /// At the cell's left edge.
    public static final int BAR = 2;

    private CursorShape() {}

    /// Whether a value is one of these.
    public static boolean isKnown(int value) {
        return switch (value) {
            case BLOCK, UNDERLINE, BAR -> true;
            default -> false;
        };
    }

    /// The value's name; its number for one that is unknown.
    public static String nameOf(int value) {
        return switch (value) {
            case BLOCK -> "BLOCK";
            case UNDERLINE -> "UNDERLINE";
            case BAR -> "BAR";
            default -> Integer.toString(value);
        };
    }
}
