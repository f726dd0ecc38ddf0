package dev.tubeway.internal.module.abi;

// Generated from abi/tubeway-abi.json; see abi/README.md.

/// Events of the client.
public final class EventKind {
    /// KeyEvent.
    public static final int KEY = 1;
    /// MouseEvent.
    public static final int MOUSE = 2;
    /// TouchEvent.
    public static final int TOUCH = 3;
    /// SizeEvent; one is always the first event.
    public static final int SIZE = 4;
    /// StreamEvent: the client opens a stream.
    public static final int STREAM = 5;
    /// ParamEvent: a parameter got a value.
    public static final int PARAM = 6;
    /// UserEvent: somebody joined.
    public static final int JOINED = 7;
    /// UserEvent: somebody left.
    public static final int LEFT = 8;
    /// LagEvent: how far the clients are behind.
    public static final int LAG = 9;
    /// EndEvent: the session ends from outside; the last event, still given when calls answer
    /// CANCELLED.
    public static final int END = 10;

    private EventKind() {}

    /// Whether a value is one of these.
    public static boolean isKnown(int value) {
        return switch (value) {
            case KEY, MOUSE, TOUCH, SIZE, STREAM, PARAM, JOINED, LEFT, LAG, END -> true;
            default -> false;
        };
    }

    /// The value's name; its number for one that is unknown.
    public static String nameOf(int value) {
        return switch (value) {
            case KEY -> "KEY";
            case MOUSE -> "MOUSE";
            case TOUCH -> "TOUCH";
            case SIZE -> "SIZE";
            case STREAM -> "STREAM";
            case PARAM -> "PARAM";
            case JOINED -> "JOINED";
            case LEFT -> "LEFT";
            case LAG -> "LAG";
            case END -> "END";
            default -> Integer.toString(value);
        };
    }
}
