package dev.tubeway.internal.module.abi;

// Generated from abi/tubeway-abi.json; see abi/README.md.

/// The mouse moved or a button changed. Where its fields lie, bytes from its start.
public final class MouseEventLayout {
    /// u16: which event, and so which fields follow
    public static final int KIND = 0;
    /// u16: facts about the event
    public static final int FLAGS = 2;
    /// u32: bytes of the whole record, head and tail included
    public static final int LENGTH = 4;
    /// u64: microseconds on the monotonic clock when the host took the event
    public static final int TIME_US = 8;
    /// i32: pixels on the screen
    public static final int X = 16;
    /// i32: pixels on the screen
    public static final int Y = 20;
    /// u32: buttons that are down
    public static final int BUTTONS = 24;
    /// i32: cell of the grid; -1 outside it or without one
    public static final int COLUMN = 28;
    /// i32: cell of the grid; -1 outside it or without one
    public static final int ROW = 32;
    /// Bytes of the record.
    public static final int SIZE = 36;

    private MouseEventLayout() {}
}
