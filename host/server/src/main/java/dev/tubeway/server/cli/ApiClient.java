package dev.tubeway.server.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks a running gateway, over its management API.
///
/// Errors: every call throws [CommandFailure] with what to do.
final class ApiClient {
    private final URI base;
    private final String token;
    private final String tokenOrigin;
    private final Optional<SSLContext> trust;

    /// @param tokenOrigin where the token came from, for people
    /// @param trust       whose certificates are taken, where not those that Java knows
    ApiClient(URI base, String token, String tokenOrigin, Optional<SSLContext> trust) {
        this.base = base;
        this.token = token;
        this.tokenOrigin = tokenOrigin;
        this.trust = trust;
    }

    JsonNode get(String path) {
        return send("GET", path, HttpRequest.BodyPublishers.noBody(), "");
    }

    void delete(String path) {
        send("DELETE", path, HttpRequest.BodyPublishers.noBody(), "");
    }

    JsonNode put(String path, Object body) {
        return send(
                "PUT",
                path,
                HttpRequest.BodyPublishers.ofByteArray(JsonMapper.shared().writeValueAsBytes(body)),
                "application/json");
    }

    JsonNode post(String path, byte[] body, String type) {
        return send("POST", path, HttpRequest.BodyPublishers.ofByteArray(body), type);
    }

    JsonNode post(String path, Object body) {
        return post(path, JsonMapper.shared().writeValueAsBytes(body), "application/json");
    }

    /// Where a path of the gateway is, for people.
    String address(String path) {
        return base + path;
    }

    /// Encodes one part of a path or a query.
    static String part(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private JsonNode send(String method, String path, HttpRequest.BodyPublisher body, String type) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + token)
                .method(method, body);
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(10));
        trust.ifPresent(builder::sslContext);
        try (HttpClient client = builder.build()) {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return read(response);
        } catch (ConnectException e) {
            throw new CommandFailure(
                    CommandFailure.UNREACHABLE,
                    "no gateway answers at " + base + ": start one with `tubeway serve`, or name another with --url",
                    e);
        } catch (IOException e) {
            throw new CommandFailure(
                    CommandFailure.UNREACHABLE, "the gateway at " + base + " cannot be asked: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(CommandFailure.FAILED, "interrupted", e);
        }
    }

    private JsonNode read(HttpResponse<String> response) {
        if (response.statusCode() == 401) {
            throw new CommandFailure(
                    CommandFailure.REFUSED,
                    "the gateway at " + base + " does not take the token of " + tokenOrigin
                            + ": its own lies in the file `token` of its data folder; name it with --token-file or"
                            + " --data");
        }
        if (response.body().isEmpty() && response.statusCode() < 400) {
            return JsonMapper.shared().createObjectNode();
        }
        JsonNode body;
        try {
            body = JsonMapper.shared().readTree(response.body());
        } catch (JacksonException e) {
            throw new CommandFailure(
                    CommandFailure.FAILED,
                    "this is no Tubeway gateway, or not its API: url=" + base + " status=" + response.statusCode(),
                    e);
        }
        if (response.statusCode() >= 400) {
            StringBuilder words = new StringBuilder(body.path("title").asString("refused"))
                    .append(": ")
                    .append(body.path("detail").asString("status " + response.statusCode()));
            for (JsonNode refusal : body.path("refusals")) {
                words.append("\n  ")
                        .append(refusal.path("where").asString(""))
                        .append(": ")
                        .append(refusal.path("what").asString(""));
            }
            throw new CommandFailure(CommandFailure.REFUSED, words.toString());
        }
        return body;
    }
}
