package dev.tubeway.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleRoutesIT {

    /// Without a token, as a browser asks.
    private static HttpResponse<String> get(ServerFixture http, String path, String... headers) {
        HttpRequest.Builder request = http.request(path).GET();
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.exchange("GET", path, request.build());
    }

    @Test
    void servesThePageWithoutATokenUnderAStrictPolicy() throws Exception {
        try (ServerFixture http = new ServerFixture()) {
            HttpResponse<String> page = get(http, "/console/");
            assertEquals(200, page.statusCode());
            String policy = page.headers().firstValue("Content-Security-Policy").orElse("");
            assertTrue(policy.startsWith("default-src 'none'; script-src 'self';"), policy);
            assertTrue(policy.contains("frame-ancestors 'none'"), policy);
            assertFalse(policy.contains("unsafe"), policy);
            assertEquals(
                    "nosniff",
                    page.headers().firstValue("X-Content-Type-Options").orElse(""));
            assertEquals(
                    "no-referrer", page.headers().firstValue("Referrer-Policy").orElse(""));
            assertFalse(page.body().contains(ServerFixture.TOKEN));
        }
    }

    @Test
    void everythingThatThePageLoadsComesFromThisGateway() throws Exception {
        try (ServerFixture http = new ServerFixture()) {
            Matcher links = Pattern.compile("(?:src|href)=\"([^\"#]+)\"")
                    .matcher(get(http, "/console/").body());
            int found = 0;
            while (links.find()) {
                assertEquals(200, get(http, links.group(1)).statusCode(), links.group(1));
                found++;
            }
            assertTrue(found >= 5, "links=" + found);
            String module = get(http, "/console/lib/tubeway/index.js").body();
            assertTrue(module.contains("SessionTunnel"), module);
        }
    }

    @Test
    void aBrowserThatHasAFileIsNotSentItAgain() throws Exception {
        try (ServerFixture http = new ServerFixture()) {
            HttpResponse<String> first = get(http, "/console/console.css");
            String tag = first.headers().firstValue("ETag").orElseThrow();
            HttpResponse<String> second = get(http, "/console/console.css", "If-None-Match", tag);
            assertEquals(304, second.statusCode());
            assertEquals("", second.body());
            assertEquals(
                    200,
                    get(http, "/console/console.css", "If-None-Match", "\"other\"")
                            .statusCode());
        }
    }

    @Test
    void theRootLeadsToTheConsole() throws Exception {
        try (ServerFixture http = new ServerFixture()) {
            for (String path : new String[] {"/", "/console"}) {
                HttpResponse<String> moved = get(http, path);
                assertEquals(302, moved.statusCode());
                assertEquals("/console/", moved.headers().firstValue("Location").orElse(""));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/console/nothing.js",
                "/console/lib",
                "/console/views/",
                "/console/..%2f..%2f..%2fopenapi.yaml",
                "/console/%2e%2e/version.properties",
                "/console/ConsoleRoutes.class",
                "/console/lib/tubeway/index.d.ts",
                "/console/views//app.js"
            })
    void nothingElseOfTheJarCanBeAskedFor(String path) throws Exception {
        try (ServerFixture http = new ServerFixture()) {
            HttpResponse<String> response =
                    http.raw(http.request(path).GET().build(), HttpResponse.BodyHandlers.ofString());
            assertTrue(
                    response.statusCode() == 404 || response.statusCode() == 401, path + " " + response.statusCode());
            assertTrue(response.body().startsWith("{\"type\":\"urn:tubeway:problem:"), response.body());
        }
    }
}
