package dev.tubeway.session;

import java.time.Instant;

/// Somebody who looks at a session.
///
/// Threading: immutable; a picture of one moment.
///
/// @param user          number of the client in its session, 1 for who came first
/// @param name          as the client gave it; empty where it gave none
/// @param peer          where the client is: `127.0.0.1:50432`
/// @param owner         whether it opened the session, or came as its owner
/// @param readOnly      whether its input is left out
/// @param since         when it came
/// @param bytesIn       received from it
/// @param bytesOut      sent to it
public record ClientInfo(
        int user,
        String name,
        String peer,
        boolean owner,
        boolean readOnly,
        Instant since,
        long bytesIn,
        long bytesOut) {}
