package dev.tubeway.server.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.tubeway.server.audit.AccessEvent;
import dev.tubeway.server.audit.AccessEvent.What;
import dev.tubeway.server.target.Credentials;
import dev.tubeway.server.target.Target;
import dev.tubeway.server.target.Targets;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// `/v1/targets` and what is under it. Credentials go in and never come out.
final class TargetRoutes {
    private final Targets targets;
    private final AccessEvent.Listener audit;
    private final Bodies bodies;

    TargetRoutes(Targets targets, AccessEvent.Listener audit, Bodies bodies) {
        this.targets = targets;
        this.audit = audit;
        this.bodies = bodies;
    }

    /// `POST /v1/targets`, and without a name `PUT /v1/targets/{name}`.
    record PutTarget(
            @Nullable String name,

            @JsonProperty(required = true) @JsonSetter(nulls = Nulls.FAIL)
            String protocol,

            @JsonProperty(required = true) @JsonSetter(nulls = Nulls.FAIL)
            String hostname,

            @JsonProperty(required = true) int port,
            @Nullable Map<String, Object> parameters,
            @Nullable GivenCredentials credentials) {

        Target target(String called) {
            try {
                return new Target(
                        called, protocol, hostname.strip(), port, EntranceViews.texts("/parameters", parameters));
            } catch (IllegalArgumentException e) {
                String text = String.valueOf(e.getMessage());
                int colon = text.indexOf(": ");
                throw ProblemException.field("/" + text.substring(0, colon), text.substring(colon + 2));
            }
        }
    }

    /// @param parameters further secrets, by the names of the module's parameters
    record GivenCredentials(
            @Nullable String username,
            @Nullable String password,
            @Nullable String privateKey,
            @Nullable String passphrase,
            @Nullable Map<String, Object> parameters) {

        Credentials credentials() {
            Map<String, String> values =
                    new LinkedHashMap<>(EntranceViews.texts("/credentials/parameters", parameters));
            put(values, "username", username);
            put(values, "password", password);
            put(values, "private-key", privateKey);
            put(values, "passphrase", passphrase);
            return new Credentials(values);
        }

        private static void put(Map<String, String> values, String name, @Nullable String value) {
            if (value != null && !value.isEmpty()) {
                values.put(name, value);
            }
        }

        @Override
        public String toString() {
            return "GivenCredentials[hidden]";
        }
    }

    record TargetViews(List<TargetView> targets) {}

    /// @param hasCredentials whether it has any; they are not shown
    record TargetView(
            String name,
            String protocol,
            String hostname,
            int port,
            Map<String, String> parameters,
            boolean hasCredentials) {}

    private TargetView view(Target target) {
        return new TargetView(
                target.name(),
                target.protocol(),
                target.hostname(),
                target.port(),
                new TreeMap<>(target.parameters()),
                targets.hasCredentials(target.name()));
    }

    void list(ServerRequest request, ServerResponse response) {
        Bodies.send(
                response,
                Json.write(
                        new TargetViews(targets.list().stream().map(this::view).toList())));
    }

    void show(ServerRequest request, ServerResponse response) {
        Target target = targets.find(name(request)).orElseThrow(() -> notFound(request));
        Bodies.send(response, Json.write(view(target)));
    }

    void add(ServerRequest request, ServerResponse response) throws IOException {
        PutTarget body = Json.read(PutTarget.class, bodies.json(request));
        if (body.name() == null) {
            throw ProblemException.field("/name", "a target has a name");
        }
        if (targets.find(body.name()).isPresent()) {
            throw new ProblemException(
                    ProblemType.TARGET_EXISTS, "there is a target of this name; PUT changes it: name=" + body.name());
        }
        put(request, response, body, body.name());
    }

    void change(ServerRequest request, ServerResponse response) throws IOException {
        PutTarget body = Json.read(PutTarget.class, bodies.json(request));
        String name = name(request);
        if (!Objects.requireNonNullElse(body.name(), name).equals(name)) {
            throw ProblemException.field("/name", "the path names another target: name=" + name);
        }
        put(request, response, body, name);
    }

    private void put(ServerRequest request, ServerResponse response, PutTarget body, String name) throws IOException {
        Target target = body.target(name);
        GivenCredentials given = body.credentials();
        Targets.Change change =
                targets.put(target, given == null ? Optional.empty() : Optional.of(given.credentials()));
        boolean added = change == Targets.Change.ADDED;
        tell(request, added ? What.TARGET_ADDED : What.TARGET_CHANGED, name, given == null ? "" : "with credentials");
        if (added) {
            response.status(Status.CREATED_201);
            response.header(HeaderNames.LOCATION, "/v1/targets/" + name);
        }
        Bodies.send(response, Json.write(view(target)));
    }

    void remove(ServerRequest request, ServerResponse response) throws IOException {
        String name = name(request);
        if (!targets.remove(name)) {
            throw notFound(request);
        }
        tell(request, What.TARGET_REMOVED, name, "");
        response.status(Status.NO_CONTENT_204).send();
    }

    private void tell(ServerRequest request, What what, String name, String detail) {
        audit.on(new AccessEvent(what, "", "token", Callers.from(request), name, detail));
    }

    private static String name(ServerRequest request) {
        return request.path().pathParameters().get("name");
    }

    private static ProblemException notFound(ServerRequest request) {
        return new ProblemException(ProblemType.TARGET_NOT_FOUND, "no such target: name=" + name(request));
    }
}
