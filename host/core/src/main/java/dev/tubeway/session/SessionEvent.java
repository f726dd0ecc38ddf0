package dev.tubeway.session;

import dev.tubeway.CloseReason;

/// What happens to sessions.
///
/// Threading: immutable.
public sealed interface SessionEvent {

    /// The session's id.
    String id();

    /// A session began.
    record Started(String id, SessionInfo session) implements SessionEvent {}

    /// A client came, the one that opened it included.
    record Joined(String id, ClientInfo client) implements SessionEvent {}

    /// A client went.
    record Left(String id, ClientInfo client) implements SessionEvent {}

    /// A session is over.
    record Ended(String id, SessionInfo session, CloseReason reason) implements SessionEvent {}

    /// Told of every event, on the thread it happens on; returns at once.
    @FunctionalInterface
    interface Listener {
        void on(SessionEvent event);
    }
}
