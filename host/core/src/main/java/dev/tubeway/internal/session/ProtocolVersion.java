package dev.tubeway.internal.session;

/// A version of the Guacamole protocol, as `VERSION_1_5_0` says it.
///
/// @param number major, minor and patch as one number: 10500
record ProtocolVersion(int number) {

    /// What this host speaks.
    static final String SPOKEN = "VERSION_1_5_0";

    private static final String PREFIX = "VERSION_";
    private static final ProtocolVersion OLDEST = new ProtocolVersion(10_000);

    /// Reads a version; what is none counts as the oldest.
    static ProtocolVersion parse(String text) {
        if (!text.startsWith(PREFIX)) {
            return OLDEST;
        }
        String[] parts = text.substring(PREFIX.length()).split("_", -1);
        int number = 0;
        for (int i = 0; i < 3; i++) {
            String part = i < parts.length ? parts[i] : "0";
            if (!part.matches("[0-9]{1,2}")) {
                return OLDEST;
            }
            number = number * 100 + Integer.parseInt(part);
        }
        return new ProtocolVersion(number);
    }

    /// Whether the client knows `required`.
    boolean knowsRequired() {
        return number >= 10_300;
    }

    /// Whether the client knows `msg`.
    boolean knowsMessages() {
        return number >= 10_500;
    }
}
