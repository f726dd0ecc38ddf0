package dev.tubeway;

import java.util.Locale;
import java.util.Objects;

/// Why a tube, a channel or a connection ended: the one value that logs, metrics and the peer all see.
///
/// Threading: immutable.
/// Source: docs/protocol.md, "Close reasons".
///
/// @param kind   the reason
/// @param detail what happened, for people; at most [#MAX_DETAIL_BYTES] bytes of UTF-8 go over the wire
public record CloseReason(Kind kind, String detail) {

    /// Longest detail on the wire, bytes of UTF-8.
    public static final int MAX_DETAIL_BYTES = 1024;

    public CloseReason {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(detail, "detail");
    }

    /// A reason without words.
    public static CloseReason of(Kind kind) {
        return new CloseReason(kind, "");
    }

    /// A reason with words for people.
    public static CloseReason of(Kind kind, String detail) {
        return new CloseReason(kind, detail);
    }

    /// Parses a kind's code, or its name in any of the spellings `adminClosed`, `admin_closed`, `AdminClosed`.
    ///
    /// Errors: IllegalArgumentException that lists the names.
    public static CloseReason parse(String text) {
        String wanted = text.replace("_", "").replace("-", "").toLowerCase(Locale.ROOT);
        for (Kind kind : Kind.values()) {
            if (kind.name().replace("_", "").toLowerCase(Locale.ROOT).equals(wanted)
                    || Integer.toString(kind.code).equals(text)) {
                return of(kind);
            }
        }
        throw new IllegalArgumentException("no such close reason: reason=" + text
                + "; known are the codes 0 to 23 and names such as normal, adminClosed, timeout");
    }

    /// Whether nothing went wrong.
    public boolean isNormal() {
        return kind == Kind.NORMAL;
    }

    @Override
    public String toString() {
        return detail.isEmpty() ? kind.label() : kind.label() + ": " + detail;
    }

    /// The reasons, with their codes on the wire.
    public enum Kind {
        NORMAL(0),
        ERROR(1),
        TIMEOUT(2),
        SERVER_REFUSE(4),
        CLIENT(5),
        UNKNOWN(6),
        INVALID_INSTRUCTION(7),
        GUACD_REFUSE(8),
        CONNECTION_LOST(9),
        CONNECTION_FAILED(10),
        TUNNEL_CLOSED(11),
        ADMIN_CLOSED(12),
        ERROR_RECORDING(13),
        GUACD_ERROR(14),
        AI_CLOSED(15),
        ADDRESS_RESOLUTION_FAILED(16),
        DECRYPTION_FAILED(17),
        CONFIGURATION_ERROR(18),
        PROTOCOL_ERROR(19),
        UPSTREAM_CLOSED(20),
        PROXY_ERROR(21),
        HANDLER_ERROR(22),
        SECURITY_THREAT(23);

        private static final Kind[] BY_CODE = new Kind[24];

        static {
            for (Kind kind : values()) {
                BY_CODE[kind.code] = kind;
            }
            BY_CODE[3] = UNKNOWN;
        }

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        /// The code on the wire, 0 to 255.
        public int code() {
            return code;
        }

        /// The name as JSON, metrics and logs spell it: `adminClosed`.
        public String label() {
            StringBuilder label = new StringBuilder();
            for (String word : name().split("_", -1)) {
                String lower = word.toLowerCase(Locale.ROOT);
                label.append(label.isEmpty() ? lower : Character.toUpperCase(lower.charAt(0)) + lower.substring(1));
            }
            return label.toString();
        }

        /// The kind of a code; unknown codes read as [#UNKNOWN].
        public static Kind ofCode(int code) {
            return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : UNKNOWN;
        }
    }
}
