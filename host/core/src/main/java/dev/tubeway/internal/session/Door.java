package dev.tubeway.internal.session;

import java.util.List;

/// Where clients find sessions.
///
/// Threading: any thread.
interface Door {

    /// A protocol that a module speaks, or why there is none.
    Found select(String protocol);

    /// A session, or why there is none.
    ///
    /// @param id begins with `$`
    Found join(String id);

    /// The way in of a client that does no handshake.
    @FunctionalInterface
    interface Arrival {
        Entered arrive(Client client);
    }

    /// What a client's `select` found.
    sealed interface Found {
        /// @param parameters in the order they are asked for
        /// @param entrance   to a new session, or to the one that is joined
        record Open(List<String> parameters, Entrance entrance) implements Found {}

        record Refused(Answer answer, String text) implements Found {}
    }

    /// The way into a session.
    @FunctionalInterface
    interface Entrance {
        Entered enter(Client client, ClientHello hello);
    }

    /// What became of entering.
    sealed interface Entered {
        record Seated(Seat seat) implements Entered {}

        record Refused(Answer answer, String text) implements Entered {}
    }
}
