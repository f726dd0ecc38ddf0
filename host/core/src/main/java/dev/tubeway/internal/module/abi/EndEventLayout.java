package dev.tubeway.internal.module.abi;

// Generated from abi/tubeway-abi.json; see abi/README.md.

/// The session ends from outside. Where its fields lie, bytes from its start.
public final class EndEventLayout {
    /// u16: which event, and so which fields follow
    public static final int KIND = 0;
    /// u16: facts about the event
    public static final int FLAGS = 2;
    /// u32: bytes of the whole record, head and tail included
    public static final int LENGTH = 4;
    /// u64: microseconds on the monotonic clock when the host took the event
    public static final int TIME_US = 8;
    /// u32: why
    public static final int REASON = 16;
    /// u32: bytes of the text
    public static final int TEXT_LENGTH = 20;
    /// Bytes of the record; after it come text.
    public static final int SIZE = 24;

    private EndEventLayout() {}
}
