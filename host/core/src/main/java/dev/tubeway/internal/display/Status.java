package dev.tubeway.internal.display;

/// What a drawing call answers when it does not answer with a number of its own.
///
/// Source: abi/tubeway-abi.json, "statuses"; the numbers are fixed for ever.
public final class Status {
    public static final int OK = 0;
    public static final int CANCELLED = -3;
    public static final int UNSUPPORTED = -5;
    public static final int INVALID = -6;
    public static final int NOT_FOUND = -7;
    public static final int LIMIT = -8;

    private Status() {}
}
