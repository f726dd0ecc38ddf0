package dev.tubeway.internal.module.abi;

// Generated from abi/tubeway-abi.json; see abi/README.md.

/// How a connection is made. Bits, which may be joined.
public final class ConnectFlags {
    /// The operating system probes an idle connection.
    public static final int KEEP_ALIVE = 1;

    private ConnectFlags() {}
}
