package dev.tubeway.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.CloseReason;
import dev.tubeway.Conversation;
import dev.tubeway.session.SessionEvent;
import dev.tubeway.session.SessionRequest;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Sessions made over HTTP: tickets, seats, their tubes, shares and targets.
class EntranceRoutesIT {
    @TempDir
    Path folder = Path.of("");

    private ServerFixture http;

    @BeforeEach
    void start() throws IOException {
        http = new ServerFixture(
                Map.of("data", folder.toString(), "iceServers", "stun:127.0.0.1:9,turn:secret=north@127.0.0.1:9"));
    }

    @AfterEach
    void stop() {
        http.close();
    }

    private HttpResponse<String> as(String authorization, String method, String path, @Nullable String body) {
        return http.send(
                method,
                path,
                body,
                body == null
                        ? Map.of("Authorization", authorization)
                        : Map.of("Authorization", authorization, "Content-Type", "application/json"));
    }

    private JsonNode open(String body) {
        HttpResponse<String> response = http.post("/v1/sessions", body);
        assertEquals(201, response.statusCode(), response.body());
        return ServerFixture.json(response);
    }

    private static String path(JsonNode session, String more) {
        return "/v1/sessions/" + session.path("sessionId").asString() + more;
    }

    private static String ticket(JsonNode made) {
        return "Ticket " + made.path("ticket").asString();
    }

    private JsonNode seat(JsonNode session) {
        HttpResponse<String> response = as(ticket(session), "POST", path(session, "/seat"), "{\"name\":\"Ada\"}");
        assertEquals(201, response.statusCode(), response.body());
        return ServerFixture.json(response);
    }

    private static String seatOf(JsonNode seat) {
        return "Seat " + seat.path("seat").asString();
    }

    @Test
    void aSessionIsMadeWithATicketInTheFragmentOfItsPage() {
        JsonNode made = open("{\"protocol\":\"test\",\"target\":{\"hostname\":\"db.internal\",\"port\":22},"
                + "\"parameters\":{\"font-size\":14},\"limits\":{\"wallSeconds\":600,\"idleSeconds\":60}}");
        assertEquals("waiting", made.path("state").asString());
        String ticket = made.path("ticket").asString();
        String id = made.path("sessionId").asString();
        assertEquals(
                "/console/#/open/" + id.substring(1) + "?ticket=" + ticket,
                made.path("path").asString());
        SessionRequest request = http.gateway.sessions.requests.getFirst();
        assertEquals(Map.of("hostname", "db.internal", "port", "22", "font-size", "14"), request.parameters());
        assertEquals(Duration.ofMinutes(1), request.limits().linger());
        assertEquals(Duration.ofMinutes(10), request.limits().wall());
        assertEquals(Duration.ofMinutes(1), request.limits().idle());
    }

    @Test
    void whatCannotBeIsNamed() {
        for (String body : List.of(
                "{}",
                "{\"protocol\":\"gopher\"}",
                "{\"protocol\":\"test\",\"target\":7}",
                "{\"protocol\":\"test\",\"target\":{\"port\":0}}",
                "{\"target\":\"unknown\"}",
                "{\"protocol\":\"test\",\"parameters\":{\"a\":[]}}",
                "{\"protocol\":\"test\",\"limits\":{\"wallSeconds\":0}}")) {
            assertEquals(400, http.post("/v1/sessions", body).statusCode(), body);
        }
    }

    @Test
    void aTicketTakesOneSeatOnceAndForItsSessionOnly() {
        JsonNode made = open("{\"protocol\":\"test\"}");
        JsonNode other = open("{\"protocol\":\"test\"}");
        assertEquals(401, as(ticket(made), "POST", path(other, "/seat"), null).statusCode());
        JsonNode seat = seat(made);
        assertEquals("Ada", seat.path("name").asString());
        assertTrue(seat.at("/rights/owner").asBoolean());
        assertFalse(seat.at("/rights/readOnly").asBoolean());
        HttpResponse<String> again = as(ticket(made), "POST", path(made, "/seat"), null);
        assertEquals(401, again.statusCode());
        assertTrue(again.body().contains("used before"), again.body());
        assertEquals(200, as(seatOf(seat), "GET", path(made, "/seat"), null).statusCode());
        assertEquals(401, as(seatOf(seat), "GET", path(other, "/seat"), null).statusCode());
        assertEquals(401, as("Seat x", "GET", path(made, "/seat"), null).statusCode());
    }

    @Test
    void aSeatIsToldCredentialsOfTheTurnServerAndNotItsSecret() {
        JsonNode made = open("{\"protocol\":\"test\"}");
        JsonNode taken = seat(made);
        HttpResponse<String> shown = as(seatOf(taken), "GET", path(made, "/seat"), null);
        for (JsonNode seat : List.of(taken, ServerFixture.json(shown))) {
            JsonNode servers = seat.path("iceServers");
            assertEquals(2, servers.size());
            assertFalse(servers.get(0).hasNonNull("credential"));
            JsonNode turn = servers.get(1);
            assertEquals("turn:127.0.0.1:9", turn.at("/urls/0").asString());
            String[] user = turn.path("username").asString().split(":", 2);
            long seconds = Long.parseLong(user[0]) - Instant.now().getEpochSecond();
            assertTrue(seconds > 86_000 && seconds <= 86_400, user[0]);
            assertEquals(made.path("sessionId").asString(), user[1]);
            assertEquals(28, turn.path("credential").asString().length());
        }
        assertFalse(shown.body().contains("north"));
    }

    @Test
    void aSeatOpensNothingOfTheOperators() {
        JsonNode made = open("{\"protocol\":\"test\"}");
        String seat = seatOf(seat(made));
        for (String path : List.of(
                "/v1/sessions", path(made, ""), path(made, "/screen.png"), "/v1/tubes", "/v1/targets", "/v1/events")) {
            assertEquals(401, as(seat, "GET", path, null).statusCode(), path);
            assertEquals(401, as(ticket(made), "GET", path, null).statusCode(), path);
        }
        assertEquals(401, as(seat, "DELETE", path(made, ""), null).statusCode());
        assertEquals(401, as(ticket(made), "GET", path(made, "/seat"), null).statusCode());
        assertEquals(401, as(ticket(made), "GET", path(made, "/shares"), null).statusCode());
    }

    @Test
    void aSeatIsGoneWithItsSession() {
        JsonNode made = open("{\"protocol\":\"test\"}");
        JsonNode seat = seat(made);
        String id = made.path("sessionId").asString();
        http.gateway.sessions.emit(new SessionEvent.Ended(
                id,
                http.gateway.sessions.find(id).orElseThrow(),
                CloseReason.of(CloseReason.Kind.NORMAL),
                Optional.empty()));
        assertEquals(401, as(seatOf(seat), "GET", path(made, "/seat"), null).statusCode());
        assertEquals(
                401,
                as(seatOf(seat), "POST", path(made, "/tubes"), "{\"offer\":\"eA==\"}")
                        .statusCode());
    }

    @Test
    void aSeatsTubesCarryItsSessionAndAreItsOwn() {
        JsonNode made = open("{\"protocol\":\"test\"}");
        JsonNode seat = seat(made);
        HttpResponse<String> response = as(
                seatOf(seat),
                "POST",
                path(made, "/tubes"),
                "{\"offer\":\"dj0wDQo=\",\"relayOnly\":true,\"client\":{\"width\":800,\"height\":600,\"dpi\":120,"
                        + "\"image\":[\"image/png\"],\"timezone\":\"Europe/Berlin\",\"name\":\"Grace\"}}");
        assertEquals(201, response.statusCode(), response.body());
        String tube = "/tubes/" + ServerFixture.json(response).path("tubeId").asString();
        var request = Objects.requireNonNull(http.gateway.lastRequest);
        assertTrue(request.relayOnly());
        var visit = assertInstanceOf(Conversation.VisitDialler.class, request.settings());
        assertEquals(made.path("sessionId").asString(), visit.session());
        assertEquals("Grace", visit.visitor().name());
        assertEquals(800, visit.visitor().screen().width());
        assertTrue(visit.visitor().owner());
        JsonNode other = open("{\"protocol\":\"test\"}");
        String stranger = seatOf(seat(other));
        String candidate = "{\"candidate\":\"\"}";
        assertEquals(
                204,
                as(seatOf(seat), "POST", path(made, tube + "/candidates"), candidate)
                        .statusCode());
        assertEquals(
                404,
                as(stranger, "POST", path(other, tube + "/candidates"), candidate)
                        .statusCode());
        assertEquals(
                401,
                as(stranger, "POST", path(made, tube + "/candidates"), candidate)
                        .statusCode());
        assertEquals(404, as(stranger, "DELETE", path(other, tube), null).statusCode());
        assertEquals(204, as(seatOf(seat), "DELETE", path(made, tube), null).statusCode());
    }

    @Test
    void aShareLetsManyInUntilItIsEnded() {
        JsonNode made = open("{\"protocol\":\"test\"}");
        String owner = seatOf(seat(made));
        HttpResponse<String> response =
                as(owner, "POST", path(made, "/shares"), "{\"readOnly\":true,\"expiresSeconds\":60,\"name\":\"Bob\"}");
        assertEquals(201, response.statusCode(), response.body());
        JsonNode share = ServerFixture.json(response);
        JsonNode first = ServerFixture.json(as(ticket(share), "POST", path(made, "/seat"), null));
        JsonNode second = ServerFixture.json(as(ticket(share), "POST", path(made, "/seat"), null));
        assertTrue(first.at("/rights/readOnly").asBoolean());
        assertFalse(second.at("/rights/owner").asBoolean());
        assertTrue(first.at("/session/target").isMissingNode());
        assertEquals(share.path("expires").asString(), first.path("seatExpires").asString());
        String guest = seatOf(first);
        assertEquals(403, as(guest, "POST", path(made, "/shares"), null).statusCode());
        assertEquals(403, as(guest, "GET", path(made, "/shares"), null).statusCode());
        JsonNode listed = ServerFixture.json(http.get(path(made, "/shares"))).at("/shares/0");
        assertEquals("Bob", listed.path("name").asString());
        assertTrue(listed.path("ticket").isMissingNode());
        String one = path(made, "/shares/" + share.path("shareId").asString());
        assertEquals(403, as(guest, "DELETE", one, null).statusCode());
        assertEquals(204, http.delete(one).statusCode());
        assertEquals(404, http.delete(one).statusCode());
        assertEquals(2, http.gateway.sessions.dismissed.size());
        assertEquals(401, as(guest, "GET", path(made, "/seat"), null).statusCode());
        assertEquals(401, as(ticket(share), "POST", path(made, "/seat"), null).statusCode());
    }

    @Test
    void pagesOfNamedOriginsMayUseASeatAndNothingElse() throws Exception {
        http.close();
        http = new ServerFixture(Map.of("data", folder.toString(), "http.origins", "https://portal.test"));
        JsonNode made = open("{\"protocol\":\"test\"}");
        for (String origin : List.of("https://portal.test", "https://evil.test")) {
            boolean named = origin.equals("https://portal.test");
            Optional<String> allowed = named ? Optional.of(origin) : Optional.empty();
            for (String path : List.of(path(made, "/seat"), "/v1/tubes")) {
                HttpResponse<String> first = http.raw(
                        http.request(path)
                                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                                .header("Origin", origin)
                                .header("Access-Control-Request-Method", "POST")
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                boolean may = named && path.endsWith("/seat");
                assertEquals(may ? 204 : 401, first.statusCode(), origin + path);
                assertEquals(
                        may ? allowed : Optional.empty(), first.headers().firstValue("Access-Control-Allow-Origin"));
            }
            HttpResponse<String> taken = http.send(
                    "POST",
                    path(made, "/seat"),
                    null,
                    Map.of("Authorization", named ? ticket(made) : "Ticket x", "Origin", origin));
            assertEquals(named ? 201 : 401, taken.statusCode());
            assertEquals(allowed, taken.headers().firstValue("Access-Control-Allow-Origin"));
        }
    }

    @Test
    void theTokensHolderTakesASeatToo() {
        JsonNode made = open("{\"protocol\":\"test\"}");
        JsonNode seat = ServerFixture.json(http.post(path(made, "/seat"), "{\"readOnly\":true,\"owner\":false}"));
        assertTrue(seat.at("/rights/readOnly").asBoolean());
        assertFalse(seat.at("/rights/owner").asBoolean());
        assertTrue(ServerFixture.json(http.post(path(made, "/seat"), "{}"))
                .at("/rights/owner")
                .asBoolean());
    }

    @Test
    void credentialsOfATargetGoToItsSessionsAndNowhereElse() throws Exception {
        String secret = "hunter2-never-seen";
        HttpResponse<String> added = http.post(
                "/v1/targets",
                "{\"name\":\"db\",\"protocol\":\"test\",\"hostname\":\"db.internal\",\"port\":22,"
                        + "\"parameters\":{\"font-size\":14},\"credentials\":{\"username\":\"root\",\"password\":\""
                        + secret + "\"}}");
        assertEquals(201, added.statusCode(), added.body());
        String body = "{\"protocol\":\"test\",\"hostname\":\"db2.internal\",\"port\":22}";
        HttpResponse<String> changed = http.put("/v1/targets/db", body);
        assertEquals(200, changed.statusCode(), changed.body());
        JsonNode made = open("{\"target\":\"db\",\"parameters\":{\"color-scheme\":\"white-black\"}}");
        assertEquals(
                Map.of(
                        "hostname", "db2.internal",
                        "port", "22",
                        "username", "root",
                        "password", secret,
                        "color-scheme", "white-black"),
                http.gateway.sessions.requests.getLast().parameters());
        for (String parameter : List.of("hostname", "password", "user_name", "private-key")) {
            assertEquals(
                    400,
                    http.post("/v1/sessions", "{\"target\":\"db\",\"parameters\":{\"" + parameter + "\":\"x\"}}")
                            .statusCode(),
                    parameter);
        }
        StringBuilder seen = new StringBuilder(added.body())
                .append(changed.body())
                .append(http.get("/v1/targets").body())
                .append(http.get("/v1/targets/db").body())
                .append(http.get(path(made, "")).body())
                .append(seat(made));
        assertEquals(204, http.delete("/v1/targets/db").statusCode());
        assertEquals(404, http.delete("/v1/targets/db").statusCode());
        http.close();
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                seen.append(Files.readString(file));
            }
        }
        assertFalse(seen.toString().contains(secret), seen.toString());
    }

    @Test
    void targetsThatCannotBeAreNamed() {
        String right = "{\"name\":\"a\",\"protocol\":\"ssh\",\"hostname\":\"h\",\"port\":22";
        assertEquals(201, http.post("/v1/targets", right + "}").statusCode());
        assertEquals(409, http.post("/v1/targets", right + "}").statusCode());
        assertEquals(404, http.get("/v1/targets/b").statusCode());
        assertEquals(400, http.put("/v1/targets/b", right + "}").statusCode());
        for (String wrong : List.of(
                "{\"protocol\":\"ssh\",\"hostname\":\"h\",\"port\":22}",
                "{\"name\":\"b\",\"protocol\":\"ssh\",\"hostname\":\"h\",\"port\":70000}",
                "{\"name\":\"b\",\"protocol\":\"ssh\",\"hostname\":\"h\",\"port\":22,\"parameters\":{\"password\":\"x\"}}")) {
            assertEquals(400, http.post("/v1/targets", wrong).statusCode(), wrong);
        }
    }

    @Test
    void whoCameAndByWhichRightIsInTheAuditLog() throws Exception {
        JsonNode made = open("{\"protocol\":\"test\"}");
        seat(made);
        as(ticket(made), "POST", path(made, "/seat"), null);
        http.send("GET", "/v1/tubes", null, Map.of("Authorization", "Bearer wrong"));
        String id = made.path("sessionId").asString();
        http.gateway.sessions.emit(new SessionEvent.Ended(
                id,
                http.gateway.sessions.find(id).orElseThrow(),
                CloseReason.of(CloseReason.Kind.NORMAL),
                Optional.empty()));
        http.close();
        List<String> lines = Files.readAllLines(folder.resolve("audit.jsonl"));
        List<String> whats = lines.stream()
                .map(line -> tools.jackson.databind.json.JsonMapper.shared().readTree(line))
                .map(line -> line.path("what").asString())
                .toList();
        assertEquals(
                List.of("ticket_made", "ticket_used", "ticket_refused", "sign_in_refused", "session_ended"), whats);
        assertTrue(lines.get(1).contains("\"from\":\"127.0.0.1\""), lines.get(1));
        assertFalse(String.join("", lines).contains(made.path("ticket").asString()));
    }

    @Test
    void everyEventAboutEntranceFitsTheDocument() {
        for (var what : dev.tubeway.server.audit.AccessEvent.What.values()) {
            var event = new dev.tubeway.server.audit.AccessEvent(what, "$1", "token", "127.0.0.1", "x", "");
            EventViews.Named told = EventViews.of(Instant.EPOCH, new Happening.OfAccess(event));
            assertEquals(what.label(), told.name());
            OpenApiContract.validate("/components/schemas/AccessEvent", Json.text(told.body()));
        }
    }
}
