package dev.tubeway.server;

import dev.tubeway.CloseReason;
import dev.tubeway.Gateway;
import dev.tubeway.session.Duplex;
import dev.tubeway.session.Making;
import dev.tubeway.session.SessionEvent;
import dev.tubeway.session.SessionInfo;
import dev.tubeway.session.SessionRequest;
import dev.tubeway.session.SessionStats;
import dev.tubeway.session.Sessions;
import dev.tubeway.session.Visitor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/// Sessions that a test puts there.
public final class FakeSessions implements Sessions {
    public final Map<String, SessionInfo> sessions = new ConcurrentSkipListMap<>();
    public final Map<String, CloseReason> terminated = new ConcurrentSkipListMap<>();
    public final Map<String, CloseReason> dismissed = new ConcurrentSkipListMap<>();
    public final List<SessionRequest> requests = new CopyOnWriteArrayList<>();
    public final List<Visitor> visitors = new CopyOnWriteArrayList<>();
    public volatile BiConsumer<Duplex, Visitor> server = (client, visitor) -> client.close();
    public final List<SessionEvent.Listener> listeners = new CopyOnWriteArrayList<>();

    public void emit(SessionEvent event) {
        listeners.forEach(listener -> listener.on(event));
    }

    @Override
    public void serve(Duplex client) {
        client.close();
    }

    @Override
    public Making make(SessionRequest request) {
        if (request.protocol().equals("gopher")) {
            return new Making.Refused(Making.Why.UNKNOWN_PROTOCOL, "no module here speaks the protocol gopher");
        }
        requests.add(request);
        SessionInfo made = new SessionInfo(
                "$" + UUID.randomUUID(),
                request.protocol(),
                "test",
                "1.0.0",
                "",
                SessionInfo.State.WAITING,
                Instant.EPOCH,
                0,
                0,
                List.of(),
                0,
                0,
                Optional.empty());
        sessions.put(made.id(), made);
        return new Making.Made(made);
    }

    @Override
    public void serve(Duplex client, String session, Visitor visitor) {
        visitors.add(visitor);
        server.accept(client, visitor);
    }

    @Override
    public boolean dismiss(String session, String place, CloseReason reason) {
        dismissed.put(place, reason);
        return true;
    }

    @Override
    public List<SessionInfo> list() {
        return List.copyOf(sessions.values());
    }

    @Override
    public Optional<SessionInfo> find(String id) {
        return Optional.ofNullable(sessions.get(Sessions.id(id)));
    }

    @Override
    public boolean terminate(String id, CloseReason reason) {
        if (sessions.remove(id) == null) {
            return false;
        }
        terminated.put(id, reason);
        return true;
    }

    @Override
    public Optional<byte[]> screen(String id) {
        return find(id).map(session -> new byte[] {(byte) 0x89, 'P', 'N', 'G'});
    }

    @Override
    public SessionStats stats() {
        return new SessionStats(sessions.size(), 0, sessions.size(), Map.of(), 0, 0, 0);
    }

    @Override
    public Gateway.Subscription subscribe(SessionEvent.Listener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public void close(Duration grace, CloseReason reason) {
        sessions.clear();
    }
}
