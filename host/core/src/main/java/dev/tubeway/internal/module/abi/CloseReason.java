package dev.tubeway.internal.module.abi;

// Generated from abi/tubeway-abi.json; see abi/README.md.

/// Why a session ended; the numbers of the tube protocol.
public final class CloseReason {
    /// Nothing went wrong.
    public static final int NORMAL = 0;
    /// A fault without a better name.
    public static final int ERROR = 1;
    /// The target did not answer in time.
    public static final int TIMEOUT = 2;
    /// The target refused.
    public static final int SERVER_REFUSE = 4;
    /// The client's fault.
    public static final int CLIENT = 5;
    /// Unknown.
    public static final int UNKNOWN = 6;
    /// The client broke its protocol.
    public static final int INVALID_INSTRUCTION = 7;
    /// The remote desktop service refused.
    public static final int GUACD_REFUSE = 8;
    /// The connection was lost.
    public static final int CONNECTION_LOST = 9;
    /// The connection could not be made.
    public static final int CONNECTION_FAILED = 10;
    /// The tube was closed.
    public static final int TUNNEL_CLOSED = 11;
    /// An operator closed it.
    public static final int ADMIN_CLOSED = 12;
    /// The recording failed.
    public static final int ERROR_RECORDING = 13;
    /// The remote desktop service failed.
    public static final int GUACD_ERROR = 14;
    /// A filter closed it.
    public static final int AI_CLOSED = 15;
    /// The name does not resolve.
    public static final int ADDRESS_RESOLUTION_FAILED = 16;
    /// Something could not be deciphered.
    public static final int DECRYPTION_FAILED = 17;
    /// The settings cannot work.
    public static final int CONFIGURATION_ERROR = 18;
    /// The target broke its protocol.
    public static final int PROTOCOL_ERROR = 19;
    /// The target closed.
    public static final int UPSTREAM_CLOSED = 20;
    /// A proxy failed.
    public static final int PROXY_ERROR = 21;
    /// The module failed.
    public static final int HANDLER_ERROR = 22;
    /// A threat was found.
    public static final int SECURITY_THREAT = 23;

    private CloseReason() {}

    /// Whether a value is one of these.
    public static boolean isKnown(int value) {
        return switch (value) {
            case NORMAL, ERROR, TIMEOUT, SERVER_REFUSE, CLIENT, UNKNOWN, INVALID_INSTRUCTION, GUACD_REFUSE, CONNECTION_LOST, CONNECTION_FAILED, TUNNEL_CLOSED, ADMIN_CLOSED, ERROR_RECORDING, GUACD_ERROR, AI_CLOSED, ADDRESS_RESOLUTION_FAILED, DECRYPTION_FAILED, CONFIGURATION_ERROR, PROTOCOL_ERROR, UPSTREAM_CLOSED, PROXY_ERROR, HANDLER_ERROR, SECURITY_THREAT -> true;
            default -> false;
        };
    }

    /// The value's name; its number for one that is unknown.
    public static String nameOf(int value) {
        return switch (value) {
            case NORMAL -> "NORMAL";
            case ERROR -> "ERROR";
            case TIMEOUT -> "TIMEOUT";
            case SERVER_REFUSE -> "SERVER_REFUSE";
            case CLIENT -> "CLIENT";
            case UNKNOWN -> "UNKNOWN";
            case INVALID_INSTRUCTION -> "INVALID_INSTRUCTION";
            case GUACD_REFUSE -> "GUACD_REFUSE";
            case CONNECTION_LOST -> "CONNECTION_LOST";
            case CONNECTION_FAILED -> "CONNECTION_FAILED";
            case TUNNEL_CLOSED -> "TUNNEL_CLOSED";
            case ADMIN_CLOSED -> "ADMIN_CLOSED";
            case ERROR_RECORDING -> "ERROR_RECORDING";
            case GUACD_ERROR -> "GUACD_ERROR";
            case AI_CLOSED -> "AI_CLOSED";
            case ADDRESS_RESOLUTION_FAILED -> "ADDRESS_RESOLUTION_FAILED";
            case DECRYPTION_FAILED -> "DECRYPTION_FAILED";
            case CONFIGURATION_ERROR -> "CONFIGURATION_ERROR";
            case PROTOCOL_ERROR -> "PROTOCOL_ERROR";
            case UPSTREAM_CLOSED -> "UPSTREAM_CLOSED";
            case PROXY_ERROR -> "PROXY_ERROR";
            case HANDLER_ERROR -> "HANDLER_ERROR";
            case SECURITY_THREAT -> "SECURITY_THREAT";
            default -> Integer.toString(value);
        };
    }
}
