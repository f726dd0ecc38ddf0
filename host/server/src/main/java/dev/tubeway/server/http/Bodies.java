package dev.tubeway.server.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HttpMediaType;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Takes bodies in and sends JSON out.
final class Bodies {
    private static final byte[] EMPTY_OBJECT = {'{', '}'};

    private final int maxJsonBytes;

    /// @param maxJsonBytes largest JSON body that is taken
    Bodies(int maxJsonBytes) {
        this.maxJsonBytes = maxJsonBytes;
    }

    /// Errors: [ProblemException] where the body is missing, too large or not declared as JSON.
    byte[] json(ServerRequest request) {
        requireType(request, "application", "json");
        byte[] body = bytes(request, maxJsonBytes, "http.maxBodyBytes");
        if (body.length == 0) {
            throw new ProblemException(ProblemType.MALFORMED_JSON, "the body is empty; a JSON object is due");
        }
        return body;
    }

    /// As [#json], where a request without a body means an empty object.
    byte[] optionalJson(ServerRequest request) {
        return request.content().hasEntity() ? json(request) : EMPTY_OBJECT.clone();
    }

    /// Errors: [ProblemException] where the body is missing, too large or not declared as Wasm.
    ///
    /// @param limit   largest body that is taken, bytes
    /// @param setting the setting that tells it
    static byte[] wasm(ServerRequest request, int limit, String setting) {
        requireType(request, "application", "wasm");
        byte[] body = bytes(request, limit, setting);
        if (body.length == 0) {
            throw new ProblemException(ProblemType.BAD_REQUEST, "the body is empty; a Wasm file is due");
        }
        return body;
    }

    static void send(ServerResponse response, byte[] json) {
        response.header(HeaderNames.CONTENT_TYPE, "application/json");
        response.send(json);
    }

    private static void requireType(ServerRequest request, String type, String subtype) {
        Optional<HttpMediaType> given = request.headers().contentType();
        boolean right = given.isPresent()
                && given.get().mediaType().type().equalsIgnoreCase(type)
                && given.get().mediaType().subtype().equalsIgnoreCase(subtype);
        if (!right) {
            throw new ProblemException(
                    ProblemType.UNSUPPORTED_MEDIA_TYPE, "send the body as Content-Type: " + type + "/" + subtype);
        }
    }

    private static byte[] bytes(ServerRequest request, int limit, String setting) {
        if (!request.content().hasEntity()) {
            return new byte[0];
        }
        OptionalLong declared = request.headers().contentLength();
        if (declared.isPresent() && declared.getAsLong() > limit) {
            throw tooLarge(limit, setting);
        }
        try (InputStream in = request.content().inputStream()) {
            byte[] body = in.readNBytes(limit);
            if (body.length == limit && in.read() >= 0) {
                throw tooLarge(limit, setting);
            }
            return body;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The rest of the body is not read, so the connection ends here.
    private static ProblemException tooLarge(int limit, String setting) {
        return new ProblemException(
                ProblemType.PAYLOAD_TOO_LARGE,
                "the body is larger than allowed: " + setting + "=" + limit,
                null,
                Map.of("Connection", "close"));
    }
}
