package dev.tubeway.internal.module.abi;

// Generated from abi/tubeway-abi.json; see abi/README.md.

/// What a poll waits for and what it finds. Bits, which may be joined.
public final class Interest {
    /// A read does not wait; for the client: an event is there.
    public static final int READ = 1;
    /// A write does not wait.
    public static final int WRITE = 2;
    /// The other end has closed; told whether asked for or not.
    public static final int CLOSED = 4;

    private Interest() {}
}
