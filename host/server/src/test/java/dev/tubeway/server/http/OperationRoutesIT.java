package dev.tubeway.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.spi.TransportProvider.Finding;
import dev.tubeway.spi.TransportProvider.Verdict;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class OperationRoutesIT {
    @Test
    void showsCapacity() throws Exception {
        try (ServerFixture http = new ServerFixture()) {
            http.offering();
            JsonNode capacity = ServerFixture.json(http.get("/v1/capacity"));
            assertTrue(capacity.path("canAcceptMore").asBoolean());
            assertEquals(1, capacity.path("tubes").asInt());
            assertEquals(100, capacity.path("maxConcurrentCreates").asInt());
            assertEquals(12.0, capacity.path("averageCreateMillis").asDouble());
        }
    }

    @Test
    void tellsWhatIsMissingForConnectivity() throws Exception {
        try (ServerFixture http = new ServerFixture()) {
            JsonNode good = ServerFixture.json(http.get("/v1/diagnostics/connectivity"));
            assertTrue(good.path("ok").asBoolean());
            assertEquals("warning", good.path("findings").get(1).path("verdict").asString());
            http.gateway.findings = List.of(new Finding("interfaces", Verdict.FAILED, "only lo", "add one"));
            JsonNode bad = ServerFixture.json(http.get("/v1/diagnostics/connectivity"));
            assertFalse(bad.path("ok").asBoolean());
            assertEquals("add one", bad.path("findings").get(0).path("cure").asString());
        }
    }

    @Test
    void isNotReadyWhileDrainingAndRefusesCreates() throws Exception {
        try (ServerFixture http = new ServerFixture()) {
            assertEquals(200, http.get("/health/ready").statusCode());
            http.server.drain();
            ProblemsIT.assertProblem(http.get("/health/ready"), 503, "not-ready");
            ProblemsIT.assertProblem(http.post("/v1/tubes", ServerFixture.create("")), 503, "shutting-down");
            assertEquals(200, http.get("/health/live").statusCode());
            assertEquals(200, http.get("/v1/tubes").statusCode());
        }
    }

    @Test
    void isNotReadyWhenFull() throws Exception {
        try (ServerFixture http = new ServerFixture()) {
            http.gateway.tubeCount = http.gateway.config().maxTubes();
            ProblemsIT.assertProblem(http.get("/health/ready"), 503, "not-ready");
        }
    }

    @Test
    void publishesMetricsOfGatewayRequestsAndJvm() throws Exception {
        try (ServerFixture http = new ServerFixture()) {
            http.offering();
            HttpResponse<String> response = http.get("/metrics");
            assertEquals(200, response.statusCode());
            String text = response.body();
            for (String line : List.of(
                    "tubeway_tubes{status=\"ready\"} 1.0",
                    "tubeway_tubes_opened_total 1.0",
                    "tubeway_creates_refused_total 3.0",
                    "tubeway_payload_bytes_total{direction=\"sent\"} 1000.0",
                    "tubeway_frames_total{direction=\"received\"} 20.0",
                    "tubeway_connections_closed_total{reason=\"connectionFailed\"} 2.0",
                    "tubeway_buffers_used_bytes 4096.0",
                    "tubeway_buffers_pooled_bytes 8192.0",
                    "tubeway_event_streams 0.0")) {
                assertTrue(text.contains(line), line + " in\n" + text);
            }
            assertTrue(text.contains("jvm_memory_used_bytes{area=\"heap\""));
            assertTrue(text.contains("jvm_buffer_memory_used_bytes{id=\"direct\""));
            assertTrue(text.contains("jvm_threads_live_threads"));
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (!http.get("/metrics")
                    .body()
                    .contains("tubeway_http_requests_seconds_count{method=\"POST\",status=\"201\"} 1")) {
                assertTrue(System.nanoTime() < deadline, "the create is not counted");
            }
        }
    }

    @Test
    void theDocumentNamesEveryPathAndMethodThatIsServed() throws Exception {
        try (ServerFixture http = new ServerFixture()) {
            String served = String.join(
                    "\n",
                    http.server.endpoints().stream()
                            .map(endpoint -> endpoint.replaceAll("\\{[^}]+}", "{}"))
                            .sorted()
                            .toList());
            List<String> documented = new java.util.ArrayList<>();
            OpenApiContract.document()
                    .path("paths")
                    .properties()
                    .forEach(path -> path.getValue().properties().forEach(operation -> {
                        if (!operation.getKey().equals("parameters")) {
                            documented.add(operation.getKey().toUpperCase(java.util.Locale.ROOT) + " "
                                    + path.getKey().replaceAll("\\{[^}]+}", "{}"));
                        }
                    }));
            documented.sort(null);
            assertEquals(String.join("\n", documented), served);
        }
    }
}
