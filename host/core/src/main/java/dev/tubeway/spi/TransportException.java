package dev.tubeway.spi;

import java.util.Objects;

/// A step of a peer that failed; the message says what was tried and what to do.
public final class TransportException extends Exception {
    private static final long serialVersionUID = 1;

    /// What went wrong, for callers that act on it.
    public enum Cause {
        /// The text is no session description, or not one that this transport can use.
        BAD_DESCRIPTION,
        /// The text is no ICE candidate.
        BAD_CANDIDATE,
        /// A good description, but not the type that is due now (an offer where an answer is due).
        WRONG_STATE,
        /// The step did not end in time.
        TIMEOUT,
        /// The peer was closed before or during the step.
        CLOSED,
        /// The native library is missing or refused the step.
        UNAVAILABLE
    }

    private final Cause kind;

    public TransportException(Cause kind, String message) {
        super(message);
        this.kind = Objects.requireNonNull(kind, "kind");
    }

    public TransportException(Cause kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = Objects.requireNonNull(kind, "kind");
    }

    public Cause kind() {
        return kind;
    }
}
