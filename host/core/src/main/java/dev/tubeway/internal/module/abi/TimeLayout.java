package dev.tubeway.internal.module.abi;

// Generated from abi/tubeway-abi.json; see abi/README.md.

/// A moment or a span. Where its fields lie, bytes from its start.
public final class TimeLayout {
    /// u64: see ClockKind
    public static final int NANOSECONDS = 0;
    /// Bytes of the record.
    public static final int SIZE = 8;

    private TimeLayout() {}
}
