package dev.tubeway.internal.guacamole;

import java.nio.ByteBuffer;
import java.util.Locale;

/// The opcodes that a client may send.
///
/// Source: guacamole.apache.org, "Guacamole protocol reference".
public enum Opcode {
    MOUSE,
    KEY,
    SYNC,
    ACK,
    BLOB,
    NOP,
    SIZE,
    TOUCH,
    CLIPBOARD,
    FILE,
    PIPE,
    ARGV,
    AUDIO,
    END,
    GET,
    PUT,
    DISCONNECT,
    SELECT,
    VIDEO,
    IMAGE,
    TIMEZONE,
    NAME,
    CONNECT,
    /// None of these; it is passed over.
    UNKNOWN;

    private static final Opcode[] ALL = values();

    private final String word = name().toLowerCase(Locale.ROOT);

    static Opcode of(ByteBuffer source, int at, int length) {
        for (int i = 0; i < ALL.length - 1; i++) {
            if (ALL[i].is(source, at, length)) {
                return ALL[i];
            }
        }
        return UNKNOWN;
    }

    private boolean is(ByteBuffer source, int at, int length) {
        if (word.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (source.get(at + i) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
