package dev.tubeway.internal.conversation;

import dev.tubeway.CloseReason;
import java.util.Locale;

/// What a SOCKS5 client is told.
///
/// Source: RFC 1928 section 6.
enum SocksReply {
    SUCCEEDED(0),
    GENERAL_FAILURE(1),
    NOT_ALLOWED(2),
    HOST_UNREACHABLE(4),
    CONNECTION_REFUSED(5),
    COMMAND_NOT_SUPPORTED(7),
    ADDRESS_TYPE_NOT_SUPPORTED(8);

    private final int code;

    SocksReply(int code) {
        this.code = code;
    }

    /// The code on the wire.
    int code() {
        return code;
    }

    /// The reply for a connection that the far side did not open.
    ///
    /// The published package tells every failed dial as CONNECTION_FAILED with the system's words, so these
    /// are read.
    static SocksReply of(CloseReason reason) {
        return switch (reason.kind()) {
            case SERVER_REFUSE, SECURITY_THREAT -> NOT_ALLOWED;
            case ADDRESS_RESOLUTION_FAILED -> HOST_UNREACHABLE;
            case CONNECTION_FAILED, ERROR, UNKNOWN -> ofText(reason.detail().toLowerCase(Locale.ROOT));
            default -> GENERAL_FAILURE;
        };
    }

    private static SocksReply ofText(String text) {
        if (containsAny(text, "not allowed", "denied", "not permitted", "forbidden")) {
            return NOT_ALLOWED;
        }
        if (text.contains("refused")) {
            return CONNECTION_REFUSED;
        }
        if (containsAny(
                text, "unreachable", "no route", "resolv", "lookup", "look-up", "not known", "name not found")) {
            return HOST_UNREACHABLE;
        }
        return GENERAL_FAILURE;
    }

    private static boolean containsAny(String text, String... words) {
        for (String word : words) {
            if (text.contains(word)) {
                return true;
            }
        }
        return false;
    }
}
