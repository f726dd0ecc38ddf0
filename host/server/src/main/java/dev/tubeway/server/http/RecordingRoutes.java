package dev.tubeway.server.http;

import dev.tubeway.module.Modules;
import dev.tubeway.module.RecordingInfo;
import dev.tubeway.module.RecordingOrder;
import dev.tubeway.module.RecordingRequest;
import dev.tubeway.module.Recordings;
import dev.tubeway.session.Sessions;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/// `/v1/recordings` and what is under it.
final class RecordingRoutes {
    private final Modules modules;
    private final Bodies bodies;

    RecordingRoutes(Modules modules, Bodies bodies) {
        this.modules = modules;
        this.bodies = bodies;
    }

    private Recordings recordings() {
        return modules.recordings();
    }

    void list(ServerRequest request, ServerResponse response) {
        Bodies.send(response, Json.write(RecordingViews.Recordings.of(recordings())));
    }

    /// Has the next sessions of a module recorded.
    void order(ServerRequest request, ServerResponse response) {
        RecordingRequest wanted =
                Json.read(RecordingViews.Order.class, bodies.json(request)).toRequest();
        if (modules.list().stream().noneMatch(module -> module.name().equals(wanted.module()))) {
            throw new ProblemException(ProblemType.MODULE_NOT_FOUND, "no such module: name=" + wanted.module());
        }
        RecordingOrder order = recordings().order(wanted);
        response.status(Status.CREATED_201);
        Bodies.send(response, Json.write(RecordingViews.OrderView.of(order)));
    }

    void withdraw(ServerRequest request, ServerResponse response) {
        String id = request.path().pathParameters().get("orderId");
        if (!recordings().withdraw(id)) {
            throw new ProblemException(
                    ProblemType.RECORDING_NOT_FOUND, "no such order, or it was carried out: order=" + id);
        }
        response.status(Status.NO_CONTENT_204).send();
    }

    /// Sends a file of the folder; none but those that the list names.
    void fetch(ServerRequest request, ServerResponse response) {
        String name = request.path().pathParameters().get("recording");
        RecordingInfo recording = recordings().list().stream()
                .filter(each -> RecordingViews.fileName(each).equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new ProblemException(ProblemType.RECORDING_NOT_FOUND, "no such recording: recording=" + name));
        response.header(HeaderNames.CONTENT_TYPE, "application/octet-stream");
        try (OutputStream out = response.outputStream()) {
            Files.copy(recording.file(), out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Ends the recording of a session that runs.
    void stop(ServerRequest request, ServerResponse response) {
        String session = Sessions.id(request.path().pathParameters().get("sessionId"));
        if (!recordings().stop(session)) {
            throw new ProblemException(
                    ProblemType.RECORDING_NOT_FOUND, "the session is not being recorded: session=" + session);
        }
        response.status(Status.NO_CONTENT_204).send();
    }
}
