package dev.tubeway.internal.module.abi;

// Generated from abi/tubeway-abi.json; see abi/README.md.

/// A rectangle to fill. Where its fields lie, bytes from its start.
public final class ColoredRectLayout {
    /// i16: left edge
    public static final int X = 0;
    /// i16: top edge
    public static final int Y = 2;
    /// u16: pixels
    public static final int WIDTH = 4;
    /// u16: pixels
    public static final int HEIGHT = 6;
    /// u32: 0xAARRGGBB
    public static final int COLOR = 8;
    /// Bytes of the record.
    public static final int SIZE = 12;

    private ColoredRectLayout() {}
}
