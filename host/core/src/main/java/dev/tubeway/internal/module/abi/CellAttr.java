package dev.tubeway.internal.module.abi;

// Generated from abi/tubeway-abi.json; see abi/README.md.

/// Attributes of a cell. Bits, which may be joined.
public final class CellAttr {
    /// Bold weight.
    public static final int BOLD = 1;
    /// Half intensity.
    public static final int FAINT = 2;
    /// Italic.
    public static final int ITALIC = 4;
    /// Underline style 1 in bits 3 to 5.
    public static final int UNDERLINE_SINGLE = 8;
    /// Underline style 2.
    public static final int UNDERLINE_DOUBLE = 16;
    /// Underline style 3.
    public static final int UNDERLINE_CURLY = 24;
    /// Underline style 4.
    public static final int UNDERLINE_DOTTED = 32;
    /// Underline style 5.
    public static final int UNDERLINE_DASHED = 40;
    /// Bits 3 to 5.
    public static final int UNDERLINE_MASK = 56;
    /// Blinking.
    public static final int BLINK = 64;
    /// Colours exchanged.
    public static final int REVERSE = 128;
    /// Not shown.
    public static final int HIDDEN = 256;
    /// Struck through.
    public static final int STRIKE = 512;
    /// Line above.
    public static final int OVERLINE = 1024;
    /// First cell of a character of two columns; the following cell has code 0.
    public static final int WIDE = 2048;
    /// Last cell of a row that goes on in the next one.
    public static final int WRAPPED = 4096;

    private CellAttr() {}
}
