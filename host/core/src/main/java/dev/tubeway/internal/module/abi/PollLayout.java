package dev.tubeway.internal.module.abi;

// Generated from abi/tubeway-abi.json; see abi/README.md.

/// One handle of `wait`. Where its fields lie, bytes from its start.
public final class PollLayout {
    /// i32: 1 is the client
    public static final int HANDLE = 0;
    /// i32: what to wait for
    public static final int WANT = 4;
    /// i32: what was found; set by the host
    public static final int READY = 8;
    /// Bytes of the record.
    public static final int SIZE = 12;

    private PollLayout() {}
}
