package dev.tubeway.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.CloseReason;
import dev.tubeway.Conversation;
import dev.tubeway.TubeRequest;
import dev.tubeway.server.FakeTube;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TubeRoutesIT {
    private final ServerFixture http;

    TubeRoutesIT() throws Exception {
        http = new ServerFixture();
    }

    @BeforeAll
    void answers() {
        assertEquals(200, http.get("/health/live").statusCode());
    }

    @AfterAll
    void stop() {
        http.close();
    }

    @Test
    void createsATubeThatOffers() {
        HttpResponse<String> response = http.post(
                "/v1/tubes",
                ServerFixture.create(
                        ",\"trickleIce\":true,\"relayOnly\":true,\"iceServers\":[{\"urls\":\"stun:a.test:1\"},"
                                + "{\"urls\":[\"turn:b.test:2\",\"turns:b.test:3\"],\"username\":\"u\",\"credential\":\"p\"}]"));
        assertEquals(201, response.statusCode());
        JsonNode body = ServerFixture.json(response);
        assertEquals(FakeTube.description(), body.path("offer").asString());
        assertFalse(body.has("answer"));
        assertEquals("127.0.0.1:40001", body.path("localListenAddr").asString());
        assertEquals(
                "/v1/tubes/" + body.path("tubeId").asString(),
                response.headers().firstValue("Location").orElse(""));
        TubeRequest request = Objects.requireNonNull(http.gateway.lastRequest);
        assertTrue(request.trickleIce());
        assertTrue(request.relayOnly());
        assertEquals(List.of("stun:a.test:1"), request.iceServers().get(0).urls());
        assertEquals(Optional.of("p"), request.iceServers().get(1).credential());
    }

    @Test
    void createsATubeThatAnswers() {
        HttpResponse<String> response = http.post(
                "/v1/tubes",
                "{\"conversationId\":\"demo\",\"offer\":\"" + FakeTube.description()
                        + "\",\"settings\":{\"conversationType\":\"tunnel\",\"target_host\":\"db.internal\",\"target_port\":\"5432\"}}");
        assertEquals(201, response.statusCode());
        JsonNode body = ServerFixture.json(response);
        assertEquals(FakeTube.description(), body.path("answer").asString());
        assertFalse(body.has("offer"));
        assertFalse(body.has("localListenAddr"));
        assertEquals(
                new Conversation.TunnelDialler("db.internal", 5432),
                Objects.requireNonNull(http.gateway.lastRequest).settings());
    }

    @Test
    void listsAndShowsATube() {
        String id = http.offering();
        JsonNode shown = ServerFixture.json(http.get("/v1/tubes/" + id));
        assertEquals("initializing", shown.path("status").asString());
        assertEquals("demo", shown.path("conversationId").asString());
        assertEquals("2026-01-02T03:04:05.678Z", shown.path("createdAt").asString());
        assertEquals("tunnel", shown.path("settings").path("conversationType").asString());
        assertTrue(shown.has("offer"));
        JsonNode list = ServerFixture.json(http.get("/v1/tubes")).path("tubes");
        boolean listed = false;
        for (JsonNode tube : list) {
            listed |= tube.path("tubeId").asString().equals(id);
            assertFalse(tube.has("offer"), "the list shows no descriptions");
        }
        assertTrue(listed);
    }

    @Test
    void closesATubeWithTheGivenReason() {
        String id = http.offering();
        FakeTube tube = http.gateway.fake(id);
        assertEquals(204, http.delete("/v1/tubes/" + id + "?reason=timeout").statusCode());
        assertEquals(Optional.of(CloseReason.of(CloseReason.Kind.TIMEOUT)), tube.closeReason());
        assertEquals(404, http.delete("/v1/tubes/" + id).statusCode());
    }

    @Test
    void closesATubeAsTheAdministratorWithoutAReason() {
        String id = http.offering();
        FakeTube tube = http.gateway.fake(id);
        assertEquals(204, http.delete("/v1/tubes/" + id).statusCode());
        assertEquals(Optional.of(CloseReason.of(CloseReason.Kind.ADMIN_CLOSED)), tube.closeReason());
    }

    @Test
    void refusesAnUnknownReason() {
        String id = http.offering();
        HttpResponse<String> response = http.delete("/v1/tubes/" + id + "?reason=boredom");
        ProblemsIT.assertProblem(response, 400, "invalid-request");
        assertTrue(http.gateway.tube(id).isPresent());
    }

    @Test
    void takesAnAnswerOnce() {
        String id = http.offering();
        String body = "{\"type\":\"answer\",\"sdp\":\"" + FakeTube.description() + "\"}";
        assertEquals(
                204, http.put("/v1/tubes/" + id + "/remote-description", body).statusCode());
        assertEquals(FakeTube.description(), http.gateway.fake(id).acceptedAnswer);
        ProblemsIT.assertProblem(
                http.put("/v1/tubes/" + id + "/remote-description", body), 409, "unexpected-description");
    }

    @Test
    void answersANewOffer() {
        String id = http.offering();
        http.put(
                "/v1/tubes/" + id + "/remote-description",
                "{\"type\":\"answer\",\"sdp\":\"" + FakeTube.description() + "\"}");
        HttpResponse<String> response = http.put(
                "/v1/tubes/" + id + "/remote-description",
                "{\"type\":\"offer\",\"sdp\":\"" + FakeTube.description() + "\"}");
        assertEquals(200, response.statusCode());
        assertEquals(
                FakeTube.description(),
                ServerFixture.json(response).path("answer").asString());
    }

    @Test
    void refusesDescriptionsThatAreNone() {
        String id = http.offering();
        String path = "/v1/tubes/" + id + "/remote-description";
        ProblemsIT.assertProblem(http.put(path, "{\"type\":\"answer\",\"sdp\":\"%%%\"}"), 400, "invalid-description");
        ProblemsIT.assertProblem(http.put(path, "{\"type\":\"answer\",\"sdp\":\"aGk=\"}"), 400, "invalid-description");
        ProblemsIT.assertProblem(http.put(path, "{\"type\":\"pranswer\",\"sdp\":\"aGk=\"}"), 400, "invalid-request");
        ProblemsIT.assertProblem(
                http.put(path, "{\"type\":\"offer\",\"sdp\":\"" + FakeTube.description() + "\"}"),
                409,
                "unexpected-description");
    }

    @Test
    void takesCandidatesAndTheirEnd() {
        String id = http.offering();
        String path = "/v1/tubes/" + id + "/candidates";
        assertEquals(
                204,
                http.post(path, "{\"candidate\":\"candidate:1 1 udp 1 192.0.2.1 5 typ host\"}")
                        .statusCode());
        assertEquals(204, http.post(path, "{\"candidate\":\"\"}").statusCode());
        assertEquals(List.of("candidate:1 1 udp 1 192.0.2.1 5 typ host", ""), http.gateway.fake(id).candidates);
        ProblemsIT.assertProblem(http.post(path, "{\"candidate\":\"a=nonsense\"}"), 400, "invalid-candidate");
    }

    @Test
    void restartsIceOnlyWithTrickle() {
        String plain = http.offering();
        ProblemsIT.assertProblem(
                http.send("POST", "/v1/tubes/" + plain + "/ice-restart", null, java.util.Map.of()),
                409,
                "trickle-required");
        String trickling = ServerFixture.json(http.post("/v1/tubes", ServerFixture.create(",\"trickleIce\":true")))
                .path("tubeId")
                .asString();
        HttpResponse<String> response =
                http.send("POST", "/v1/tubes/" + trickling + "/ice-restart", null, java.util.Map.of());
        assertEquals(200, response.statusCode());
        assertEquals(
                FakeTube.description(),
                ServerFixture.json(response).path("offer").asString());
    }

    @Test
    void showsStatistics() {
        JsonNode stats = ServerFixture.json(http.get("/v1/tubes/" + http.offering() + "/stats"));
        assertEquals(100, stats.path("bytesSent").asInt());
        assertEquals(1.5, stats.path("path").path("rttMillis").asDouble());
        assertEquals(0.25, stats.path("path").path("packetLossRate").asDouble());
        assertEquals(
                "relay", stats.path("path").path("selected").path("remoteType").asString());
        assertFalse(stats.path("path").has("availableBitsPerSecond"), "unknown values are left out");
    }

    @Test
    void listsAndClosesConnections() {
        String id = http.offering();
        FakeTube tube = http.gateway.fake(id);
        JsonNode list =
                ServerFixture.json(http.get("/v1/tubes/" + id + "/connections")).path("connections");
        assertEquals(1, list.size());
        assertEquals("halfClosed", list.get(0).path("state").asString());
        assertEquals("db.internal:5432", list.get(0).path("target").asString());
        assertEquals(
                204,
                http.delete("/v1/tubes/" + id + "/connections/1?reason=normal").statusCode());
        assertEquals(CloseReason.of(CloseReason.Kind.NORMAL), tube.connectionReason);
        ProblemsIT.assertProblem(http.delete("/v1/tubes/" + id + "/connections/1"), 404, "connection-not-found");
        ProblemsIT.assertProblem(http.delete("/v1/tubes/" + id + "/connections/zero"), 404, "connection-not-found");
    }

    @Test
    void everyPathOfATubeRefusesAnUnknownOne() {
        String path = "/v1/tubes/nobody";
        ProblemsIT.assertProblem(http.get(path), 404, "tube-not-found");
        ProblemsIT.assertProblem(http.delete(path), 404, "tube-not-found");
        ProblemsIT.assertProblem(http.get(path + "/stats"), 404, "tube-not-found");
        ProblemsIT.assertProblem(http.get(path + "/connections"), 404, "tube-not-found");
        ProblemsIT.assertProblem(http.delete(path + "/connections/1"), 404, "tube-not-found");
        ProblemsIT.assertProblem(http.post(path + "/candidates", "{\"candidate\":\"\"}"), 404, "tube-not-found");
        ProblemsIT.assertProblem(
                http.put(path + "/remote-description", "{\"type\":\"answer\",\"sdp\":\"\"}"), 404, "tube-not-found");
        ProblemsIT.assertProblem(http.post(path + "/ice-restart", ""), 404, "tube-not-found");
    }
}
