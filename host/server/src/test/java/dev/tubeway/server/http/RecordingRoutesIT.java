package dev.tubeway.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.module.RecordingInfo;
import dev.tubeway.server.FakeRecordings;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class RecordingRoutesIT {
    private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");
    private final ServerFixture http;
    private final FakeRecordings recordings;

    @TempDir
    Path folder = Path.of("");

    RecordingRoutesIT() throws Exception {
        http = new ServerFixture(Map.of());
        recordings = http.gateway.modules().recordings();
    }

    @AfterEach
    void stop() {
        http.close();
    }

    private HttpResponse<String> order(String body) {
        return http.send("POST", "/v1/recordings", body, JSON);
    }

    private static String type(HttpResponse<String> response) {
        return ServerFixture.json(response).path("type").asString();
    }

    @Test
    void ordersTheNextSessionsOfAModuleAndWithdraws() {
        HttpResponse<String> response =
                order("{\"module\":\"telnet\",\"sessions\":3,\"maxBytes\":65536,\"secrets\":true}");
        assertEquals(201, response.statusCode(), response.body());
        JsonNode order = ServerFixture.json(response);
        assertEquals(3, order.path("sessionsLeft").asInt());
        assertTrue(order.path("secrets").asBoolean());
        JsonNode listed = ServerFixture.json(http.get("/v1/recordings"));
        assertEquals(order, listed.path("orders").get(0));
        String path = "/v1/recordings/orders/" + order.path("orderId").asString();
        assertEquals(204, http.delete(path).statusCode());
        assertEquals("urn:tubeway:problem:recording-not-found", type(http.delete(path)));
    }

    @Test
    void namesWhatIsWrongWithAnOrder() {
        assertEquals("urn:tubeway:problem:module-not-found", type(order("{\"module\":\"vnc\"}")));
        HttpResponse<String> many = order("{\"module\":\"telnet\",\"sessions\":5000}");
        assertEquals(400, many.statusCode());
        assertTrue(many.body().contains("sessions=5000"), many.body());
        assertEquals(400, order("{}").statusCode());
    }

    @Test
    void listsAndSendsRecordingsAndNoOtherFile() throws IOException {
        Path file = Files.writeString(folder.resolve("one.rec"), "recorded");
        Files.writeString(folder.resolve("other"), "secret");
        recordings.made.add(new RecordingInfo(
                file,
                "$1",
                "telnet",
                "1.0.0",
                "ab",
                "1.0",
                Instant.EPOCH,
                7,
                8,
                RecordingInfo.State.COMPLETE,
                false,
                "normal"));
        JsonNode recording = ServerFixture.json(http.get("/v1/recordings"))
                .path("recordings")
                .get(0);
        assertEquals("one.rec", recording.path("name").asString());
        assertEquals("complete", recording.path("state").asString());
        HttpResponse<String> sent = http.get("/v1/recordings/one.rec");
        assertEquals(200, sent.statusCode());
        assertEquals("recorded", sent.body());
        for (String name : List.of("other", "..%2Fother", "%2Fetc%2Fpasswd")) {
            assertEquals(404, http.get("/v1/recordings/" + name).statusCode(), name);
        }
    }

    @Test
    void endsTheRecordingOfASession() {
        assertEquals(404, http.delete("/v1/sessions/$1/recording").statusCode());
        recordings.made.add(new RecordingInfo(
                folder.resolve("one.rec"),
                "$1",
                "telnet",
                "1.0.0",
                "ab",
                "1.0",
                Instant.EPOCH,
                7,
                8,
                RecordingInfo.State.RUNNING,
                false,
                ""));
        assertEquals(204, http.delete("/v1/sessions/$1/recording").statusCode());
        assertEquals(204, http.delete("/v1/sessions/1/recording").statusCode());
        assertEquals(List.of("$1", "$1"), recordings.stopped);
    }
}
