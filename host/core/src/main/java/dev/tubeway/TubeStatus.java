package dev.tubeway;

import java.util.Locale;

/// Where a tube stands. Source: the states that users of published peers know (docs/protocol.md, "States").
public enum TubeStatus {
    /// Made, nothing negotiated yet.
    NEW,
    /// Descriptions are being made or waited for.
    INITIALIZING,
    /// Both descriptions are known; the peers look for a path.
    CONNECTING,
    /// The path is there; the first channel is not open yet.
    ACTIVE,
    /// The first channel is open: traffic flows.
    READY,
    /// The path is silent; an ICE restart is tried. Goes back to READY or on to FAILED.
    DISCONNECTED,
    /// No path was found, or none came back. Closed soon after.
    FAILED,
    /// Being freed.
    CLOSING,
    /// Freed. Last state.
    CLOSED;

    /// The state as JSON and events spell it: `ready`.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether nothing will flow through the tube any more.
    public boolean isTerminal() {
        return this == FAILED || this == CLOSING || this == CLOSED;
    }
}
