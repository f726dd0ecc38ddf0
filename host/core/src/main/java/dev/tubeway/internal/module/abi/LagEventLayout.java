package dev.tubeway.internal.module.abi;

// Generated from abi/tubeway-abi.json; see abi/README.md.

/// How far the slowest client is behind: told about once a second while what it shows is older than
/// half a second, and once more, with zeros, when it has caught up. Nothing has to follow from it,
/// as the host leaves out what a client does not keep up with; a module may ask its target for
/// less. Where its fields lie, bytes from its start.
public final class LagEventLayout {
    /// u16: which event, and so which fields follow
    public static final int KIND = 0;
    /// u16: facts about the event
    public static final int FLAGS = 2;
    /// u32: bytes of the whole record, head and tail included
    public static final int LENGTH = 4;
    /// u64: microseconds on the monotonic clock when the host took the event
    public static final int TIME_US = 8;
    /// u32: frames not yet shown
    public static final int FRAMES = 16;
    /// u32: age of what it shows
    public static final int MILLISECONDS = 20;
    /// Bytes of the record.
    public static final int SIZE = 24;

    private LagEventLayout() {}
}
