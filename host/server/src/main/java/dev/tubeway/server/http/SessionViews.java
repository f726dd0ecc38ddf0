package dev.tubeway.server.http;

import dev.tubeway.module.ModuleAccounts;
import dev.tubeway.session.ClientInfo;
import dev.tubeway.session.SessionEvent;
import dev.tubeway.session.SessionInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Sessions as the management API shows them.
final class SessionViews {
    private SessionViews() {}

    record Sessions(List<SessionView> sessions) {
        static Sessions of(List<SessionInfo> sessions) {
            return new Sessions(sessions.stream().map(SessionView::of).toList());
        }
    }

    record SessionView(
            String sessionId,
            String protocol,
            String module,
            String moduleVersion,
            String target,
            String state,
            String startedAt,
            int width,
            int height,
            List<ClientView> clients,
            long bytesReceived,
            long bytesSent,
            @Nullable Accounts accounts) {
        static SessionView of(SessionInfo session) {
            return new SessionView(
                    session.id(),
                    session.protocol(),
                    session.module(),
                    session.moduleVersion(),
                    session.target(),
                    session.state().name().toLowerCase(Locale.ROOT),
                    session.started().toString(),
                    session.width(),
                    session.height(),
                    session.clients().stream().map(ClientView::of).toList(),
                    session.bytesIn(),
                    session.bytesOut(),
                    session.accounts().map(Accounts::of).orElse(null));
        }
    }

    record ClientView(
            int user,
            String name,
            String peer,
            boolean owner,
            boolean readOnly,
            String since,
            long bytesReceived,
            long bytesSent) {
        static ClientView of(ClientInfo client) {
            return new ClientView(
                    client.user(),
                    client.name(),
                    client.peer(),
                    client.owner(),
                    client.readOnly(),
                    client.since().toString(),
                    client.bytesIn(),
                    client.bytesOut());
        }
    }

    /// What a session's module used.
    ///
    /// @param busySeconds the part of the time in which it was not waiting
    record Accounts(
            double wallSeconds,
            double busySeconds,
            long peakMemoryBytes,
            long outputBytes,
            long logBytes,
            long totalHostCalls,
            Map<String, Long> hostCalls,
            List<Traffic> handles) {
        private static final int PAGE_BYTES = 64 << 10;

        static Accounts of(ModuleAccounts accounts) {
            return new Accounts(
                    seconds(accounts.wall()),
                    seconds(accounts.busy()),
                    (long) accounts.peakPages() * PAGE_BYTES,
                    accounts.outputBytes(),
                    accounts.logBytes(),
                    accounts.totalHostCalls(),
                    new TreeMap<>(accounts.hostCalls()),
                    accounts.handles().stream().map(Traffic::of).toList());
        }

        private static double seconds(Duration time) {
            return time.toMillis() / 1000.0;
        }
    }

    record Traffic(int handle, String what, long bytesIn, long bytesOut, boolean open) {
        static Traffic of(ModuleAccounts.HandleTraffic traffic) {
            return new Traffic(traffic.handle(), traffic.what(), traffic.bytesIn(), traffic.bytesOut(), traffic.open());
        }
    }

    /// The data of an event of a session; which fields there are depends on its name.
    record Told(
            String at,
            String sessionId,
            @Nullable SessionView session,
            @Nullable ClientView client,
            Views.@Nullable Reason reason,
            @Nullable String report) {}

    static EventViews.Named of(Instant when, SessionEvent event) {
        String at = when.toString();
        return switch (event) {
            case SessionEvent.Made(var id, var session) ->
                new EventViews.Named("session_made", new Told(at, id, SessionView.of(session), null, null, null));
            case SessionEvent.Started(var id, var session) ->
                new EventViews.Named("session_started", new Told(at, id, SessionView.of(session), null, null, null));
            case SessionEvent.Joined(var id, var client) ->
                new EventViews.Named("session_joined", new Told(at, id, null, ClientView.of(client), null, null));
            case SessionEvent.Left(var id, var client) ->
                new EventViews.Named("session_left", new Told(at, id, null, ClientView.of(client), null, null));
            case SessionEvent.Ended(var id, var session, var reason, var report) ->
                new EventViews.Named(
                        "session_ended",
                        new Told(at, id, SessionView.of(session), null, Views.Reason.of(reason), report.orElse(null)));
        };
    }
}
