package dev.tubeway.server.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HttpMediaType;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Optional;

/// Takes JSON bodies in and sends them out.
final class Bodies {
    private Bodies() {}

    /// Errors: [ProblemException] where the body is missing or not declared as JSON.
    static byte[] json(ServerRequest request) {
        Optional<HttpMediaType> type = request.headers().contentType();
        boolean json = type.isPresent()
                && type.get().mediaType().type().equalsIgnoreCase("application")
                && type.get().mediaType().subtype().equalsIgnoreCase("json");
        if (!json) {
            throw new ProblemException(
                    ProblemType.UNSUPPORTED_MEDIA_TYPE, "send the body as Content-Type: application/json");
        }
        byte[] body = request.content().hasEntity() ? request.content().as(byte[].class) : new byte[0];
        if (body.length == 0) {
            throw new ProblemException(ProblemType.MALFORMED_JSON, "the body is empty; a JSON object is due");
        }
        return body;
    }

    static void send(ServerResponse response, byte[] json) {
        response.header(HeaderNames.CONTENT_TYPE, "application/json");
        response.send(json);
    }
}
