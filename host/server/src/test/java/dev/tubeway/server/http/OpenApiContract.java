package dev.tubeway.server.http;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Checks real answers against openapi.yaml: status, media type, required headers, and the body's schema.
final class OpenApiContract {
    private static final JsonNode DOCUMENT = load();
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private OpenApiContract() {}

    private static JsonNode load() {
        try (InputStream in =
                Objects.requireNonNull(OpenApiContract.class.getResourceAsStream("/openapi.yaml"), "openapi.yaml")) {
            return new YAMLMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode document() {
        return DOCUMENT;
    }

    /// Whether the document knows this path at all.
    static Optional<String> template(String path) {
        for (var entry : DOCUMENT.path("paths").properties()) {
            String pattern = entry.getKey().replaceAll("\\{[^}]+}", "[^/]+");
            if (path.matches(pattern)) {
                return Optional.of(entry.getKey());
            }
        }
        return Optional.empty();
    }

    /// Fails where the answer is none that the document allows. Methods and paths outside the document must answer
    /// with a problem.
    static void check(String method, String path, HttpResponse<String> response) {
        String type = response.headers().firstValue("Content-Type").orElse("").replaceAll(";.*", "");
        Optional<String> template = template(path.replaceAll("\\?.*", ""));
        String verb = method.toLowerCase(Locale.ROOT);
        if (template.isEmpty()
                || DOCUMENT.path("paths").path(template.get()).path(verb).isMissingNode()) {
            if (!type.equals("application/problem+json")) {
                throw new AssertionError("not a problem: " + response.statusCode() + " " + response.body());
            }
            validate("/components/schemas/Problem", response.body());
            return;
        }
        String at = "/paths/" + escape(template.get()) + "/" + verb + "/responses/" + response.statusCode();
        JsonNode answer = DOCUMENT.at(at);
        if (answer.isMissingNode()) {
            throw new AssertionError(method + " " + path + " gave an undocumented status: " + response.statusCode()
                    + " " + response.body());
        }
        if (answer.has("$ref")) {
            at = answer.path("$ref").asString().substring(1);
            answer = DOCUMENT.at(at);
        }
        for (var header : answer.path("headers").properties()) {
            Optional<String> value = response.headers().firstValue(header.getKey());
            if (value.isEmpty() && header.getValue().path("required").asBoolean(false)) {
                throw new AssertionError(method + " " + path + " lacks the header " + header.getKey());
            }
            String schema = at + "/headers/" + escape(header.getKey()) + "/schema";
            value.ifPresent(text -> validate(schema, JsonMapper.shared().writeValueAsString(text)));
        }
        JsonNode content = answer.path("content");
        if (content.isEmpty()) {
            if (!response.body().isEmpty()) {
                throw new AssertionError(method + " " + path + " has a body: " + response.body());
            }
            return;
        }
        if (!content.has(type)) {
            throw new AssertionError(method + " " + path + " has the media type " + type);
        }
        if (type.endsWith("json")) {
            validate(at + "/content/" + escape(type) + "/schema", response.body());
        }
    }

    /// Fails where a JSON text does not fit the schema at the JSON pointer.
    static void validate(String pointer, String json) {
        ObjectNode root = ((ObjectNode) DOCUMENT.deepCopy());
        root.put("$ref", "#" + pointer);
        Schema schema = REGISTRY.getSchema(root);
        List<Error> errors = new ArrayList<>(schema.validate(JsonMapper.shared().readTree(json)));
        if (!errors.isEmpty()) {
            throw new AssertionError(errors + " in " + json);
        }
    }

    private static String escape(String step) {
        return step.replace("~", "~0").replace("/", "~1");
    }
}
