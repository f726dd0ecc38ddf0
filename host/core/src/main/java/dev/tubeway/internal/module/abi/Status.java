package dev.tubeway.internal.module.abi;

// Generated from abi/tubeway-abi.json; see abi/README.md.

/// What a function answers below zero.
public final class Status {
    /// Nothing yet, or the time has passed.
    public static final int AGAIN = -1;
    /// The other end closed; reads have drained.
    public static final int CLOSED = -2;
    /// The session ends from outside; return from the entry function.
    public static final int CANCELLED = -3;
    /// The capability was not granted, or policy forbids it.
    public static final int DENIED = -4;
    /// This host does not offer it.
    public static final int UNSUPPORTED = -5;
    /// An argument or a handle is wrong.
    public static final int INVALID = -6;
    /// There is no such thing.
    public static final int NOT_FOUND = -7;
    /// A limit of the session is reached.
    public static final int LIMIT = -8;
    /// The other end refused.
    public static final int REFUSED = -9;
    /// There is no way to the other end.
    public static final int UNREACHABLE = -10;
    /// Credentials, certificate or authentication did not hold.
    public static final int AUTH_FAILED = -11;
    /// The peer broke its protocol, or its data are damaged.
    public static final int PEER_ERROR = -12;
    /// The host failed.
    public static final int HOST_ERROR = -13;

    private Status() {}

    /// Whether a value is one of these.
    public static boolean isKnown(int value) {
        return switch (value) {
            case AGAIN, CLOSED, CANCELLED, DENIED, UNSUPPORTED, INVALID, NOT_FOUND, LIMIT, REFUSED, UNREACHABLE, AUTH_FAILED, PEER_ERROR, HOST_ERROR -> true;
            default -> false;
        };
    }

    /// The value's name; its number for one that is unknown.
    public static String nameOf(int value) {
        return switch (value) {
            case AGAIN -> "AGAIN";
            case CLOSED -> "CLOSED";
            case CANCELLED -> "CANCELLED";
            case DENIED -> "DENIED";
            case UNSUPPORTED -> "UNSUPPORTED";
            case INVALID -> "INVALID";
            case NOT_FOUND -> "NOT_FOUND";
            case LIMIT -> "LIMIT";
            case REFUSED -> "REFUSED";
            case UNREACHABLE -> "UNREACHABLE";
            case AUTH_FAILED -> "AUTH_FAILED";
            case PEER_ERROR -> "PEER_ERROR";
            case HOST_ERROR -> "HOST_ERROR";
            default -> Integer.toString(value);
        };
    }
}
