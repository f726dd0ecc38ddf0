package dev.tubeway.internal.guacamole;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.internal.guacamole.ReadResult.Malformed;
import dev.tubeway.internal.guacamole.ReadResult.Progress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InstructionReaderTest {
    private static final String ALL_WIDTHS = "aé€😀";

    private final InstructionReader reader = new InstructionReader();

    @Test
    void readsElementsInOrder() {
        assertEquals(Progress.INSTRUCTION, read("4.sync,3.123,0.;"));
        assertEquals(Opcode.SYNC, reader.opcode());
        assertEquals(3, reader.elements());
        assertEquals("sync", reader.text(0));
        assertEquals(123, reader.number(1));
        assertEquals("", reader.text(2));
        assertEquals("", reader.text(3));
        assertEquals(0, reader.number(3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3.key,5.65507,1.1;",
                "4.name,4." + ALL_WIDTHS + ";4.sync,1.1;3.nop;",
                "0.;4.size,4.1024,3.768,2.96;",
                "4.blob,1.1,12.aGVsbG8gYWxs;3.end,1.1;"
            })
    void readsTheSameWhereverItIsCut(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        List<List<String>> whole = instructions(bytes, bytes.length);
        for (int cut = 0; cut <= bytes.length; cut++) {
            assertEquals(whole, instructions(bytes, cut), "cut=" + cut);
        }
        assertEquals(whole, oneByOne(bytes));
    }

    @Test
    void countsCodePointsAndNotBytes() {
        assertEquals(Progress.INSTRUCTION, read("4.name,4." + ALL_WIDTHS + ";"));
        assertEquals(ALL_WIDTHS, reader.text(1));
        assertEquals(Malformed.BAD_TERMINATOR, freshRead("4.name,5." + ALL_WIDTHS + ";4.name;"));
        assertEquals(Malformed.BAD_TERMINATOR, freshRead("4.name,3." + ALL_WIDTHS + ";"));
    }

    @Test
    void toleratesBytesThatAreNoText() {
        byte[] bytes = "4.name,3.abc;".getBytes(StandardCharsets.UTF_8);
        for (int bad : new int[] {0x80, 0xbf, 0xf8, 0xff}) {
            bytes[10] = (byte) bad;
            assertEquals(Progress.INSTRUCTION, new InstructionReader().read(ByteBuffer.wrap(bytes)));
        }
        assertEquals(Progress.INSTRUCTION, reader.read(ByteBuffer.wrap(bytes)));
        assertEquals("a\ufffdc", reader.text(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x.sync;|BAD_LENGTH",
                "-1.a;|BAD_LENGTH",
                "4sync;|BAD_LENGTH",
                "4,sync;|BAD_LENGTH",
                "3.sync;|BAD_TERMINATOR",
                "4.sync.|BAD_TERMINATOR",
                "4.sync,2.1;x|BAD_TERMINATOR",
                "99999999999.a;|OVERSIZE",
                "8193.a;|OVERSIZE",
            })
    void namesTheRuleThatWasBroken(String text, Malformed rule) {
        assertEquals(rule, read(text));
    }

    @Test
    void takesTheLargestInstructionAndNoLarger() {
        String head = "4.blob,1.1,4.";
        assertEquals(Progress.INSTRUCTION, read(ofBytes(InstructionReader.MAX_BYTES)));
        assertEquals(Malformed.OVERSIZE, freshRead(ofBytes(InstructionReader.MAX_BYTES + 1)));
        assertEquals(Malformed.OVERSIZE, freshRead("8190." + "a".repeat(9000)));
        assertEquals(Malformed.OVERSIZE, freshRead("8190." + "a".repeat(8186) + "€".repeat(10)));
        assertEquals(Progress.NEED_MORE, freshRead(head));
    }

    @Test
    void takesTheMostElementsAndNoMore() {
        assertEquals(Progress.INSTRUCTION, read("3.nop" + ",1.a".repeat(127) + ";"));
        assertEquals(128, reader.elements());
        assertEquals(Malformed.TOO_MANY_ELEMENTS, freshRead("3.nop" + ",1.a".repeat(128) + ";"));
    }

    @ParameterizedTest
    @CsvSource({"12,12", "-7,-7", "+5,5", "' 9',9", "12abc,12", "abc,0", "'',0", "99999999999,2147483647", "1.5,1"})
    void readsNumbersAsAtoi(String text, int number) {
        assertEquals(Progress.INSTRUCTION, read("3.key," + text.length() + "." + text + ";"));
        assertEquals(number, reader.number(1));
    }

    @Test
    void readsLargeNumbersAsTheLargest() {
        assertEquals(Progress.INSTRUCTION, read("4.sync,20.99999999999999999999,13.1700000000123;"));
        assertTrue(reader.longNumber(1) > Long.MAX_VALUE / 20);
        assertEquals(1_700_000_000_123L, reader.longNumber(2));
    }

    @Test
    void decodesBase64OfEveryLength() {
        var random = new Random(7);
        for (int length = 0; length < 100; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            for (Base64.Encoder encoder :
                    List.of(Base64.getEncoder(), Base64.getEncoder().withoutPadding())) {
                String text = encoder.encodeToString(bytes);
                assertEquals(Progress.INSTRUCTION, read("4.blob,1.1," + text.length() + "." + text + ";"));
                byte[] target = new byte[length];
                assertEquals(length, reader.base64(2, target));
                assertArrayEquals(bytes, target);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "ab!d", "abcde", "====", "a=b=", "é€", "ab\u0000d"})
    void refusesWhatIsNoBase64(String text) {
        assertEquals(Progress.INSTRUCTION, read("4.blob," + text.codePointCount(0, text.length()) + "." + text + ";"));
        assertEquals(-1, reader.base64(1, new byte[64]));
    }

    @Test
    void refusesBase64ThatDoesNotFit() {
        assertEquals(Progress.INSTRUCTION, read("4.blob,4.AAAA;"));
        assertEquals(-1, reader.base64(1, new byte[2]));
        assertEquals(3, reader.base64(1, new byte[3]));
    }

    @Test
    void knowsEveryOpcodeByItsName() {
        for (Opcode opcode : Opcode.values()) {
            String name = opcode.name().toLowerCase(java.util.Locale.ROOT);
            assertEquals(Progress.INSTRUCTION, read(name.length() + "." + name + ";"));
            assertEquals(opcode, reader.opcode());
            assertTrue(reader.is(0, name));
            assertFalse(reader.is(0, name + "x"));
        }
    }

    @Test
    void survivesRandomBytesInRandomPieces() {
        for (int seed = 0; seed < 3000; seed++) {
            var random = new Random(seed);
            byte[] bytes = new byte[random.nextInt(300)];
            byte[] likely = "0123456789.,;ab\u00e9\u20ac".getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = random.nextInt(20) == 0 ? (byte) random.nextInt() : likely[random.nextInt(likely.length)];
            }
            assertEquals(outcome(bytes, bytes.length, new Random(seed)), outcome(bytes, 3, random), "seed=" + seed);
        }
    }

    private static String ofBytes(int bytes) {
        String middle = "3.nop,8000." + "a".repeat(8000);
        int left = bytes - middle.length() - 1 - ",100.".length();
        String last = String.valueOf(left).length() == 3 ? "," + left + "." : ",0" + left + ".";
        return middle + last + "a".repeat(left) + ";";
    }

    private ReadResult read(String text) {
        return reader.read(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static ReadResult freshRead(String text) {
        return new InstructionReader().read(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> elements(InstructionReader reader) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < reader.elements(); i++) {
            all.add(reader.text(i));
        }
        return all;
    }

    private static List<List<String>> instructions(byte[] bytes, int cut) {
        var reader = new InstructionReader();
        List<List<String>> all = new ArrayList<>();
        ByteBuffer in = ByteBuffer.allocate(512);
        for (byte[] part : List.of(Arrays.copyOfRange(bytes, 0, cut), Arrays.copyOfRange(bytes, cut, bytes.length))) {
            in.put(part).flip();
            while (reader.read(in) == Progress.INSTRUCTION) {
                all.add(elements(reader));
            }
            in.compact();
        }
        assertEquals(0, in.position());
        return all;
    }

    private static List<List<String>> oneByOne(byte[] bytes) {
        var reader = new InstructionReader();
        List<List<String>> all = new ArrayList<>();
        ByteBuffer in = ByteBuffer.allocate(512);
        for (byte b : bytes) {
            in.put(b).flip();
            if (reader.read(in) == Progress.INSTRUCTION) {
                all.add(elements(reader));
            }
            in.compact();
        }
        return all;
    }

    /// Instructions, and the broken rule behind them.
    private static List<Object> outcome(byte[] bytes, int most, Random random) {
        var reader = new InstructionReader();
        List<Object> all = new ArrayList<>();
        ByteBuffer in = ByteBuffer.allocate(512);
        int at = 0;
        while (at < bytes.length) {
            int n = Math.min(bytes.length - at, 1 + random.nextInt(most));
            in.put(bytes, at, n).flip();
            at += n;
            while (true) {
                switch (reader.read(in)) {
                    case Malformed rule -> {
                        all.add(rule);
                        return all;
                    }
                    case Progress.INSTRUCTION -> {
                        all.add(elements(reader));
                        continue;
                    }
                    case Progress.NEED_MORE -> {
                        // The next piece.
                    }
                }
                break;
            }
            in.compact();
        }
        return all;
    }
}
