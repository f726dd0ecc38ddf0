package dev.tubeway.server.http;

import dev.tubeway.Capacity;
import dev.tubeway.TubewayException;
import io.helidon.http.DirectHandler;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Answers every refusal as `application/problem+json`: those of the gateway, of this API, and of the web server.
///
/// Source: RFC 9457.
final class Problems {
    static final String MEDIA_TYPE = "application/problem+json";
    private static final Logger LOG = System.getLogger(Problems.class.getName());

    private Problems() {}

    /// @param type     stable name
    /// @param title    the same for every problem of the type
    /// @param status   the HTTP status
    /// @param detail   what went wrong this time and what to do
    /// @param instance path of the request
    /// @param pointer  JSON pointer of the field that is wrong
    /// @param capacity the load, with `capacity`
    /// @param refusals every reason, with `module-refused`
    record Problem(
            String type,
            String title,
            int status,
            String detail,
            String instance,
            @Nullable String pointer,
            Views.@Nullable CapacityView capacity,
            @Nullable List<ModuleViews.Refusal> refusals) {}

    /// A problem and the headers that go with it.
    record Reply(Problem problem, Map<String, String> headers) {}

    static void register(HttpRouting.Builder routing) {
        routing.error(ProblemException.class, (req, res, e) -> send(res, of(path(req), e)));
        routing.error(TubewayException.class, (req, res, e) -> send(res, of(path(req), e)));
        routing.error(HttpException.class, (req, res, e) -> send(res, ofStatus(path(req), e.status(), "")));
        routing.error(Throwable.class, (req, res, e) -> {
            LOG.log(
                    Level.ERROR,
                    "request failed: method=" + req.prologue().method().text() + " path=" + path(req),
                    e);
            send(res, ofStatus(path(req), Status.INTERNAL_SERVER_ERROR_500, "see the gateway's log"));
        });
    }

    /// The answers to requests that never reach a route.
    static DirectHandlers directHandlers() {
        DirectHandlers.Builder builder = DirectHandlers.builder();
        for (EventType type : EventType.values()) {
            builder.addHandler(type, Problems::direct);
        }
        return builder.build();
    }

    private static DirectHandler.TransportResponse direct(
            DirectHandler.TransportRequest request,
            EventType type,
            Status status,
            ServerResponseHeaders headers,
            String message) {
        String path = request.path();
        int query = path.indexOf('?');
        Reply reply = ofStatus(query < 0 ? path : path.substring(0, query), status, "");
        AccessFilter.SECURITY_HEADERS.forEach((name, value) -> headers.set(HeaderNames.create(name), value));
        headers.set(HeaderNames.CONTENT_TYPE, MEDIA_TYPE);
        return DirectHandler.TransportResponse.builder()
                .status(status)
                .headers(headers)
                .keepAlive(false)
                .entity(Json.write(reply.problem()))
                .build();
    }

    private static void send(ServerResponse response, Reply reply) {
        if (response.isSent()) {
            return;
        }
        response.status(Status.create(reply.problem().status()));
        reply.headers().forEach((name, value) -> {
            HeaderName header = HeaderNames.create(name);
            response.header(HeaderValues.create(header, value));
        });
        response.header(HeaderNames.CONTENT_TYPE, MEDIA_TYPE);
        response.send(Json.write(reply.problem()));
    }

    private static Reply of(String path, ProblemException e) {
        Problem problem = new Problem(
                e.type().urn(),
                e.type().title(),
                e.type().status(),
                text(e),
                path,
                e.pointer(),
                null,
                e.refusals().isEmpty() ? null : e.refusals());
        return new Reply(problem, e.headers());
    }

    private static Reply of(String path, TubewayException e) {
        ProblemType type = ProblemType.of(e.problem());
        Optional<Capacity> capacity = e.capacity();
        boolean full =
                capacity.isPresent() && capacity.get().tubes() >= capacity.get().maxTubes();
        Map<String, String> headers = new HashMap<>();
        capacity.ifPresent(load -> headers.put("Retry-After", Long.toString(seconds(load.suggestedDelay()))));
        Problem problem = new Problem(
                type.urn(),
                type.title(),
                full ? 503 : type.status(),
                text(e),
                path,
                null,
                capacity.map(Views.CapacityView::of).orElse(null),
                null);
        return new Reply(problem, headers);
    }

    private static Reply ofStatus(String path, Status status, String detail) {
        ProblemType type = ProblemType.ofStatus(status.code());
        String words = detail.isEmpty() ? status.reasonPhrase() : detail;
        return new Reply(new Problem(type.urn(), type.title(), status.code(), words, path, null, null, null), Map.of());
    }

    /// Whole seconds, at least one.
    private static long seconds(Duration delay) {
        return Math.max(1, delay.plusMillis(999).toSeconds());
    }

    private static String path(ServerRequest request) {
        return request.path().absolute().rawPath();
    }

    private static String text(Exception e) {
        return String.valueOf(e.getMessage());
    }
}
