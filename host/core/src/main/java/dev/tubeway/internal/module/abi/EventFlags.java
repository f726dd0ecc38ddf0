package dev.tubeway.internal.module.abi;

// Generated from abi/tubeway-abi.json; see abi/README.md.

/// Flags of an event. Bits, which may be joined.
public final class EventFlags {
    /// PARAM: the value is left out and read by `secret`.
    public static final int SECRET = 1;

    private EventFlags() {}
}
