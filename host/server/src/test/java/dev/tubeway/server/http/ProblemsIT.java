package dev.tubeway.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.TubewayException;
import dev.tubeway.server.FakeGateway;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProblemsIT {
    private final ServerFixture http;

    ProblemsIT() throws Exception {
        http = new ServerFixture(Map.of("http.maxBodyBytes", "4KiB"));
    }

    @AfterEach
    void noRefusal() {
        http.gateway.refusal = null;
    }

    @AfterAll
    void stop() {
        http.close();
    }

    static JsonNode assertProblem(HttpResponse<String> response, int status, String slug) {
        assertEquals(status, response.statusCode(), response.body());
        assertEquals(
                "application/problem+json",
                response.headers().firstValue("Content-Type").orElse(""));
        JsonNode problem = ServerFixture.json(response);
        assertEquals("urn:tubeway:problem:" + slug, problem.path("type").asString(), response.body());
        assertEquals(status, problem.path("status").asInt());
        assertFalse(problem.path("detail").asString().isBlank());
        return problem;
    }

    @ParameterizedTest
    @EnumSource(TubewayException.Problem.class)
    void everyProblemOfTheGatewayHasAStableName(TubewayException.Problem problem) {
        http.gateway.refusal = FakeGateway.problem(problem);
        HttpResponse<String> response = http.raw(
                http.request("/v1/tubes")
                        .header("Authorization", "Bearer " + ServerFixture.TOKEN)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(ServerFixture.create("")))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        JsonNode body = assertProblem(response, ProblemType.of(problem).status(), problem.slug());
        OpenApiContract.validate("/components/schemas/Problem", response.body());
        assertEquals("/v1/tubes", body.path("instance").asString());
        assertEquals("told by the fake: " + problem, body.path("detail").asString());
    }

    @Test
    void tooManyCreatesSayWhenToComeBack() {
        http.gateway.refusal = FakeGateway.busy();
        HttpResponse<String> response = http.post("/v1/tubes", ServerFixture.create(""));
        JsonNode problem = assertProblem(response, 429, "capacity");
        assertEquals("2", response.headers().firstValue("Retry-After").orElse(""));
        assertEquals(100, problem.path("capacity").path("activeCreates").asInt());
        assertEquals(1200, problem.path("capacity").path("suggestedDelayMillis").asInt());
    }

    @Test
    void tooManyTubesSayWhenToComeBack() {
        http.gateway.refusal = FakeGateway.full();
        HttpResponse<String> response = http.post("/v1/tubes", ServerFixture.create(""));
        assertProblem(response, 503, "capacity");
        assertEquals("30", response.headers().firstValue("Retry-After").orElse(""));
    }

    @Test
    void aFaultOfOursTellsNothingOfItsInside() {
        http.gateway.refusal = new IllegalStateException("secret inside");
        HttpResponse<String> response = http.raw(
                http.request("/v1/tubes")
                        .header("Authorization", "Bearer " + ServerFixture.TOKEN)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(ServerFixture.create("")))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertProblem(response, 500, "internal-error");
        assertFalse(response.body().contains("secret"));
    }

    @Test
    void anUnknownPathIsAProblem() {
        assertProblem(http.get("/v2/tubes"), 404, "not-found");
        assertProblem(http.get("/v1"), 404, "not-found");
    }

    @Test
    void aWrongMethodNamesTheRightOnes() {
        HttpResponse<String> response = http.send("PATCH", "/v1/tubes", null, Map.of());
        assertProblem(response, 405, "method-not-allowed");
        assertEquals("GET, POST", response.headers().firstValue("Allow").orElse(""));
        assertProblem(http.post("/health/live", ""), 405, "method-not-allowed");
    }

    @Test
    void anotherMediaTypeIsRefused() {
        assertProblem(
                http.send("POST", "/v1/tubes", ServerFixture.create(""), Map.of("Content-Type", "text/plain")),
                415,
                "unsupported-media-type");
        assertProblem(
                http.send("POST", "/v1/tubes", ServerFixture.create(""), Map.of()), 415, "unsupported-media-type");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"conversationId\":\"a\",\"settings\":{},\"colour\":1}|/colour|colour",
                "{\"settings\":{}}|/conversationId|conversationId",
                "{\"conversationId\":null,\"settings\":{}}|/conversationId|conversationId",
                "{\"conversationId\":1,\"settings\":{}}|/conversationId|conversationId",
                "{\"conversationId\":\"a\",\"settings\":[]}|/settings|settings",
                "{\"conversationId\":\"a\",\"settings\":{},\"trickleIce\":\"yes\"}|/trickleIce|trickleIce",
                "{\"conversationId\":\"a\",\"settings\":{},\"trickleIce\":1}|/trickleIce|trickleIce",
                "{\"conversationId\":\"a\",\"settings\":{},\"offer\":7}|/offer|offer",
                "{\"conversationId\":\"a\",\"settings\":{},\"iceServers\":[{\"urls\":[1]}]}|/iceServers/0/urls/0|urls",
                "{\"conversationId\":\"a\",\"settings\":{},\"iceServers\":[{}]}|/iceServers/0/urls|urls",
                "{\"conversationId\":\"a\",\"settings\":{},\"iceServers\":[{\"urls\":\"stun:a\",\"url\":1}]}|/iceServers/0/url|url",
                "{\"conversationId\":\"a\",\"settings\":{},\"iceServers\":[{\"urls\":\"http://a\"}]}|/iceServers/0|stun:",
                "{\"conversationId\":\"a\",\"settings\":{},\"iceServers\":[{\"urls\":\"turn:a\"}]}|/iceServers/0|credential"
            })
    void aWrongFieldIsNamedWithItsPlace(String body, String pointer, String word) {
        JsonNode problem = assertProblem(http.post("/v1/tubes", body), 400, "invalid-request");
        assertEquals(pointer, problem.path("pointer").asString(""));
        assertTrue(problem.path("detail").asString().contains(word), problem.toString());
        assertFalse(problem.path("detail").asString().contains("dev.tubeway"), problem.toString());
        assertFalse(problem.path("detail").asString().contains("java."), problem.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{",
                "{\"conversationId\":\"a\",\"conversationId\":\"b\",\"settings\":{}}",
                "{\"conversationId\":\"a\",\"settings\":{}} {}",
                "not json",
                "{'conversationId':'a'}",
                "null",
                "``"
            })
    void aBodyThatIsNotJsonIsRefused(String body) {
        assertProblem(http.post("/v1/tubes", body), 400, "malformed-json");
    }

    @Test
    void aBodyOverTheLimitIsRefused() {
        String body = ServerFixture.create(",\"offer\":\"" + "A".repeat(5000) + "\"");
        assertProblem(http.post("/v1/tubes", body), 413, "payload-too-large");
    }

    @Test
    void aBodyWithoutLengthOverTheLimitIsRefused() {
        byte[] body =
                ServerFixture.create(",\"offer\":\"" + "A".repeat(5000) + "\"").getBytes(StandardCharsets.UTF_8);
        HttpResponse<String> response = http.exchange(
                "POST",
                "/v1/tubes",
                http.request("/v1/tubes")
                        .header("Authorization", "Bearer " + ServerFixture.TOKEN)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(body)))
                        .build());
        assertProblem(response, 413, "payload-too-large");
    }

    @Test
    void invalidSettingsAreToldByTheGatewaysWords() {
        JsonNode problem = assertProblem(
                http.post("/v1/tubes", "{\"conversationId\":\"a\",\"settings\":{\"conversationType\":\"pigeon\"}}"),
                400,
                "invalid-settings");
        assertTrue(problem.path("detail").asString().contains("pigeon"));
    }

    @Test
    void headersOverTheLimitAreRefused() throws IOException {
        String answer = exchange("GET /health/live HTTP/1.1\r\nHost: a\r\nX-Long: " + "a".repeat(20_000) + "\r\n\r\n");
        assertTrue(answer.matches("(?s)HTTP/1.1 (400|431) .*"), answer);
        assertTrue(answer.contains("application/problem+json"), answer);
    }

    @Test
    void aBrokenRequestLineIsAProblem() throws IOException {
        String answer = exchange("GET /<a> HTTP/1.1\r\nHost: a\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
        assertTrue(answer.contains("urn:tubeway:problem:bad-request"), answer);
        assertTrue(answer.contains("X-Content-Type-Options: nosniff"), answer);
    }

    private String exchange(String request) throws IOException {
        try (Socket socket = new Socket(
                http.server.address().getAddress(), http.server.address().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
