package dev.tubeway.internal.session;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/// What a client might say that is broken, hostile or from another version.
final class Babble {
    private static final List<String> OPCODES = List.of(
            "select",
            "size",
            "audio",
            "video",
            "image",
            "timezone",
            "name",
            "connect",
            "sync",
            "mouse",
            "key",
            "touch",
            "clipboard",
            "file",
            "pipe",
            "argv",
            "blob",
            "end",
            "ack",
            "get",
            "put",
            "nop",
            "disconnect",
            "error",
            "",
            "ready",
            "args",
            "img",
            "Key",
            "keys",
            "\u00e9\u4e2d\ud83d\ude00");
    private static final List<String> WORDS = List.of(
            "",
            "0",
            "1",
            "-1",
            "63",
            "64",
            "2147483647",
            "-2147483648",
            "99999999999999999999",
            "0x10",
            "1.5",
            "NaN",
            "AAAA",
            "AAA",
            "!!!!",
            "text/plain",
            "image/png",
            "STDIN",
            "STDOUT",
            "hostname",
            "color-scheme",
            "password",
            "true",
            "VERSION_1_5_0",
            "VERSION_1_0_0",
            "VERSION_",
            "test",
            "$test",
            "\u0000",
            "\ud83d\ude00",
            "a;b,c.d");

    private final Random random;

    Babble(Random random) {
        this.random = random;
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    /// A well-formed instruction that makes sense or not.
    String instruction() {
        return random.nextInt(4) == 0
                ? instruction(any(OPCODES), random.nextInt(130))
                : instruction(any(OPCODES), random.nextInt(9));
    }

    private String instruction(String opcode, int arguments) {
        var text = new StringBuilder();
        element(text, opcode);
        for (int i = 0; i < arguments; i++) {
            text.append(',');
            element(text, random.nextInt(200) == 0 ? "x".repeat(random.nextInt(9000)) : any(WORDS));
        }
        return text.append(';').toString();
    }

    /// One that says just this.
    static String instruction(String... elements) {
        var text = new StringBuilder();
        for (String value : elements) {
            if (!text.isEmpty()) {
                text.append(',');
            }
            element(text, value);
        }
        return text.append(';').toString();
    }

    private static void element(StringBuilder text, String value) {
        text.append(value.codePointCount(0, value.length())).append('.').append(value);
    }

    /// Instructions, and now and then bytes changed, lost, doubled or added.
    byte[] talk(String beginning, int most) {
        var text = new StringBuilder(beginning);
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            text.append(instruction());
        }
        byte[] whole = text.toString().getBytes(StandardCharsets.UTF_8);
        int one = random.nextInt(3) == 0 ? 40 : 100_000;
        var bytes = new ByteArrayOutputStream(whole.length);
        for (byte b : whole) {
            if (random.nextInt(one) != 0) {
                bytes.write(b);
                continue;
            }
            switch (random.nextInt(4)) {
                case 0 -> bytes.write(random.nextInt());
                case 1 -> {
                    bytes.write(b);
                    bytes.write(b);
                }
                case 2 -> {
                    bytes.write(random.nextInt());
                    bytes.write(b);
                }
                default -> {
                    // Lost.
                }
            }
        }
        return bytes.toByteArray();
    }
}
