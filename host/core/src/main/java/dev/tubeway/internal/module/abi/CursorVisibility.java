package dev.tubeway.internal.module.abi;

// Generated from abi/tubeway-abi.json; see abi/README.md.

/// Whether the text cursor shows.
public final class CursorVisibility {
    /// Not shown.
    public static final int HIDDEN = 0;
    /// Shown.
    public static final int STEADY = 1;
    /// Shown and blinking.
    public static final int BLINKING = 2;

    private CursorVisibility() {}

    /// Whether a value is one of these.
    public static boolean isKnown(int value) {
        return switch (value) {
            case HIDDEN, STEADY, BLINKING -> true;
            default -> false;
        };
    }

    /// The value's name; its number for one that is unknown.
    public static String nameOf(int value) {
        return switch (value) {
            case HIDDEN -> "HIDDEN";
            case STEADY -> "STEADY";
            case BLINKING -> "BLINKING";
            default -> Integer.toString(value);
        };
    }
}
