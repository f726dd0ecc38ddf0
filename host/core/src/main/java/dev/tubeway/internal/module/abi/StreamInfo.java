package dev.tubeway.internal.module.abi;

// Generated from abi/tubeway-abi.json; see abi/README.md.

/// Facts about a stream.
public final class StreamInfo {
    /// `address:port`, utf8.
    public static final int PEER_ADDRESS = 1;
    /// `address:port`, utf8.
    public static final int LOCAL_ADDRESS = 2;
    /// The peer's certificate, DER.
    public static final int CERTIFICATE = 3;
    /// The peer's SubjectPublicKeyInfo, DER.
    public static final int PUBLIC_KEY = 4;
    /// Such as `TLSv1.3`, utf8.
    public static final int TLS_VERSION = 5;
    /// The protocol agreed on, utf8.
    public static final int ALPN = 6;
    /// Media type of a client's stream, utf8.
    public static final int TYPE = 7;
    /// Name of a client's stream, utf8.
    public static final int NAME = 8;
    /// Exit status of what ran on an SSH stream, a number in utf8.
    public static final int EXIT_STATUS = 9;
    /// Signal that ended what ran on an SSH stream, without SIG, utf8.
    public static final int EXIT_SIGNAL = 10;

    private StreamInfo() {}

    /// Whether a value is one of these.
    public static boolean isKnown(int value) {
        return switch (value) {
            case PEER_ADDRESS, LOCAL_ADDRESS, CERTIFICATE, PUBLIC_KEY, TLS_VERSION, ALPN, TYPE, NAME, EXIT_STATUS, EXIT_SIGNAL -> true;
            default -> false;
        };
    }

    /// The value's name; its number for one that is unknown.
    public static String nameOf(int value) {
        return switch (value) {
            case PEER_ADDRESS -> "PEER_ADDRESS";
            case LOCAL_ADDRESS -> "LOCAL_ADDRESS";
            case CERTIFICATE -> "CERTIFICATE";
            case PUBLIC_KEY -> "PUBLIC_KEY";
            case TLS_VERSION -> "TLS_VERSION";
            case ALPN -> "ALPN";
            case TYPE -> "TYPE";
            case NAME -> "NAME";
            case EXIT_STATUS -> "EXIT_STATUS";
            case EXIT_SIGNAL -> "EXIT_SIGNAL";
            default -> Integer.toString(value);
        };
    }
}
