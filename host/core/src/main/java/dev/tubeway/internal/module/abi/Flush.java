package dev.tubeway.internal.module.abi;

// Generated from abi/tubeway-abi.json; see abi/README.md.

/// What a compressor pushes out.
public final class Flush {
    /// What it wants.
    public static final int NONE = 0;
    /// Everything given so far.
    public static final int SYNC = 1;
    /// Everything, and the stream's end.
    public static final int FINISH = 2;

    private Flush() {}

    /// Whether a value is one of these.
    public static boolean isKnown(int value) {
        return switch (value) {
            case NONE, SYNC, FINISH -> true;
            default -> false;
        };
    }

    /// The value's name; its number for one that is unknown.
    public static String nameOf(int value) {
        return switch (value) {
            case NONE -> "NONE";
            case SYNC -> "SYNC";
            case FINISH -> "FINISH";
            default -> Integer.toString(value);
        };
    }
}
