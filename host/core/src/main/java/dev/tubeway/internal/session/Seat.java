package dev.tubeway.internal.session;

import dev.tubeway.internal.display.View;
import dev.tubeway.session.ClientInfo;
import java.time.Instant;

/// A client's place in a session.
///
/// Threading: immutable; its parts say for themselves.
///
/// @param user  number of the client in the session, 1 for the owner
/// @param owner whether the client opened the session
/// @param view  what it sees
record Seat(
        Session session,
        Client client,
        ClientStreams streams,
        ClientHello hello,
        int user,
        boolean owner,
        View view,
        Instant since) {

    boolean readOnly() {
        return hello.readOnly();
    }

    Wire wire() {
        return client.wire();
    }

    ClientInfo info() {
        return new ClientInfo(
                user,
                hello.name(),
                client.peer(),
                owner,
                readOnly(),
                since,
                client.received(),
                client.wire().written());
    }
}
