package dev.tubeway.internal.session;

import dev.tubeway.CloseReason;
import dev.tubeway.internal.module.abi.Status;
import java.util.Optional;

/// The statuses by which a client is told how something went.
///
/// Source: guacamole.apache.org, "Guacamole protocol reference", status codes.
enum Answer {
    SUCCESS(0),
    UNSUPPORTED(256),
    SERVER_ERROR(512),
    SERVER_BUSY(513),
    UPSTREAM_TIMEOUT(514),
    UPSTREAM_ERROR(515),
    RESOURCE_NOT_FOUND(516),
    RESOURCE_CONFLICT(517),
    RESOURCE_CLOSED(518),
    UPSTREAM_NOT_FOUND(519),
    UPSTREAM_UNAVAILABLE(520),
    SESSION_CONFLICT(521),
    SESSION_TIMEOUT(522),
    SESSION_CLOSED(523),
    BAD_REQUEST(768),
    UNAUTHORIZED(769),
    FORBIDDEN(771),
    CLIENT_TIMEOUT(776),
    OVERRUN(781),
    BAD_TYPE(783),
    TOO_MANY(797);

    private final int code;

    Answer(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    /// How a client is told of the end of its session; empty where `disconnect` says all.
    static Optional<Answer> of(CloseReason reason) {
        return switch (reason.kind()) {
            case NORMAL, CLIENT, UPSTREAM_CLOSED -> Optional.empty();
            case ERROR, UNKNOWN, ERROR_RECORDING, GUACD_ERROR, PROXY_ERROR, HANDLER_ERROR -> Optional.of(SERVER_ERROR);
            case TIMEOUT -> Optional.of(UPSTREAM_TIMEOUT);
            case SERVER_REFUSE -> Optional.of(UNAUTHORIZED);
            case INVALID_INSTRUCTION, CONFIGURATION_ERROR -> Optional.of(BAD_REQUEST);
            case GUACD_REFUSE -> Optional.of(SERVER_BUSY);
            case CONNECTION_LOST, PROTOCOL_ERROR, DECRYPTION_FAILED -> Optional.of(UPSTREAM_ERROR);
            case CONNECTION_FAILED, ADDRESS_RESOLUTION_FAILED -> Optional.of(UPSTREAM_NOT_FOUND);
            case TUNNEL_CLOSED, ADMIN_CLOSED, AI_CLOSED -> Optional.of(SESSION_CLOSED);
            case SECURITY_THREAT -> Optional.of(FORBIDDEN);
        };
    }

    /// How a client is told why its stream was refused, from a status of the ABI.
    static Answer ofRefusal(int status) {
        return switch (status) {
            case Status.DENIED -> FORBIDDEN;
            case Status.INVALID -> BAD_REQUEST;
            case Status.NOT_FOUND -> RESOURCE_NOT_FOUND;
            case Status.LIMIT -> TOO_MANY;
            case Status.UNSUPPORTED -> UNSUPPORTED;
            default -> SERVER_ERROR;
        };
    }
}
