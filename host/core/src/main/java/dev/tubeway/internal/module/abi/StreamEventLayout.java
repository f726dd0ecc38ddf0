package dev.tubeway.internal.module.abi;

// Generated from abi/tubeway-abi.json; see abi/README.md.

/// The client opens a stream. Where its fields lie, bytes from its start.
public final class StreamEventLayout {
    /// u16: which event, and so which fields follow
    public static final int KIND = 0;
    /// u16: facts about the event
    public static final int FLAGS = 2;
    /// u32: bytes of the whole record, head and tail included
    public static final int LENGTH = 4;
    /// u64: microseconds on the monotonic clock when the host took the event
    public static final int TIME_US = 8;
    /// i32: read it, then close it, or refuse it
    public static final int HANDLE = 16;
    /// u32: what for
    public static final int PURPOSE = 20;
    /// u32: bytes of the media type
    public static final int TYPE_LENGTH = 24;
    /// u32: bytes of the name
    public static final int NAME_LENGTH = 28;
    /// Bytes of the record; after it come type, name.
    public static final int SIZE = 32;

    private StreamEventLayout() {}
}
