package dev.tubeway.server;

import dev.tubeway.CloseReason;
import dev.tubeway.Gateway;
import dev.tubeway.session.Duplex;
import dev.tubeway.session.SessionEvent;
import dev.tubeway.session.SessionInfo;
import dev.tubeway.session.SessionStats;
import dev.tubeway.session.Sessions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// Sessions that a test puts there.
public final class FakeSessions implements Sessions {
    public final Map<String, SessionInfo> sessions = new ConcurrentSkipListMap<>();
    public final Map<String, CloseReason> terminated = new ConcurrentSkipListMap<>();
    public final List<SessionEvent.Listener> listeners = new CopyOnWriteArrayList<>();

    public void emit(SessionEvent event) {
        listeners.forEach(listener -> listener.on(event));
    }

    @Override
    public void serve(Duplex client) {
        client.close();
    }

    @Override
    public List<SessionInfo> list() {
        return List.copyOf(sessions.values());
    }

    @Override
    public Optional<SessionInfo> find(String id) {
        return Optional.ofNullable(sessions.get(id));
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
