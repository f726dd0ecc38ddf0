package dev.tubeway.internal.module.abi;

// Generated from abi/tubeway-abi.json; see abi/README.md.

/// A colour. Where its fields lie, bytes from its start.
public final class ColorLayout {
    /// u32: 0xAARRGGBB
    public static final int ARGB = 0;
    /// Bytes of the record.
    public static final int SIZE = 4;

    private ColorLayout() {}
}
