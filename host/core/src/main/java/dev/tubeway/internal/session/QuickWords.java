package dev.tubeway.internal.session;

import java.nio.ByteBuffer;

/// The instructions of clients that are taken in no time: `key`, `mouse`, `sync`, `ack`, `nop`.
final class QuickWords {
    private static final int SHORTEST = "3.nop;".length();

    private QuickWords() {}

    /// Whether one of them begins at the buffer's position.
    static boolean begin(ByteBuffer in) {
        int at = in.position();
        if (in.remaining() < SHORTEST || in.get(at + 1) != '.') {
            return false;
        }
        byte first = in.get(at + 2);
        return switch (in.get(at)) {
            case '3' -> first == 'k' || first == 'a' || first == 'n';
            case '4' -> first == 's' && in.get(at + 3) == 'y';
            case '5' -> first == 'm' && in.get(at + 3) == 'o';
            default -> false;
        };
    }
}
