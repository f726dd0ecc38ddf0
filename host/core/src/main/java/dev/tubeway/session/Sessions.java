package dev.tubeway.session;

import dev.tubeway.CloseReason;
import dev.tubeway.Gateway;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The sessions of a gateway: remote-access protocols, spoken by modules, looked at by Guacamole clients.
///
/// Threading: every method may be called from any thread.
public interface Sessions {

    /// A session's id with its `$`, given with or without.
    static String id(String given) {
        return given.startsWith("$") ? given : "$" + given;
    }

    /// Serves one Guacamole client to its end, on the caller's virtual thread. The client opens a session by the
    /// name of a protocol, or joins one by its id. Never throws for what a client does.
    ///
    /// Ownership: closes the client.
    void serve(Duplex client);

    /// Makes a session that waits for its first client; its module runs from then on. It lives as its limits say,
    /// not as long as a client is there.
    Making make(SessionRequest request);

    /// Serves a client of a session to its end, on the caller's virtual thread. A client that comes to a place that
    /// another one has takes it over: the other one is told, and goes.
    ///
    /// Ownership: closes the client.
    ///
    /// @param session id, with or without the `$`
    void serve(Duplex client, String session, Visitor visitor);

    /// Sends the client away that has a place in a session. False where there is none such.
    boolean dismiss(String session, String place, CloseReason reason);

    /// Sessions that are not over, oldest first.
    List<SessionInfo> list();

    /// Looks a session up by its id, with or without the `$`.
    Optional<SessionInfo> find(String id);

    /// Ends a session: its clients are told why, its module is given time to return. False where there is none
    /// such.
    boolean terminate(String id, CloseReason reason);

    /// The picture of a session as PNG; empty where there is none such.
    Optional<byte[]> screen(String id);

    /// Counters since the start.
    SessionStats stats();

    /// Adds a listener; closing what is returned removes it.
    Gateway.Subscription subscribe(SessionEvent.Listener listener);

    /// Refuses clients from now on, ends every session with the reason and waits up to `grace` for their
    /// modules to return and for clients to be told. Idempotent.
    void close(Duration grace, CloseReason reason);
}
