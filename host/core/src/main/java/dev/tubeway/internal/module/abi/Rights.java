package dev.tubeway.internal.module.abi;

// Generated from abi/tubeway-abi.json; see abi/README.md.

/// What a user may do. Bits, which may be joined.
public final class Rights {
    /// Opened the session.
    public static final int OWNER = 1;
    /// May send input; without it read-only.
    public static final int INPUT = 2;

    private Rights() {}
}
