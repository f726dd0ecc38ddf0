package dev.tubeway.internal.session;

import dev.tubeway.CloseReason;
import dev.tubeway.session.SessionLimits;
import java.time.Duration;
import java.util.Optional;

/// When a session ends by itself.
///
/// Threading: any thread.
final class Lifetime {

    private static final long NEVER = Long.MIN_VALUE;

    private final SessionLimits limits;
    private final long begun = System.nanoTime();
    private volatile long inputAt = begun;
    private volatile long emptySince = NEVER;

    Lifetime(SessionLimits limits) {
        this.limits = limits;
    }

    /// What to do when the time is up.
    ///
    /// @param answer what clients are told
    record End(CloseReason reason, Answer answer) {}

    /// Whether the session goes on without a client.
    boolean lingers() {
        return limits.lingers();
    }

    /// A client did something.
    void input() {
        inputAt = System.nanoTime();
    }

    /// The last client has gone.
    void empty() {
        emptySince = System.nanoTime();
    }

    /// A client has come.
    void entered() {
        emptySince = NEVER;
        inputAt = System.nanoTime();
    }

    /// Whether the time is up.
    Optional<End> over(long now) {
        long empty = emptySince;
        if (empty != NEVER && now - empty >= limits.linger().toNanos()) {
            return end("no client came back", limits.linger(), Answer.SESSION_TIMEOUT);
        }
        if (limits.wall().isPositive() && now - begun >= limits.wall().toNanos()) {
            return end("the session lasted as long as it may", limits.wall(), Answer.SESSION_CLOSED);
        }
        if (limits.idle().isPositive() && now - inputAt >= limits.idle().toNanos()) {
            return end("the session was idle", limits.idle(), Answer.SESSION_TIMEOUT);
        }
        return Optional.empty();
    }

    private static Optional<End> end(String what, Duration limit, Answer answer) {
        CloseReason reason = CloseReason.of(CloseReason.Kind.TIMEOUT, what + ": " + limit.toSeconds() + " s");
        return Optional.of(new End(reason, answer));
    }
}
