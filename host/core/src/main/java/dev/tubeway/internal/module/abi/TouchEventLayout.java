package dev.tubeway.internal.module.abi;

// Generated from abi/tubeway-abi.json; see abi/README.md.

/// A finger touched, moved or left. Where its fields lie, bytes from its start.
public final class TouchEventLayout {
    /// u16: which event, and so which fields follow
    public static final int KIND = 0;
    /// u16: facts about the event
    public static final int FLAGS = 2;
    /// u32: bytes of the whole record, head and tail included
    public static final int LENGTH = 4;
    /// u64: microseconds on the monotonic clock when the host took the event
    public static final int TIME_US = 8;
    /// u32: which finger
    public static final int ID = 16;
    /// i32: pixels on the screen
    public static final int X = 20;
    /// i32: pixels on the screen
    public static final int Y = 24;
    /// u32: pixels
    public static final int RADIUS_X = 28;
    /// u32: pixels
    public static final int RADIUS_Y = 32;
    /// u32: clockwise, thousandths of a degree
    public static final int ANGLE = 36;
    /// u32: thousandths; 0: the finger has left
    public static final int FORCE = 40;
    /// Bytes of the record.
    public static final int SIZE = 44;

    private TouchEventLayout() {}
}
