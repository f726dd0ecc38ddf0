package dev.tubeway.internal.guacamole;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tubeway.Fuzz;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InstructionFuzzTest {
    private static final byte[] LIKELY = "0123456789.,;abé€".getBytes(StandardCharsets.UTF_8);

    /// Instructions, and the broken rule behind them.
    private static List<Object> outcome(byte[] bytes, int most, Random random) {
        InstructionReader reader = new InstructionReader();
        List<Object> all = new ArrayList<>();
        ByteBuffer in = ByteBuffer.allocate(InstructionReader.MAX_BYTES * 2);
        int at = 0;
        while (at < bytes.length) {
            int n = Math.min(bytes.length - at, 1 + random.nextInt(most));
            in.put(bytes, at, n).flip();
            at += n;
            ReadResult result = reader.read(in);
            while (result == ReadResult.Progress.INSTRUCTION) {
                List<String> elements = new ArrayList<>();
                for (int i = 0; i < reader.elements(); i++) {
                    elements.add(reader.text(i));
                    reader.number(i);
                    reader.longNumber(i);
                    reader.base64(i, new byte[64]);
                }
                all.add(elements);
                result = reader.read(in);
            }
            if (result != ReadResult.Progress.NEED_MORE) {
                all.add(result);
                return all;
            }
            in.compact();
        }
        return all;
    }

    @Test
    void itDoesNotMatterWhereNoiseIsCut() {
        Fuzz.rounds(3000, random -> {
            byte[] bytes = new byte[random.nextInt(300)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = random.nextInt(20) == 0 ? (byte) random.nextInt() : LIKELY[random.nextInt(LIKELY.length)];
            }
            assertEquals(outcome(bytes, 400, new Random(1)), outcome(bytes, 3, random));
        });
    }

    @Test
    void whatWasSaidIsReadHoweverItIsCutAndBrokenSpeechBreaksNothing() {
        Fuzz.rounds(3000, random -> {
            StringBuilder text = new StringBuilder();
            List<Object> said = new ArrayList<>();
            for (int i = random.nextInt(5); i >= 0; i--) {
                List<String> elements = new ArrayList<>();
                for (int j = random.nextInt(6); j >= 0; j--) {
                    // Text that is no text (a lone surrogate) cannot be sent as UTF-8.
                    String element =
                            new String(Fuzz.utf8(Fuzz.text(random, "abc.,;0123€é", 12)), StandardCharsets.UTF_8);
                    elements.add(element);
                    text.append(elements.size() > 1 ? "," : "")
                            .append(element.codePointCount(0, element.length()))
                            .append('.')
                            .append(element);
                }
                text.append(';');
                said.add(elements);
            }
            byte[] bytes = Fuzz.utf8(text.toString());
            assertEquals(said, outcome(bytes, 1 + random.nextInt(30), random));
            byte[] broken = Fuzz.mutated(random, bytes);
            assertEquals(outcome(broken, broken.length + 1, new Random(1)), outcome(broken, 5, random));
        });
    }
}
