package dev.tubeway.server.http;

import dev.tubeway.server.access.BearerToken;
import dev.tubeway.server.audit.AccessEvent;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Lets requests with the token through, adds the headers that every answer carries, and logs requests at DEBUG:
/// without query, headers and bodies.
final class AccessFilter implements Filter {
    private static final Logger LOG = System.getLogger("dev.tubeway.server.http.requests");

    /// What every answer tells a browser: nothing here is to be rendered, framed or stored.
    static final Map<String, String> SECURITY_HEADERS = Map.of(
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Cache-Control", "no-store",
            "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
            "Referrer-Policy", "no-referrer");

    private static final Set<String> OPEN = Set.of("/health/live", "/health/ready", "/openapi");

    private final BearerToken token;
    private final boolean https;
    private final Metrics metrics;
    private final AccessEvent.Listener audit;

    AccessFilter(BearerToken token, boolean https, Metrics metrics, AccessEvent.Listener audit) {
        this.audit = audit;
        this.token = token;
        this.https = https;
        this.metrics = metrics;
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        long start = System.nanoTime();
        SECURITY_HEADERS.forEach((name, value) -> response.header(HeaderNames.create(name), value));
        if (https) {
            response.header(HeaderNames.create("Strict-Transport-Security"), "max-age=31536000");
        }
        String path = request.path().absolute().rawPath();
        String method = request.prologue().method().text();
        response.whenSent(() -> {
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            metrics.request(method, response.status().code(), took);
            if (LOG.isLoggable(Level.DEBUG)) {
                LOG.log(
                        Level.DEBUG,
                        "request: method={0} path={1} status={2} micros={3}",
                        method,
                        path,
                        response.status().code(),
                        took.toNanos() / 1000);
            }
        });
        Optional<String> authorization = request.headers().first(HeaderNames.AUTHORIZATION);
        boolean open = OPEN.contains(path) || ConsoleRoutes.serves(path);
        if (!open && !token.accepts(authorization) && !Callers.mayAsk(request)) {
            authorization.ifPresent(shown -> audit.on(new AccessEvent(
                    AccessEvent.What.SIGN_IN_REFUSED, "", "", Callers.from(request), "", method + " " + path)));
            throw new ProblemException(
                    ProblemType.UNAUTHORIZED,
                    "send the header Authorization: Bearer with the token of this gateway",
                    null,
                    Map.of("WWW-Authenticate", "Bearer"));
        }
        chain.proceed();
    }
}
