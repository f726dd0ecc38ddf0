package dev.tubeway.internal.module.abi;

// Generated from abi/tubeway-abi.json; see abi/README.md.

/// One cell of the grid. Where its fields lie, bytes from its start.
public final class CellLayout {
    /// u32: code point; from 0x110000 on a grapheme of `grid_grapheme`; 0 is blank, and the second
    /// half of a wide character
    public static final int CODE = 0;
    /// u32: kind in the high byte
    public static final int FG = 4;
    /// u32: kind in the high byte
    public static final int BG = 8;
    /// u32: attributes
    public static final int ATTR = 12;
    /// Bytes of the record.
    public static final int SIZE = 16;

    private CellLayout() {}
}
