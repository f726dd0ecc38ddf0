package dev.tubeway.bench;

import java.util.Locale;

/// What is measured side by side.
enum Kind {
    /// Two processes of `tubeway serve`.
    GATEWAY,

    /// Two processes of the published Python package.
    PACKAGE,

    /// A bare webrtc-java data channel between two processes.
    RAW;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
