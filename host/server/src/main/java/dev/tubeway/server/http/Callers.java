package dev.tubeway.server.http;

import dev.tubeway.server.access.Passes.Seat;
import dev.tubeway.server.entrance.Entrances;
import dev.tubeway.server.entrance.Entrances.By;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRequest;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.ServerRequest;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Who asks, on the few paths that not only the token opens.
///
/// The filter lets a ticket or a seat through to these paths alone; their routes ask here what it is good for.
final class Callers {
    static final String TICKET = "Ticket ";
    static final String SEAT = "Seat ";

    private static final Pattern GUEST_PATHS = Pattern.compile("/v1/sessions/[^/]+/(seat|shares(/[^/]+)?|tubes(/.+)?)");

    private final Entrances entrances;

    Callers(Entrances entrances) {
        this.entrances = entrances;
    }

    /// Whether a request without the token may go on to its route, which judges what it shows instead.
    static boolean mayAsk(RoutingRequest request) {
        String authorization =
                request.headers().first(HeaderNames.AUTHORIZATION).orElse("");
        return (authorization.startsWith(TICKET) || authorization.startsWith(SEAT))
                && GUEST_PATHS.matcher(request.path().absolute().rawPath()).matches();
    }

    /// Who asks.
    sealed interface Caller {
        /// Holds the token.
        record Operator() implements Caller {}

        /// Shows a ticket, which is not judged yet.
        record TicketHolder(String ticket) implements Caller {}

        /// Holds a seat of the session.
        record SeatHolder(Seat seat) implements Caller {}
    }

    /// Errors: [ProblemException] where the seat is none of this session.
    Caller caller(ServerRequest request, String session) {
        String authorization =
                request.headers().first(HeaderNames.AUTHORIZATION).orElse("");
        if (authorization.startsWith(TICKET)) {
            return new Caller.TicketHolder(
                    authorization.substring(TICKET.length()).strip());
        }
        if (authorization.startsWith(SEAT)) {
            String secret = authorization.substring(SEAT.length()).strip();
            return new Caller.SeatHolder(entrances
                    .seat(session, secret)
                    .orElseThrow(() -> refused("the seat is none of this session, or gone")));
        }
        return new Caller.Operator();
    }

    /// The seat that a request shows.
    ///
    /// Errors: [ProblemException] where it shows none.
    Seat seat(ServerRequest request, String session) {
        if (caller(request, session) instanceof Caller.SeatHolder(Seat seat)) {
            return seat;
        }
        throw refused("send the header Authorization: Seat with the seat of this session");
    }

    /// Lets the token's holder through, and the owner by its seat.
    ///
    /// Errors: [ProblemException].
    By owner(ServerRequest request, String session) {
        return switch (caller(request, session)) {
            case Caller.Operator o -> operator(request);
            case Caller.SeatHolder(Seat seat) -> {
                if (!seat.rights().owner()) {
                    throw new ProblemException(ProblemType.FORBIDDEN, "only the owner of the session may do that");
                }
                yield new By(who(seat), from(request));
            }
            case Caller.TicketHolder t -> throw refused("a ticket opens a seat, and nothing else");
        };
    }

    static By operator(ServerRequest request) {
        return new By("token", from(request));
    }

    static By ticket(ServerRequest request) {
        return new By("ticket", from(request));
    }

    private static String who(Seat seat) {
        return "seat " + (seat.name().isEmpty() ? seat.id() : seat.name());
    }

    static String from(HttpRequest request) {
        return Optional.ofNullable(request.remotePeer().host()).orElse("");
    }

    static ProblemException refused(String detail) {
        return new ProblemException(
                ProblemType.UNAUTHORIZED, detail, null, Map.of("WWW-Authenticate", "Bearer, Ticket, Seat"));
    }
}
