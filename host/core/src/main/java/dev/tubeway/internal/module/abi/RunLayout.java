package dev.tubeway.internal.module.abi;

// Generated from abi/tubeway-abi.json; see abi/README.md.

/// Equal pixels. Where its fields lie, bytes from its start.
public final class RunLayout {
    /// u32: the pixel's bytes as the format has them, little-endian
    public static final int PIXEL = 0;
    /// u32: how many
    public static final int LENGTH = 4;
    /// Bytes of the record.
    public static final int SIZE = 8;

    private RunLayout() {}
}
