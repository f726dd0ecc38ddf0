package dev.tubeway.internal.module.abi;

// Generated from abi/tubeway-abi.json; see abi/README.md.

/// Somebody joined or left. Where its fields lie, bytes from its start.
public final class UserEventLayout {
    /// u16: which event, and so which fields follow
    public static final int KIND = 0;
    /// u16: facts about the event
    public static final int FLAGS = 2;
    /// u32: bytes of the whole record, head and tail included
    public static final int LENGTH = 4;
    /// u64: microseconds on the monotonic clock when the host took the event
    public static final int TIME_US = 8;
    /// u32: number of the user in this session
    public static final int USER = 16;
    /// u32: what the user may do
    public static final int RIGHTS = 20;
    /// u32: bytes of the name
    public static final int NAME_LENGTH = 24;
    /// Bytes of the record; after it come name.
    public static final int SIZE = 28;

    private UserEventLayout() {}
}
