package dev.tubeway.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ModuleRoutesIT {
    private static final Map<String, String> WASM = Map.of("Content-Type", "application/wasm");
    private final ServerFixture http;

    ModuleRoutesIT() throws Exception {
        http = new ServerFixture(Map.of("http.maxBodyBytes", "1KiB", "modules.maxBytes", "4KiB"));
    }

    @AfterEach
    void stop() {
        http.close();
    }

    private HttpResponse<String> add(String file) {
        return http.send("POST", "/v1/modules", file, WASM);
    }

    private static String type(HttpResponse<String> response) {
        return ServerFixture.json(response).path("type").asString();
    }

    @Test
    void listsAndShowsModules() {
        JsonNode modules = ServerFixture.json(http.get("/v1/modules")).path("modules");
        assertEquals(1, modules.size());
        JsonNode telnet = ServerFixture.json(http.get("/v1/modules/telnet/1.0.0"));
        assertEquals(modules.get(0), telnet);
        assertEquals("builtIn", telnet.path("source").asString());
        assertEquals("enabled", telnet.path("state").asString());
        assertEquals("tls", telnet.path("capabilities").path("granted").get(0).asString());
        assertEquals("23", telnet.path("parameters").get(0).path("defaultValue").asString());
    }

    @Test
    void showsNoDefaultOfASecret() {
        JsonNode password = ServerFixture.json(http.get("/v1/modules/telnet/1.0.0"))
                .path("parameters")
                .get(1);
        assertTrue(password.path("secret").asBoolean());
        assertFalse(password.has("defaultValue"));
    }

    @Test
    void addsAModule() {
        HttpResponse<String> response = add("vnc 2.1.0");
        assertEquals(201, response.statusCode());
        String path = response.headers().firstValue("Location").orElse("");
        assertEquals("/v1/modules/vnc/2.1.0", path);
        assertEquals("added", ServerFixture.json(http.get(path)).path("source").asString());
    }

    @Test
    void checksAFileWithoutKeepingIt() {
        HttpResponse<String> response = http.send("POST", "/v1/modules?check=true", "vnc 2.1.0", WASM);
        assertEquals(200, response.statusCode());
        assertEquals("vnc", ServerFixture.json(response).path("name").asString());
        assertEquals(404, http.get("/v1/modules/vnc/2.1.0").statusCode());
    }

    @Test
    void refusesAFileWithEveryReason() {
        HttpResponse<String> response = add("nonsense");
        assertEquals(422, response.statusCode());
        assertEquals("urn:tubeway:problem:module-refused", type(response));
        JsonNode refusals = ServerFixture.json(response).path("refusals");
        assertEquals(2, refusals.size());
        assertEquals("not-wasm", refusals.get(0).path("rule").asString());
    }

    @Test
    void takesWasmOnly() {
        HttpResponse<String> response = http.post("/v1/modules", "{}");
        assertEquals(415, response.statusCode());
    }

    @Test
    void refusesAnEmptyFile() {
        assertEquals(400, add("").statusCode());
    }

    @Test
    void takesFilesUpToTheLimitOfModulesAndNoMore() {
        assertEquals(422, add("x".repeat(4096)).statusCode());
        HttpResponse<String> response = add("x".repeat(4097));
        assertEquals(413, response.statusCode());
        assertEquals("urn:tubeway:problem:payload-too-large", type(response));
    }

    @Test
    void otherBodiesKeepTheirSmallerLimit() {
        HttpResponse<String> response = http.post("/v1/tubes", " ".repeat(2048));
        assertEquals(413, response.statusCode());
    }

    @Test
    void disablesAndEnablesAModule() {
        String path = "/v1/modules/telnet/1.0.0/state";
        JsonNode disabled = ServerFixture.json(http.put(path, "{\"state\":\"disabled\"}"));
        assertEquals("disabled", disabled.path("state").asString());
        JsonNode enabled = ServerFixture.json(http.put(path, "{\"state\":\"enabled\"}"));
        assertEquals("enabled", enabled.path("state").asString());
    }

    @Test
    void refusesAStateThatIsNone() {
        HttpResponse<String> response = http.put("/v1/modules/telnet/1.0.0/state", "{\"state\":\"asleep\"}");
        assertEquals(400, response.statusCode());
        assertEquals("/state", ServerFixture.json(response).path("pointer").asString());
    }

    @Test
    void removesWhatWasAddedButNotWhatIsBuiltIn() {
        add("vnc 2.1.0");
        assertEquals(204, http.delete("/v1/modules/vnc/2.1.0").statusCode());
        assertEquals(404, http.delete("/v1/modules/vnc/2.1.0").statusCode());
        HttpResponse<String> response = http.delete("/v1/modules/telnet/1.0.0");
        assertEquals(409, response.statusCode());
        assertEquals("urn:tubeway:problem:module-built-in", type(response));
    }

    @Test
    void namesTheModuleThatIsMissing() {
        HttpResponse<String> response = http.get("/v1/modules/vnc/9.9.9");
        assertEquals(404, response.statusCode());
        assertEquals("urn:tubeway:problem:module-not-found", type(response));
        assertEquals(
                404,
                http.put("/v1/modules/vnc/9.9.9/state", "{\"state\":\"enabled\"}")
                        .statusCode());
    }
}
