package dev.tubeway.server.http;

import dev.tubeway.Gateway;
import dev.tubeway.IceServer;
import dev.tubeway.Tube;
import dev.tubeway.TubewayException;
import dev.tubeway.server.access.Passes;
import dev.tubeway.server.access.Passes.Seat;
import dev.tubeway.server.entrance.Entrances;
import dev.tubeway.server.entrance.Entrances.By;
import dev.tubeway.session.Making;
import dev.tubeway.session.SessionInfo;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The way into a session: making it, taking a seat, the seat's tubes, and shares.
final class EntranceRoutes {
    private final Gateway gateway;
    private final Entrances entrances;
    private final Callers callers;
    private final Bodies bodies;

    EntranceRoutes(Gateway gateway, Entrances entrances, Bodies bodies) {
        this.gateway = gateway;
        this.entrances = entrances;
        this.callers = new Callers(entrances);
        this.bodies = bodies;
    }

    void open(ServerRequest request, ServerResponse response) {
        Entrances.Order order =
                Json.read(EntranceViews.OpenSession.class, bodies.json(request)).order();
        switch (entrances.open(order, Callers.operator(request))) {
            case Entrances.Opening.Opened(String session, Passes.Ticket ticket) -> {
                response.status(Status.CREATED_201);
                response.header(HeaderNames.LOCATION, "/v1/sessions/" + session);
                Bodies.send(response, Json.write(EntranceViews.Opened.of(session, ticket)));
            }
            case Entrances.Opening.UnknownTarget(String name) ->
                throw ProblemException.field("/target", "no such target: target=" + name);
            case Entrances.Opening.Conflict(String parameter) ->
                throw ProblemException.field(
                        parameter.equals("protocol") ? "/protocol" : "/parameters/" + parameter,
                        "the target says it itself: " + parameter);
            case Entrances.Opening.Refused(Making.Refused refused) -> throw refused(refused);
        }
    }

    private static ProblemException refused(Making.Refused refused) {
        return switch (refused.why()) {
            case UNKNOWN_PROTOCOL -> ProblemException.field("/protocol", refused.text());
            case FULL -> new ProblemException(ProblemType.CAPACITY, refused.text(), null, Map.of("Retry-After", "5"));
            case STOPPING -> new ProblemException(ProblemType.SHUTTING_DOWN, refused.text());
        };
    }

    void takeSeat(ServerRequest request, ServerResponse response) {
        String id = id(request);
        SessionInfo session = session(id);
        EntranceViews.TakeSeat body = Json.read(EntranceViews.TakeSeat.class, bodies.optionalJson(request));
        Passes.Entry entry = switch (callers.caller(request, id)) {
            case Callers.Caller.TicketHolder(String ticket) ->
                entrances.enter(id, ticket, body.personName(), Callers.ticket(request));
            case Callers.Caller.Operator o -> {
                boolean first = session.state() == SessionInfo.State.WAITING;
                yield entrances.take(
                        id,
                        Objects.requireNonNullElse(body.owner(), first),
                        Objects.requireNonNullElse(body.readOnly(), false),
                        body.personName(),
                        Callers.operator(request));
            }
            case Callers.Caller.SeatHolder s -> throw Callers.refused("a seat is taken by a ticket");
        };
        switch (entry) {
            case Passes.Entry.Seated(Seat seat, String secret) -> {
                response.status(Status.CREATED_201);
                Bodies.send(response, Json.write(seated(seat, secret, session)));
            }
            case Passes.Entry.Refused(var why) -> throw refused(why);
        }
    }

    private EntranceViews.Seated seated(Seat seat, @Nullable String secret, SessionInfo session) {
        return EntranceViews.Seated.of(
                seat,
                secret,
                session,
                IceServer.grantedTo(
                        session.id(), Instant.now(), gateway.config().iceServers()));
    }

    private static ProblemException refused(Passes.Why why) {
        return switch (why) {
            case UNKNOWN, OTHER_SESSION -> Callers.refused("the ticket is none of this session");
            case USED -> Callers.refused("the ticket was used before; it opens its session once");
            case EXPIRED -> Callers.refused("the ticket has expired");
            case FULL -> new ProblemException(ProblemType.CAPACITY, "the session has as many seats as it may have");
        };
    }

    void showSeat(ServerRequest request, ServerResponse response) {
        String id = id(request);
        SessionInfo session = session(id);
        Bodies.send(response, Json.write(seated(callers.seat(request, id), null, session)));
    }

    // --- the seat's tubes

    void openTube(ServerRequest request, ServerResponse response) {
        String id = id(request);
        Seat seat = callers.seat(request, id);
        EntranceViews.OpenTube body = Json.read(EntranceViews.OpenTube.class, bodies.json(request));
        EntranceViews.Client client = body.who();
        Tube tube = entrances.tube(seat, client.personName(), client.screen(), body.wish());
        response.status(Status.CREATED_201);
        response.header(HeaderNames.LOCATION, "/v1/sessions/" + seat.session() + "/tubes/" + tube.id());
        Bodies.send(
                response,
                Json.write(new EntranceViews.TubeAnswer(tube.id(), tube.answer().orElseThrow())));
    }

    void tubeDescription(ServerRequest request, ServerResponse response) {
        TubeRoutes.describe(tube(request), Json.read(Requests.RemoteDescription.class, bodies.json(request)), response);
    }

    void tubeCandidate(ServerRequest request, ServerResponse response) {
        tube(request)
                .addCandidate(Json.read(Requests.Candidate.class, bodies.json(request))
                        .candidate());
        response.status(Status.NO_CONTENT_204).send();
    }

    void restartTube(ServerRequest request, ServerResponse response) {
        Bodies.send(response, Json.write(new Views.Offer(tube(request).restartIce())));
    }

    void closeTube(ServerRequest request, ServerResponse response) {
        tube(request).close(Requests.closeReason(request));
        response.status(Status.NO_CONTENT_204).send();
    }

    private Tube tube(ServerRequest request) {
        Seat seat = callers.seat(request, id(request));
        String id = request.path().pathParameters().get("tubeId");
        return entrances
                .tube(seat, id)
                .orElseThrow(() -> new TubewayException(
                        TubewayException.Problem.TUBE_NOT_FOUND,
                        "the seat has no such tube, or it is closed: tube=" + id));
    }

    // --- shares

    void share(ServerRequest request, ServerResponse response) {
        String id = id(request);
        By by = callers.owner(request, id);
        session(id);
        EntranceViews.MakeShare body = Json.read(EntranceViews.MakeShare.class, bodies.optionalJson(request));
        Optional<Passes.Shared> made =
                entrances.share(id, EntranceViews.name("/name", body.name()), body.onlyLooks(), body.validFor(), by);
        Passes.Shared shared = made.orElseThrow(
                () -> new ProblemException(ProblemType.CAPACITY, "the session has as many shares as it may have"));
        response.status(Status.CREATED_201);
        response.header(
                HeaderNames.LOCATION,
                "/v1/sessions/" + shared.share().session() + "/shares/"
                        + shared.share().id());
        Bodies.send(response, Json.write(EntranceViews.Share.of(shared)));
    }

    void shares(ServerRequest request, ServerResponse response) {
        String id = id(request);
        callers.owner(request, id);
        session(id);
        Bodies.send(
                response,
                Json.write(new EntranceViews.Shares(entrances.shares(id).stream()
                        .map(EntranceViews.Share::of)
                        .toList())));
    }

    void endShare(ServerRequest request, ServerResponse response) {
        String id = id(request);
        By by = callers.owner(request, id);
        String share = request.path().pathParameters().get("shareId");
        if (!entrances.endShare(id, share, by)) {
            throw new ProblemException(ProblemType.NOT_FOUND, "the session has no such share: share=" + share);
        }
        response.status(Status.NO_CONTENT_204).send();
    }

    private SessionInfo session(String id) {
        return gateway.sessions()
                .find(id)
                .orElseThrow(() -> new ProblemException(
                        ProblemType.SESSION_NOT_FOUND, "no such session, or it is over: session=" + id));
    }

    private static String id(ServerRequest request) {
        return request.path().pathParameters().get("sessionId");
    }
}
