package dev.tubeway.session;

/// What became of making a session.
public sealed interface Making {

    /// It waits for its first client.
    record Made(SessionInfo session) implements Making {}

    /// There is none.
    ///
    /// @param text for people
    record Refused(Why why, String text) implements Making {}

    /// Why there is no session.
    enum Why {
        /// No module speaks the protocol.
        UNKNOWN_PROTOCOL,
        /// There are as many sessions as there may be.
        FULL,
        /// The gateway is stopping.
        STOPPING
    }
}
