package dev.tubeway.internal.guacamole;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
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

    /// Opcodes by the length of their word.
    private static final Opcode[][] BY_LENGTH = byLength();

    private final String word = name().toLowerCase(Locale.ROOT);

    /// The word's first letters, up to eight.
    private final long head = head(ByteBuffer.wrap(word.getBytes(StandardCharsets.US_ASCII)), 0, word.length());

    private static Opcode[][] byLength() {
        List<Opcode> known =
                Arrays.stream(values()).filter(each -> each != UNKNOWN).toList();
        int longest = known.stream().mapToInt(each -> each.word.length()).max().orElse(0);
        Opcode[][] all = new Opcode[longest + 1][];
        for (int i = 0; i <= longest; i++) {
            int length = i;
            all[i] = known.stream().filter(each -> each.word.length() == length).toArray(Opcode[]::new);
        }
        return all;
    }

    static Opcode of(ByteBuffer source, int at, int length) {
        if (length >= BY_LENGTH.length) {
            return UNKNOWN;
        }
        long head = head(source, at, length);
        for (Opcode each : BY_LENGTH[length]) {
            if (each.head == head && each.endsAs(source, at)) {
                return each;
            }
        }
        return UNKNOWN;
    }

    private static long head(ByteBuffer source, int at, int length) {
        long head = 0;
        for (int i = Math.min(length, Long.BYTES) - 1; i >= 0; i--) {
            head = (head << Byte.SIZE) | (source.get(at + i) & 0xff);
        }
        return head;
    }

    private boolean endsAs(ByteBuffer source, int at) {
        for (int i = Long.BYTES; i < word.length(); i++) {
            if (source.get(at + i) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
