package dev.tubeway.internal.module.abi;

// Generated from abi/tubeway-abi.json; see abi/README.md.

/// Ciphers with authentication.
public final class Aead {
    /// Key of 16, 24 or 32 bytes.
    public static final int AES_GCM = 1;
    /// Key of 32 bytes.
    public static final int CHACHA20_POLY1305 = 2;

    private Aead() {}

    /// Whether a value is one of these.
    public static boolean isKnown(int value) {
        return switch (value) {
            case AES_GCM, CHACHA20_POLY1305 -> true;
            default -> false;
        };
    }

    /// The value's name; its number for one that is unknown.
    public static String nameOf(int value) {
        return switch (value) {
            case AES_GCM -> "AES_GCM";
            case CHACHA20_POLY1305 -> "CHACHA20_POLY1305";
            default -> Integer.toString(value);
        };
    }
}
