package dev.tubeway.server.http;

import dev.tubeway.session.SessionInfo;
import dev.tubeway.session.Sessions;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/// `/v1/sessions` and what is under it.
final class SessionRoutes {
    private final Sessions sessions;

    SessionRoutes(Sessions sessions) {
        this.sessions = sessions;
    }

    void list(ServerRequest request, ServerResponse response) {
        Bodies.send(response, Json.write(SessionViews.Sessions.of(sessions.list())));
    }

    void show(ServerRequest request, ServerResponse response) {
        SessionInfo session = sessions.find(id(request)).orElseThrow(() -> notFound(request));
        Bodies.send(response, Json.write(SessionViews.SessionView.of(session)));
    }

    void close(ServerRequest request, ServerResponse response) {
        if (!sessions.terminate(id(request), Requests.closeReason(request))) {
            throw notFound(request);
        }
        response.status(Status.NO_CONTENT_204).send();
    }

    void screen(ServerRequest request, ServerResponse response) {
        byte[] png = sessions.screen(id(request)).orElseThrow(() -> notFound(request));
        response.header(HeaderNames.CONTENT_TYPE, "image/png");
        response.send(png);
    }

    private static String id(ServerRequest request) {
        return request.path().pathParameters().get("sessionId");
    }

    private static ProblemException notFound(ServerRequest request) {
        return new ProblemException(
                ProblemType.SESSION_NOT_FOUND, "no such session, or it is over: session=" + id(request));
    }
}
