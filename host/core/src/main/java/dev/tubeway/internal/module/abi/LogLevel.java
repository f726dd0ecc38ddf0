package dev.tubeway.internal.module.abi;

// Generated from abi/tubeway-abi.json; see abi/README.md.

/// How grave a log message is.
public final class LogLevel {
    /// The session cannot go on.
    public static final int ERROR = 1;
    /// Something is wrong, and the session goes on.
    public static final int WARNING = 2;
    /// A fact worth keeping.
    public static final int INFO = 3;
    /// For the module's author.
    public static final int DEBUG = 4;
    /// For the module's author, in quantity.
    public static final int TRACE = 5;

    private LogLevel() {}

    /// Whether a value is one of these.
    public static boolean isKnown(int value) {
        return switch (value) {
            case ERROR, WARNING, INFO, DEBUG, TRACE -> true;
            default -> false;
        };
    }

    /// The value's name; its number for one that is unknown.
    public static String nameOf(int value) {
        return switch (value) {
            case ERROR -> "ERROR";
            case WARNING -> "WARNING";
            case INFO -> "INFO";
            case DEBUG -> "DEBUG";
            case TRACE -> "TRACE";
            default -> Integer.toString(value);
        };
    }
}
