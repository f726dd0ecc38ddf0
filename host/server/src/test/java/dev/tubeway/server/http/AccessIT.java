package dev.tubeway.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessIT {
    private final ServerFixture http;

    AccessIT() throws Exception {
        http = new ServerFixture();
    }

    @AfterAll
    void stop() {
        http.close();
    }

    private HttpResponse<String> get(String path, String... headers) {
        HttpRequest.Builder request = http.request(path);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.exchange("GET", path, request.build());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/tubes",
                "/v1/tubes/a",
                "/v1/tubes/a/stats",
                "/v1/tubes/a/connections",
                "/v1/capacity",
                "/v1/events",
                "/v1/diagnostics/connectivity",
                "/metrics"
            })
    void everythingElseNeedsTheToken(String path) {
        HttpResponse<String> response = get(path);
        ProblemsIT.assertProblem(response, 401, "unauthorized");
        assertEquals("Bearer", response.headers().firstValue("WWW-Authenticate").orElse(""));
    }

    @Test
    void anUnknownPathWithoutTheTokenTellsNothing() {
        ProblemsIT.assertProblem(get("/v1/secret"), 401, "unauthorized");
        ProblemsIT.assertProblem(get("/health/live/"), 401, "unauthorized");
        ProblemsIT.assertProblem(get("/health/../v1/tubes"), 401, "unauthorized");
    }

    @Test
    void aWrongTokenGetsTheSameAnswerAsNone() {
        HttpResponse<String> none = get("/v1/tubes");
        for (String header : List.of(
                "Bearer wrong",
                "Bearer " + ServerFixture.TOKEN + "x",
                "Bearer " + ServerFixture.TOKEN.substring(1),
                "Bearer",
                "Basic " + ServerFixture.TOKEN,
                ServerFixture.TOKEN)) {
            HttpResponse<String> response = get("/v1/tubes", "Authorization", header);
            assertEquals(401, response.statusCode(), header);
            assertEquals(none.body(), response.body());
        }
    }

    @Test
    void theSchemeIsTakenInAnyCase() {
        assertEquals(
                200,
                get("/v1/tubes", "Authorization", "bearer " + ServerFixture.TOKEN)
                        .statusCode());
    }

    @Test
    void healthAndOpenapiNeedNoToken() {
        assertEquals(200, get("/health/live").statusCode());
        assertEquals(200, get("/health/ready").statusCode());
        HttpResponse<String> openapi = get("/openapi");
        assertEquals(200, openapi.statusCode());
        assertTrue(openapi.body().startsWith("openapi: 3.1."));
    }

    @Test
    void everyAnswerCarriesTheSecurityHeadersAndNoCors() {
        for (HttpResponse<String> response :
                List.of(get("/health/live"), get("/v1/tubes"), http.get("/v1/tubes"), http.get("/nowhere"))) {
            assertEquals(
                    "nosniff",
                    response.headers().firstValue("X-Content-Type-Options").orElse(""));
            assertEquals(
                    "DENY", response.headers().firstValue("X-Frame-Options").orElse(""));
            assertEquals(
                    "no-store", response.headers().firstValue("Cache-Control").orElse(""));
            assertTrue(response.headers().firstValue("Content-Security-Policy").isPresent());
            assertTrue(
                    response.headers().firstValue("Access-Control-Allow-Origin").isEmpty());
        }
    }

    @Test
    void theRequestLogHoldsNeitherTokenNorQuery() throws InterruptedException {
        Logger logger = Logger.getLogger("dev.tubeway.server.http.requests");
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                lines.add(new java.util.logging.SimpleFormatter().formatMessage(record));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        handler.setLevel(Level.ALL);
        logger.setLevel(Level.FINE);
        logger.addHandler(handler);
        try {
            http.send("DELETE", "/v1/tubes/query-test?reason=12", null, Map.of());
            // A request is logged when it has been answered: one of another test may come first.
            String line;
            do {
                line = lines.poll(30, TimeUnit.SECONDS);
                assertTrue(line != null, "it is not logged");
            } while (!line.contains("path=/v1/tubes/query-test"));
            assertTrue(line.contains("method=DELETE path=/v1/tubes/query-test status=404"), line);
            assertFalse(line.contains("reason="), line);
            assertFalse(line.contains(ServerFixture.TOKEN), line);
        } finally {
            logger.removeHandler(handler);
            logger.setLevel(null);
        }
    }
}
