package dev.tubeway.bench;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/// What is measured side by side.
enum Kind {
    /// Two processes of `tubeway serve`.
    GATEWAY,

    /// Two processes of the published Python package.
    PACKAGE,

    /// A bare webrtc-java data channel between two processes.
    RAW,

    /// A guacd that runs already, named by `--against`.
    GUACD,

    /// The system's SSH client, which draws nothing.
    PLAIN;

    /// Those that have tubes.
    static final Set<Kind> TUBES = Collections.unmodifiableSet(EnumSet.of(GATEWAY, PACKAGE, RAW));

    /// The head of its column.
    String title() {
        return switch (this) {
            case RAW -> "raw channel";
            case PLAIN -> "plain ssh";
            case GATEWAY, PACKAGE, GUACD -> label();
        };
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
