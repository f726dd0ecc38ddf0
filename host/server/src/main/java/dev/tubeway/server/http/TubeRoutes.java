package dev.tubeway.server.http;

import dev.tubeway.Gateway;
import dev.tubeway.Tube;
import dev.tubeway.TubeRequest;
import dev.tubeway.TubewayException;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// `/v1/tubes` and what is under it.
final class TubeRoutes {
    private final Gateway gateway;
    private final Idempotency idempotency;
    private final Bodies bodies;
    private final BooleanSupplier draining;

    TubeRoutes(Gateway gateway, Idempotency idempotency, Bodies bodies, BooleanSupplier draining) {
        this.gateway = gateway;
        this.idempotency = idempotency;
        this.bodies = bodies;
        this.draining = draining;
    }

    void create(ServerRequest request, ServerResponse response) {
        byte[] body = bodies.json(request);
        Optional<String> key = request.headers().first(HeaderNames.create("Idempotency-Key"));
        Idempotency.Outcome outcome = key.isPresent()
                ? idempotency.once(key.get(), body, () -> create(body))
                : new Idempotency.Outcome(create(body), false);
        if (outcome.replayed()) {
            response.header("Idempotency-Replayed", "true");
        }
        response.status(Status.CREATED_201);
        response.header(HeaderNames.LOCATION, outcome.answer().location());
        Bodies.send(response, outcome.answer().body().getBytes(StandardCharsets.UTF_8));
    }

    private Idempotency.Answer create(byte[] body) {
        if (draining.getAsBoolean()) {
            throw new TubewayException(
                    TubewayException.Problem.SHUTTING_DOWN, "the gateway is stopping: ask another one");
        }
        TubeRequest request = Json.read(Requests.CreateTube.class, body).toRequest();
        Tube tube = gateway.createTube(request);
        return new Idempotency.Answer("/v1/tubes/" + tube.id(), Json.text(Views.Created.of(tube)));
    }

    void list(ServerRequest request, ServerResponse response) {
        List<Views.TubeView> tubes = gateway.tubes().stream()
                .map(tube -> Views.TubeView.of(tube, false))
                .toList();
        Bodies.send(response, Json.write(new Views.Tubes(tubes)));
    }

    void show(ServerRequest request, ServerResponse response) {
        Bodies.send(response, Json.write(Views.TubeView.of(tube(request), true)));
    }

    void close(ServerRequest request, ServerResponse response) {
        Tube tube = tube(request);
        tube.close(Requests.closeReason(request));
        response.status(Status.NO_CONTENT_204).send();
    }

    void remoteDescription(ServerRequest request, ServerResponse response) {
        describe(tube(request), Json.read(Requests.RemoteDescription.class, bodies.json(request)), response);
    }

    /// Takes a description of the peer, and answers an offer.
    static void describe(Tube tube, Requests.RemoteDescription body, ServerResponse response) {
        switch (body.type()) {
            case "answer" -> {
                tube.acceptAnswer(body.sdp());
                response.status(Status.NO_CONTENT_204).send();
            }
            case "offer" -> Bodies.send(response, Json.write(new Views.Answer(tube.acceptOffer(body.sdp()))));
            default -> throw ProblemException.field("/type", "type is offer or answer");
        }
    }

    void addCandidate(ServerRequest request, ServerResponse response) {
        Tube tube = tube(request);
        tube.addCandidate(
                Json.read(Requests.Candidate.class, bodies.json(request)).candidate());
        response.status(Status.NO_CONTENT_204).send();
    }

    void restartIce(ServerRequest request, ServerResponse response) {
        Bodies.send(response, Json.write(new Views.Offer(tube(request).restartIce())));
    }

    void stats(ServerRequest request, ServerResponse response) {
        Bodies.send(response, Json.write(Views.Stats.of(tube(request).stats())));
    }

    void connections(ServerRequest request, ServerResponse response) {
        List<Views.ConnectionView> connections = tube(request).connections().stream()
                .map(Views.ConnectionView::of)
                .toList();
        Bodies.send(response, Json.write(new Views.Connections(connections)));
    }

    void closeConnection(ServerRequest request, ServerResponse response) {
        Tube tube = tube(request);
        String number = request.path().pathParameters().get("number");
        if (!number.matches("[1-9]\\d{0,8}")) {
            throw new TubewayException(
                    TubewayException.Problem.CONNECTION_NOT_FOUND,
                    "connections are numbered from 1: tube=" + tube.id());
        }
        tube.closeConnection(Integer.parseInt(number), Requests.closeReason(request));
        response.status(Status.NO_CONTENT_204).send();
    }

    private Tube tube(ServerRequest request) {
        String id = request.path().pathParameters().get("tubeId");
        return gateway.tube(id)
                .orElseThrow(() -> new TubewayException(
                        TubewayException.Problem.TUBE_NOT_FOUND, "no such tube, or it is closed: tube=" + id));
    }
}
