package dev.tubeway.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.server.FakeGateway;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class IdempotencyIT {
    private static HttpResponse<String> create(ServerFixture http, String key, String more) {
        return http.send(
                "POST",
                "/v1/tubes",
                ServerFixture.create(more),
                Map.of("Content-Type", "application/json", "Idempotency-Key", key));
    }

    @Test
    void theSameRequestGetsTheSameAnswer() throws Exception {
        try (ServerFixture http = new ServerFixture()) {
            HttpResponse<String> first = create(http, "key-1", "");
            HttpResponse<String> second = create(http, "key-1", "");
            assertEquals(201, second.statusCode());
            assertEquals(first.body(), second.body());
            assertEquals(
                    first.headers().firstValue("Location"), second.headers().firstValue("Location"));
            assertEquals(
                    "true", second.headers().firstValue("Idempotency-Replayed").orElse(""));
            assertTrue(first.headers().firstValue("Idempotency-Replayed").isEmpty());
            assertEquals(1, http.gateway.tubes().size());
        }
    }

    @Test
    void theSameKeyWithAnotherBodyIsRefused() throws Exception {
        try (ServerFixture http = new ServerFixture()) {
            create(http, "key-2", "");
            ProblemsIT.assertProblem(create(http, "key-2", ",\"relayOnly\":true"), 422, "idempotency-key-reused");
        }
    }

    @Test
    void aRefusedRequestMayBeTriedAgain() throws Exception {
        try (ServerFixture http = new ServerFixture()) {
            http.gateway.refusal = FakeGateway.busy();
            assertEquals(429, create(http, "key-3", "").statusCode());
            http.gateway.refusal = null;
            assertEquals(201, create(http, "key-3", "").statusCode());
        }
    }

    @Test
    void anIllegalKeyIsRefused() throws Exception {
        try (ServerFixture http = new ServerFixture()) {
            ProblemsIT.assertProblem(create(http, "a".repeat(256), ""), 400, "bad-request");
        }
    }

    @Test
    void requestsAtTheSameTimeWaitForTheFirst() throws Exception {
        try (ServerFixture http = new ServerFixture();
                ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            http.gateway.createGate = new CountDownLatch(1);
            List<Future<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                answers.add(pool.submit(() -> create(http, "key-4", "")));
            }
            assertTrue(http.gateway.createsEntered.await(30, TimeUnit.SECONDS));
            http.gateway.createGate.countDown();
            Set<String> bodies = new HashSet<>();
            for (Future<HttpResponse<String>> answer : answers) {
                assertEquals(201, answer.get(30, TimeUnit.SECONDS).statusCode());
                bodies.add(answer.get().body());
            }
            assertEquals(1, bodies.size());
            assertEquals(1, http.gateway.tubes().size());
        }
    }
}
