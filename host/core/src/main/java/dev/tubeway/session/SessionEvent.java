package dev.tubeway.session;

import dev.tubeway.CloseReason;
import java.util.Optional;

/// What happens to sessions.
///
/// Threading: immutable.
public sealed interface SessionEvent {

    /// The session's id.
    String id();

    /// A session was made, and waits for its first client.
    record Made(String id, SessionInfo session) implements SessionEvent {}

    /// A session began.
    record Started(String id, SessionInfo session) implements SessionEvent {}

    /// A client came, the one that opened it included.
    record Joined(String id, ClientInfo client) implements SessionEvent {}

    /// A client went.
    record Left(String id, ClientInfo client) implements SessionEvent {}

    /// A session is over.
    ///
    /// @param reason why, as its clients were told
    /// @param report what its module did wrong, with the module's functions, for whoever wrote it; empty where it
    ///               did nothing wrong
    record Ended(String id, SessionInfo session, CloseReason reason, Optional<String> report) implements SessionEvent {}

    /// Told of every event, on the thread it happens on; returns at once.
    @FunctionalInterface
    interface Listener {
        void on(SessionEvent event);
    }
}
