package dev.tubeway.internal.module.abi;

// Generated from abi/tubeway-abi.json; see abi/README.md.

/// How a connection is made. Bits, which may be joined.
public final class ConnectFlags {
    /// The operating system probes an idle connection.
    public static final int KEEP_ALIVE = 1;
    /// The session's target connects by itself: the host listens at the target's port, where policy
    /// lets it, until that one connection is there; since 1.3.
    public static final int AWAIT = 2;

    private ConnectFlags() {}
}
