package dev.tubeway.session;

import java.time.Duration;
import java.util.Objects;

/// When a session ends by itself. Immutable; zero is never.
///
/// @param waits  how long a session that was made waits for its first client
/// @param linger how long it goes on without a client; zero: the last client's going ends it
/// @param wall   how long it may last
/// @param idle   how long it goes on without input
public record SessionLimits(Duration waits, Duration linger, Duration wall, Duration idle) {

    private static final Duration LONGEST = Duration.ofDays(366);

    /// As the reference does: who leaves last ends the session.
    public static final SessionLimits NONE =
            new SessionLimits(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

    public SessionLimits {
        check("waits", waits);
        check("linger", linger);
        check("wall", wall);
        check("idle", idle);
    }

    private static void check(String name, Duration value) {
        Objects.requireNonNull(value, name);
        if (value.isNegative() || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("out of range: " + name + "=" + value + ", most=" + LONGEST);
        }
    }

    /// Whether it goes on without a client.
    public boolean lingers() {
        return linger.isPositive();
    }
}
