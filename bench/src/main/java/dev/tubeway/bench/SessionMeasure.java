package dev.tubeway.bench;

/// What `tubeway bench sessions` measures, in this order.
enum SessionMeasure {
    /// Sessions one after the other: ready, and with a prompt.
    SETUP,
    /// What idle sessions hold.
    MEMORY,
    /// From a key to its pixels.
    KEYS,
    /// The same where many people type.
    CROWD,
    /// The same over a tube.
    TUBE,
    /// Text that is poured.
    FLOOD,
    /// A hundred sessions at once.
    BURST
}
