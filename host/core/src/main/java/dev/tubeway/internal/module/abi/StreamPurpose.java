package dev.tubeway.internal.module.abi;

// Generated from abi/tubeway-abi.json; see abi/README.md.

/// What a stream between client and module is for.
public final class StreamPurpose {
    /// Text or image of the clipboard.
    public static final int CLIPBOARD = 1;
    /// A file.
    public static final int FILE = 2;
    /// A named pipe.
    public static final int PIPE = 3;
    /// Sound.
    public static final int AUDIO = 4;
    /// The value of a parameter, to the client; from the client it comes as PARAM event.
    public static final int ARGV = 5;

    private StreamPurpose() {}

    /// Whether a value is one of these.
    public static boolean isKnown(int value) {
        return switch (value) {
            case CLIPBOARD, FILE, PIPE, AUDIO, ARGV -> true;
            default -> false;
        };
    }

    /// The value's name; its number for one that is unknown.
    public static String nameOf(int value) {
        return switch (value) {
            case CLIPBOARD -> "CLIPBOARD";
            case FILE -> "FILE";
            case PIPE -> "PIPE";
            case AUDIO -> "AUDIO";
            case ARGV -> "ARGV";
            default -> Integer.toString(value);
        };
    }
}
