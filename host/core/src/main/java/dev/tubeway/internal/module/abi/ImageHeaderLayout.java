package dev.tubeway.internal.module.abi;

// Generated from abi/tubeway-abi.json; see abi/README.md.

/// Size of a decoded image. Where its fields lie, bytes from its start.
public final class ImageHeaderLayout {
    /// u32: pixels
    public static final int WIDTH = 0;
    /// u32: pixels
    public static final int HEIGHT = 4;
    /// Bytes of the record.
    public static final int SIZE = 8;

    private ImageHeaderLayout() {}
}
