package dev.tubeway.server.http;

import dev.tubeway.TubewayException;

/// The kinds of refusal of the management API: stable names that callers may act on.
///
/// Source: RFC 9457.
enum ProblemType {
    BAD_REQUEST("bad-request", 400, "Bad request"),
    MALFORMED_JSON("malformed-json", 400, "The body is not JSON"),
    INVALID_REQUEST("invalid-request", 400, "A field of the request is wrong"),
    UNAUTHORIZED("unauthorized", 401, "A token is needed"),
    FORBIDDEN("forbidden", 403, "Not allowed"),
    NOT_FOUND("not-found", 404, "No such resource"),
    METHOD_NOT_ALLOWED("method-not-allowed", 405, "The resource does not take this method"),
    NOT_ACCEPTABLE("not-acceptable", 406, "No form of the answer is acceptable"),
    PAYLOAD_TOO_LARGE("payload-too-large", 413, "The body is too large"),
    URI_TOO_LONG("uri-too-long", 414, "The address is too long"),
    UNSUPPORTED_MEDIA_TYPE("unsupported-media-type", 415, "The body is of the wrong media type"),
    IDEMPOTENCY_KEY_REUSED("idempotency-key-reused", 422, "The idempotency key belongs to another request"),
    TOO_MANY_STREAMS("too-many-streams", 429, "Too many clients watch events"),
    HEADERS_TOO_LARGE("headers-too-large", 431, "The headers are too large"),
    INTERNAL_ERROR("internal-error", 500, "The gateway failed"),
    NOT_READY("not-ready", 503, "The gateway takes no new tubes"),
    VERSION_NOT_SUPPORTED("http-version-not-supported", 505, "HTTP version not supported"),

    INVALID_SETTINGS("invalid-settings", 400, "The settings are wrong"),
    INVALID_DESCRIPTION("invalid-description", 400, "Not a session description"),
    INVALID_CANDIDATE("invalid-candidate", 400, "Not an ICE candidate"),
    MODULE_REFUSED("module-refused", 422, "The file is no module that can run here"),
    MODULE_NOT_FOUND("module-not-found", 404, "No such module"),
    MODULE_BUILT_IN("module-built-in", 409, "The module is built in"),
    RECORDING_NOT_FOUND("recording-not-found", 404, "No such recording"),
    TARGET_NOT_FOUND("target-not-found", 404, "No such target"),
    TARGET_EXISTS("target-exists", 409, "There is such a target"),
    SESSION_NOT_FOUND("session-not-found", 404, "No such session"),
    TUBE_NOT_FOUND("tube-not-found", 404, "No such tube"),
    CONNECTION_NOT_FOUND("connection-not-found", 404, "No such connection"),
    UNEXPECTED_DESCRIPTION("unexpected-description", 409, "Another description is due"),
    TUBE_CLOSED("tube-closed", 409, "The tube is closed"),
    TRICKLE_REQUIRED("trickle-required", 409, "The tube was made without trickle ICE"),
    LISTEN_FAILED("listen-failed", 409, "The local address cannot be listened on"),
    /// Every create slot is taken; the same problem with status 503 where every tube is.
    CAPACITY("capacity", 429, "No room at the moment"),
    SHUTTING_DOWN("shutting-down", 503, "The gateway is stopping"),
    TRANSPORT_UNAVAILABLE("transport-unavailable", 503, "WebRTC is not available"),
    TIMEOUT("timeout", 504, "The transport took too long");

    private final String slug;
    private final int status;
    private final String title;

    ProblemType(String slug, int status, String title) {
        this.slug = slug;
        this.status = status;
        this.title = title;
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }

    /// The stable name: `urn:tubeway:problem:tube-not-found`.
    String urn() {
        return "urn:tubeway:problem:" + slug;
    }

    static ProblemType of(TubewayException.Problem problem) {
        return switch (problem) {
            case INVALID_SETTINGS -> INVALID_SETTINGS;
            case INVALID_DESCRIPTION -> INVALID_DESCRIPTION;
            case UNEXPECTED_DESCRIPTION -> UNEXPECTED_DESCRIPTION;
            case INVALID_CANDIDATE -> INVALID_CANDIDATE;
            case TUBE_NOT_FOUND -> TUBE_NOT_FOUND;
            case CONNECTION_NOT_FOUND -> CONNECTION_NOT_FOUND;
            case TUBE_CLOSED -> TUBE_CLOSED;
            case TRICKLE_REQUIRED -> TRICKLE_REQUIRED;
            case CAPACITY -> CAPACITY;
            case LISTEN_FAILED -> LISTEN_FAILED;
            case SHUTTING_DOWN -> SHUTTING_DOWN;
            case TIMEOUT -> TIMEOUT;
            case TRANSPORT_UNAVAILABLE -> TRANSPORT_UNAVAILABLE;
        };
    }

    /// The kind that a bare status stands for; used for refusals of the web server itself.
    static ProblemType ofStatus(int status) {
        for (ProblemType type : values()) {
            if (type.status == status) {
                return type;
            }
        }
        return status >= 500 ? INTERNAL_ERROR : BAD_REQUEST;
    }
}
