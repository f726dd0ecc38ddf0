package dev.tubeway.internal.module.abi;

// Generated from abi/tubeway-abi.json; see abi/README.md.

/// Ciphers without padding.
public final class Cipher {
    /// Key of 16, 24 or 32 bytes.
    public static final int AES_ECB = 1;
    /// Key of 16, 24 or 32 bytes, iv of 16.
    public static final int AES_CBC = 2;
    /// Key of 16, 24 or 32 bytes, iv of 16.
    public static final int AES_CTR = 3;
    /// Key of 8 bytes, old: for protocols that want it.
    public static final int DES_ECB = 4;
    /// Key of 24 bytes, iv of 8, old: for protocols that want it.
    public static final int DES3_CBC = 5;
    /// Key of 5 to 32 bytes, old: for protocols that want it.
    public static final int RC4 = 6;

    private Cipher() {}

    /// Whether a value is one of these.
    public static boolean isKnown(int value) {
        return switch (value) {
            case AES_ECB, AES_CBC, AES_CTR, DES_ECB, DES3_CBC, RC4 -> true;
            default -> false;
        };
    }

    /// The value's name; its number for one that is unknown.
    public static String nameOf(int value) {
        return switch (value) {
            case AES_ECB -> "AES_ECB";
            case AES_CBC -> "AES_CBC";
            case AES_CTR -> "AES_CTR";
            case DES_ECB -> "DES_ECB";
            case DES3_CBC -> "DES3_CBC";
            case RC4 -> "RC4";
            default -> Integer.toString(value);
        };
    }
}
