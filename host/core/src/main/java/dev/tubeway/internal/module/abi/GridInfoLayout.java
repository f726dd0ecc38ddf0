package dev.tubeway.internal.module.abi;

// Generated from abi/tubeway-abi.json; see abi/README.md.

/// Measures of the grid. Where its fields lie, bytes from its start.
public final class GridInfoLayout {
    /// u32: cells
    public static final int COLUMNS = 0;
    /// u32: cells
    public static final int ROWS = 4;
    /// u32: pixels
    public static final int CELL_WIDTH = 8;
    /// u32: pixels
    public static final int CELL_HEIGHT = 12;
    /// Bytes of the record.
    public static final int SIZE = 16;

    private GridInfoLayout() {}
}
