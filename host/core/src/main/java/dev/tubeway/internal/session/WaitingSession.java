package dev.tubeway.internal.session;

import dev.tubeway.internal.module.LoadedModule;
import dev.tubeway.session.SessionInfo;
import dev.tubeway.session.SessionRequest;
import dev.tubeway.session.Visitor;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A session that was made and that no client has come to: there is no module, no picture, only what it is to be.
///
/// Threading: any thread.
final class WaitingSession {

    private final String id;
    private final SessionRequest request;
    private final LoadedModule module;
    private final Instant made = Instant.now();
    private final long madeNanos = System.nanoTime();
    private @Nullable Session session;
    private boolean over;

    WaitingSession(String id, SessionRequest request, LoadedModule module) {
        this.id = id;
        this.request = request;
        this.module = module;
    }

    String id() {
        return id;
    }

    LoadedModule module() {
        return module;
    }

    SessionRequest request() {
        return request;
    }

    /// The session, which begins with its first visitor; empty where it was ended before.
    ///
    /// @param maker called once
    synchronized Optional<Session> begin(Visitor visitor, Function<ClientHello, Session> maker) {
        if (over) {
            return Optional.empty();
        }
        Session begun = session;
        if (begun == null) {
            begun = maker.apply(ClientHello.of(visitor, request.parameters()));
            session = begun;
        }
        return Optional.of(begun);
    }

    /// Ends it; false where it has begun, or was ended before.
    synchronized boolean end() {
        if (over || session != null) {
            return false;
        }
        over = true;
        return true;
    }

    /// Whether nobody came in time.
    boolean isForgotten(long now) {
        return request.limits().waits().isPositive()
                && now - madeNanos >= request.limits().waits().toNanos();
    }

    SessionInfo info(SessionInfo.State state) {
        return new SessionInfo(
                id,
                request.protocol(),
                module.info().name(),
                module.info().version(),
                Target.label(request.parameters()),
                state,
                made,
                0,
                0,
                List.of(),
                0,
                0,
                Optional.empty());
    }
}
