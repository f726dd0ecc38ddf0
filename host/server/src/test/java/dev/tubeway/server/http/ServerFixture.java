package dev.tubeway.server.http;

import dev.tubeway.server.FakeGateway;
import dev.tubeway.server.settings.ServerSettings;
import dev.tubeway.server.settings.SettingsSources;
import dev.tubeway.server.settings.SettingsSources.Flag;
import dev.tubeway.server.settings.SettingsSources.Flags;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A real server on a free port over a fake gateway. Every answer is checked against the OpenAPI document.
final class ServerFixture implements AutoCloseable {
    static final String TOKEN = "test-token-0123456789";
    static final String SETTINGS = "{\"conversationType\":\"tunnel\",\"localListenAddr\":\"127.0.0.1:0\"}";

    final FakeGateway gateway;
    final ManagementServer server;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    ServerFixture() throws IOException {
        this(Map.of());
    }

    ServerFixture(Map<String, String> settings) throws IOException {
        ServerSettings all = settings(settings);
        gateway = new FakeGateway(all.gateway());
        server = ManagementServer.start(all, gateway, TOKEN);
    }

    static ServerSettings settings(Map<String, String> changes) {
        Map<String, Flag> flags = new HashMap<>();
        flags.put("listen", new Flag("127.0.0.1:0", "test"));
        flags.put("data", new Flag("/nonexistent/tubeway-test", "test"));
        changes.forEach((key, value) -> flags.put(key, new Flag(value, "test")));
        return ServerSettings.of(SettingsSources.load(new Flags(Optional.empty(), flags), Map.of()));
    }

    static String create(String more) {
        return "{\"conversationId\":\"demo\",\"settings\":" + SETTINGS + more + "}";
    }

    /// Makes a tube that made an offer; returns its id.
    String offering() {
        return json(post("/v1/tubes", create(""))).path("tubeId").asString();
    }

    HttpResponse<String> get(String path) {
        return send("GET", path, null, Map.of());
    }

    HttpResponse<String> delete(String path) {
        return send("DELETE", path, null, Map.of());
    }

    HttpResponse<String> post(String path, String body) {
        return send("POST", path, body, Map.of("Content-Type", "application/json"));
    }

    HttpResponse<String> put(String path, String body) {
        return send("PUT", path, body, Map.of("Content-Type", "application/json"));
    }

    HttpResponse<String> send(String method, String path, @Nullable String body, Map<String, String> headers) {
        HttpRequest.Builder request = request(path)
                .header("Authorization", "Bearer " + TOKEN)
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::setHeader);
        return exchange(method, path, request.build());
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.url() + path)).timeout(Duration.ofSeconds(30));
    }

    HttpResponse<String> exchange(String method, String path, HttpRequest request) {
        HttpResponse<String> response = raw(request, HttpResponse.BodyHandlers.ofString());
        OpenApiContract.check(method, path, response);
        return response;
    }

    <T> HttpResponse<T> raw(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return client.send(request, handler);
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    static JsonNode json(HttpResponse<String> response) {
        return JsonMapper.shared().readTree(response.body());
    }

    @Override
    public void close() {
        client.shutdownNow();
        server.close();
        gateway.close();
    }
}
