package dev.tubeway;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/// A request to the gateway that could not be carried out; the message names what, where and what to do.
public final class TubewayException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// Kinds of refusal: stable names for callers and for the HTTP API.
    public enum Problem {
        /// A setting is missing, unknown, retired or has a bad value.
        INVALID_SETTINGS,
        /// Not base64 of a session description.
        INVALID_DESCRIPTION,
        /// A description of the wrong type for the tube's state: an offer where an answer is due.
        UNEXPECTED_DESCRIPTION,
        /// Not an ICE candidate.
        INVALID_CANDIDATE,
        TUBE_NOT_FOUND,
        CONNECTION_NOT_FOUND,
        /// The tube exists no more, or is in no state for the request.
        TUBE_CLOSED,
        /// The request needs trickle ICE, and the tube was made without.
        TRICKLE_REQUIRED,
        /// As many creates are under way, or tubes there, as allowed.
        CAPACITY,
        /// The local address to listen on is taken or not this machine's.
        LISTEN_FAILED,
        /// The gateway is stopping and takes no new tubes.
        SHUTTING_DOWN,
        /// The transport did not do its part in time.
        TIMEOUT,
        /// The transport is not available on this machine.
        TRANSPORT_UNAVAILABLE;

        /// The name as the HTTP API spells it: `invalid-settings`.
        public String slug() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final Problem problem;
    private final transient Optional<Capacity> capacity;

    public TubewayException(Problem problem, String message) {
        super(message);
        this.problem = Objects.requireNonNull(problem, "problem");
        this.capacity = Optional.empty();
    }

    public TubewayException(Problem problem, String message, Throwable cause) {
        super(message, cause);
        this.problem = Objects.requireNonNull(problem, "problem");
        this.capacity = Optional.empty();
    }

    /// A refusal for want of room, with the load.
    public TubewayException(String message, Capacity capacity) {
        super(message);
        this.problem = Problem.CAPACITY;
        this.capacity = Optional.of(capacity);
    }

    public Problem problem() {
        return problem;
    }

    /// The load at the refusal, with [Problem#CAPACITY].
    public Optional<Capacity> capacity() {
        return capacity;
    }
}
