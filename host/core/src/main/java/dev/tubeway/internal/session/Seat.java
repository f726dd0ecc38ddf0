package dev.tubeway.internal.session;

import dev.tubeway.internal.display.View;
import dev.tubeway.session.ClientInfo;
import java.time.Instant;

/// A client's place in a session.
///
/// Threading: immutable; its parts say for themselves.
///
/// @param place names the seat for those who may come back to it; empty for the others
/// @param user  number of the client in the session, 1 for who came first
/// @param owner whether the client opened the session, or came as its owner
/// @param view  what it sees
record Seat(
        Session session,
        Client client,
        ClientStreams streams,
        ClientHello hello,
        String place,
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
