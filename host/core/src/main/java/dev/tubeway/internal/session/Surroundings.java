package dev.tubeway.internal.session;

import dev.tubeway.CloseReason;
import dev.tubeway.internal.dial.Dial;
import dev.tubeway.session.SessionConfig;
import dev.tubeway.session.SessionEvent;
import dev.tubeway.session.SessionInfo;
import java.time.Duration;

/// What a session needs of the registry that made it.
///
/// Threading: any thread.
interface Surroundings {

    SessionConfig config();

    /// Dials what the connection's settings name.
    Dial dialTarget(String host, int port, Duration timeout);

    /// Waits for what the connection's settings name to connect by itself.
    Dial awaitTarget(String host, int port, Duration timeout);

    /// Dials what the module names.
    Dial dialOther(String host, int port, Duration timeout);

    /// Whether the connection's settings may name this, where another host dials it.
    boolean reachesTarget(String host, int port);

    /// Whether the module may name this, where another host dials it.
    boolean reachesOther(String host, int port);

    void publish(SessionEvent event);

    /// The session cannot be joined any more.
    void over(Session session);

    /// The session has freed what it held.
    void ended(SessionInfo last, CloseReason reason);
}
