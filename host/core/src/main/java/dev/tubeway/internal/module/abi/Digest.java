package dev.tubeway.internal.module.abi;

// Generated from abi/tubeway-abi.json; see abi/README.md.

/// Digests.
public final class Digest {
    /// 16 bytes.
    public static final int MD5 = 1;
    /// 20 bytes.
    public static final int SHA1 = 2;
    /// 32 bytes.
    public static final int SHA256 = 3;
    /// 48 bytes.
    public static final int SHA384 = 4;
    /// 64 bytes.
    public static final int SHA512 = 5;

    private Digest() {}

    /// Whether a value is one of these.
    public static boolean isKnown(int value) {
        return switch (value) {
            case MD5, SHA1, SHA256, SHA384, SHA512 -> true;
            default -> false;
        };
    }

    /// The value's name; its number for one that is unknown.
    public static String nameOf(int value) {
        return switch (value) {
            case MD5 -> "MD5";
            case SHA1 -> "SHA1";
            case SHA256 -> "SHA256";
            case SHA384 -> "SHA384";
            case SHA512 -> "SHA512";
            default -> Integer.toString(value);
        };
    }
}
