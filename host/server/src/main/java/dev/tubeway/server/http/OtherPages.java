package dev.tubeway.server.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.Optional;
import java.util.Set;

/// Lets pages of named origins embed sessions: their browsers may ask on the paths that a ticket or a
/// seat opens, and on no other.
///
/// Source: WHATWG Fetch, "CORS protocol".
final class OtherPages implements Filter {
    private final Set<String> origins;

    /// @param origins `https://portal.example.net`
    OtherPages(Set<String> origins) {
        this.origins = Set.copyOf(origins);
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        Optional<String> origin = request.headers().first(HeaderNames.ORIGIN).filter(origins::contains);
        if (origin.isPresent() && Callers.isForGuests(request)) {
            response.header(HeaderNames.create("Access-Control-Allow-Origin"), origin.get());
            response.header(HeaderNames.create("Vary"), "Origin");
            boolean asksFirst = request.prologue().method().text().equals("OPTIONS")
                    && request.headers()
                            .first(HeaderNames.create("Access-Control-Request-Method"))
                            .isPresent();
            if (asksFirst) {
                response.header(HeaderNames.create("Access-Control-Allow-Methods"), "GET, POST, PUT, DELETE");
                response.header(HeaderNames.create("Access-Control-Allow-Headers"), "Authorization, Content-Type");
                response.header(HeaderNames.create("Access-Control-Max-Age"), "600");
                response.status(Status.NO_CONTENT_204).send();
                return;
            }
        }
        chain.proceed();
    }
}
