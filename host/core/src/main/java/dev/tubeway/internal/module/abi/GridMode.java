package dev.tubeway.internal.module.abi;

// Generated from abi/tubeway-abi.json; see abi/README.md.

/// Modes of the grid. Bits, which may be joined.
public final class GridMode {
    /// The module wants mouse events: the host leaves the mouse to it, and Shift selects.
    public static final int MOUSE = 1;
    /// Alternate screen: nothing goes to the scrollback.
    public static final int ALTERNATE = 2;
    /// Reverse video of the whole screen.
    public static final int REVERSE = 4;

    private GridMode() {}
}
