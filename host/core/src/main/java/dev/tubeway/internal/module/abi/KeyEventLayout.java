package dev.tubeway.internal.module.abi;

// Generated from abi/tubeway-abi.json; see abi/README.md.

/// A key went down or up. What a client holds down when it leaves goes up before its LEFT event.
/// Where its fields lie, bytes from its start.
public final class KeyEventLayout {
    /// u16: which event, and so which fields follow
    public static final int KIND = 0;
    /// u16: facts about the event
    public static final int FLAGS = 2;
    /// u32: bytes of the whole record, head and tail included
    public static final int LENGTH = 4;
    /// u64: microseconds on the monotonic clock when the host took the event
    public static final int TIME_US = 8;
    /// u32: X11 keysym
    public static final int KEYSYM = 16;
    /// u32: 1 down, 0 up
    public static final int DOWN = 20;
    /// Bytes of the record.
    public static final int SIZE = 24;

    private KeyEventLayout() {}
}
