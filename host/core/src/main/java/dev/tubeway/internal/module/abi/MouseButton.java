package dev.tubeway.internal.module.abi;

// Generated from abi/tubeway-abi.json; see abi/README.md.

/// Buttons of a mouse event. Bits, which may be joined.
public final class MouseButton {
    /// Left.
    public static final int LEFT = 1;
    /// Middle.
    public static final int MIDDLE = 2;
    /// Right.
    public static final int RIGHT = 4;
    /// One notch up.
    public static final int SCROLL_UP = 8;
    /// One notch down.
    public static final int SCROLL_DOWN = 16;

    private MouseButton() {}
}
