package dev.tubeway.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.CloseReason;
import dev.tubeway.module.ModuleAccounts;
import dev.tubeway.session.ClientInfo;
import dev.tubeway.session.SessionEvent;
import dev.tubeway.session.SessionInfo;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SessionRoutesIT {
    private static final ClientInfo ALICE =
            new ClientInfo(1, "alice", "127.0.0.1:50000", true, false, Instant.EPOCH, 10, 20);
    private static final SessionInfo TELNET = new SessionInfo(
            "$1",
            "telnet",
            "telnet",
            "1.0.0",
            "db.internal:23",
            SessionInfo.State.RUNNING,
            Instant.EPOCH,
            1024,
            768,
            List.of(ALICE),
            30,
            40,
            Optional.of(new ModuleAccounts(
                    Duration.ofMillis(1500),
                    Duration.ofMillis(20),
                    17,
                    100,
                    3,
                    Map.of("event", 5L, "wait", 2L),
                    List.of(new ModuleAccounts.HandleTraffic(2, "target", 7, 8, true)))));

    private final ServerFixture http;

    SessionRoutesIT() throws Exception {
        http = new ServerFixture();
        http.gateway.sessions.sessions.put(TELNET.id(), TELNET);
    }

    @AfterEach
    void stop() {
        http.close();
    }

    @Test
    void listsAndShowsSessionsWithClientsAndAccounts() {
        JsonNode sessions = ServerFixture.json(http.get("/v1/sessions")).path("sessions");
        assertEquals(1, sessions.size());
        JsonNode session = ServerFixture.json(http.get("/v1/sessions/$1"));
        assertEquals(sessions.get(0), session);
        assertEquals("alice", session.at("/clients/0/name").asString());
        assertEquals(1.5, session.at("/accounts/wallSeconds").asDouble());
        assertEquals(17 << 16, session.at("/accounts/peakMemoryBytes").asInt());
        assertEquals(5, session.at("/accounts/hostCalls/event").asInt());
        assertEquals("target", session.at("/accounts/handles/0/what").asString());
    }

    @Test
    void endsASessionWithAReason() {
        assertEquals(204, http.delete("/v1/sessions/$1?reason=timeout").statusCode());
        assertEquals(
                Optional.of(CloseReason.of(CloseReason.Kind.TIMEOUT)),
                Optional.ofNullable(http.gateway.sessions.terminated.get("$1")));
        assertEquals(404, http.delete("/v1/sessions/$1").statusCode());
    }

    @Test
    void givesThePictureOfASession() {
        HttpResponse<String> response = http.get("/v1/sessions/$1/screen");
        assertEquals(200, response.statusCode());
        assertEquals("image/png", response.headers().firstValue("Content-Type").orElse(""));
    }

    @Test
    void namesTheSessionThatIsMissing() {
        for (String path : List.of("/v1/sessions/$9", "/v1/sessions/$9/screen")) {
            HttpResponse<String> response = http.get(path);
            assertEquals(404, response.statusCode());
            assertEquals(
                    "urn:tubeway:problem:session-not-found",
                    ServerFixture.json(response).path("type").asString());
        }
    }

    @Test
    void everyEventOfASessionHasItsNameAndFitsTheDocument() {
        CloseReason reason = CloseReason.of(CloseReason.Kind.UPSTREAM_CLOSED, "gone");
        Map<String, SessionEvent> events = Map.of(
                "session_made", new SessionEvent.Made("$1", TELNET),
                "session_started", new SessionEvent.Started("$1", TELNET),
                "session_joined", new SessionEvent.Joined("$1", ALICE),
                "session_left", new SessionEvent.Left("$1", ALICE),
                "session_ended", new SessionEvent.Ended("$1", TELNET, reason, Optional.of("telnet 1.0.0: it trapped")));
        events.forEach((name, event) -> {
            EventViews.Named told = EventViews.of(Instant.EPOCH, new Happening.OfSession(event));
            assertEquals(name, told.name());
            OpenApiContract.validate("/components/schemas/SessionEvent", Json.text(told.body()));
        });
    }

    @Test
    void metricsCountSessionsAndWhatTheirModulesUsed() {
        http.gateway.sessions.emit(
                new SessionEvent.Ended("$1", TELNET, CloseReason.of(CloseReason.Kind.NORMAL), Optional.empty()));
        String metrics = http.get("/metrics").body();
        assertTrue(metrics.contains("tubeway_sessions_open 1"), metrics);
        assertTrue(metrics.contains("tubeway_module_host_calls_total{module=\"telnet\"} 7"), metrics);
        assertTrue(metrics.contains("tubeway_module_busy_seconds_total{module=\"telnet\"} 0.02"), metrics);
    }
}
