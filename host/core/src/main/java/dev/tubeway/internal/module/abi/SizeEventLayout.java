package dev.tubeway.internal.module.abi;

// Generated from abi/tubeway-abi.json; see abi/README.md.

/// The client has, or wants, another size. Where its fields lie, bytes from its start.
public final class SizeEventLayout {
    /// u16: which event, and so which fields follow
    public static final int KIND = 0;
    /// u16: facts about the event
    public static final int FLAGS = 2;
    /// u32: bytes of the whole record, head and tail included
    public static final int LENGTH = 4;
    /// u64: microseconds on the monotonic clock when the host took the event
    public static final int TIME_US = 8;
    /// u32: pixels
    public static final int WIDTH = 16;
    /// u32: pixels
    public static final int HEIGHT = 20;
    /// u32: pixels per inch
    public static final int DPI = 24;
    /// u32: cells of the grid; 0 without one
    public static final int COLUMNS = 28;
    /// u32: cells of the grid; 0 without one
    public static final int ROWS = 32;
    /// Bytes of the record.
    public static final int SIZE = 36;

    private SizeEventLayout() {}
}
