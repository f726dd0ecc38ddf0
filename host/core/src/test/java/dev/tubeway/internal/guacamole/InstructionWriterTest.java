package dev.tubeway.internal.guacamole;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tubeway.internal.buffer.BufferPool;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InstructionWriterTest {
    private final BufferPool pool = new BufferPool(8, 8);
    private final InstructionWriter writer = new InstructionWriter(pool);

    @AfterEach
    void givesAllMemoryBack() {
        writer.close();
        assertEquals(0, pool.inUseBytes());
        pool.close();
    }

    @Test
    void writesLengthsBeforeValues() {
        writer.op("size").arg(0).arg(1024).arg(-768).arg("").end();
        writer.op("nop").end();
        assertEquals("4.size,1.0,4.1024,4.-768,0.;3.nop;", written());
        assertEquals(34, writer.length());
    }

    @Test
    void addsWhatAnotherHasWritten() {
        try (var other = new InstructionWriter(pool)) {
            writer.append(other);
            assertEquals("", written());
            other.op("name").arg("é".repeat(5000)).end();
            writer.op("nop").end();
            writer.append(other);
            writer.op("nop").end();
            assertEquals("3.nop;4.name,5000." + "é".repeat(5000) + ";3.nop;", written());
        }
    }

    @Test
    void writesTheExtremesOfNumbers() {
        writer.op("sync")
                .arg(Long.MIN_VALUE)
                .arg(Long.MAX_VALUE)
                .arg(Integer.MIN_VALUE)
                .end();
        assertEquals("4.sync,20.-9223372036854775808,19.9223372036854775807,11.-2147483648;", written());
    }

    @Test
    void countsCodePointsAndNotBytesOrChars() {
        writer.op("name").arg("aé€😀").arg("ユーザー名").end();
        assertEquals("4.name,4.aé€😀,5.ユーザー名;", written());
    }

    @Test
    void writesHalfAPairAsReplacement() {
        writer.op("name")
                .arg("a\ud83d")
                .arg("\ude00b")
                .arg("\ud83d\ud83d\ude00")
                .end();
        assertEquals("4.name,2.a\ufffd,2.\ufffdb,2.\ufffd😀;", written());
    }

    @Test
    void encodesBase64OfEveryLength() {
        var random = new Random(11);
        for (int length = 0; length < 200; length++) {
            byte[] bytes = new byte[length + 6];
            random.nextBytes(bytes);
            writer.clear();
            writer.op("blob").arg(1).argBase64(bytes, 3, length).end();
            String text = Base64.getEncoder().encodeToString(java.util.Arrays.copyOfRange(bytes, 3, 3 + length));
            assertEquals("4.blob,1.1," + text.length() + "." + text + ";", written());
        }
    }

    @Test
    void growsPastTheLargestPooledBlock() {
        byte[] blob = new byte[InstructionWriter.MAX_BLOB_BYTES];
        for (int i = 0; i < 100; i++) {
            writer.op("blob").arg(7).argBase64(blob, 0, blob.length).end();
        }
        assertEquals(100 * (8064 + "4.blob,1.7,8064.;".length()), writer.length());
        writer.clear();
        assertEquals(0, writer.length());
        assertEquals(0, pool.inUseBytes());
    }

    @Test
    void whatIsWrittenReadsBack() {
        for (int seed = 0; seed < 500; seed++) {
            var random = new Random(seed);
            writer.clear();
            String[] values = new String[1 + random.nextInt(20)];
            writer.op("name");
            for (int i = 0; i < values.length; i++) {
                values[i] = text(random);
                writer.arg(values[i]);
            }
            writer.end();
            var reader = new InstructionReader();
            assertEquals(ReadResult.Progress.INSTRUCTION, reader.read(writer.bytes()), "seed=" + seed);
            String[] read = new String[values.length];
            for (int i = 0; i < read.length; i++) {
                read[i] = reader.text(i + 1);
            }
            assertArrayEquals(values, read, "seed=" + seed);
        }
    }

    private static String text(Random random) {
        var text = new StringBuilder();
        for (int i = random.nextInt(30); i > 0; i--) {
            int point = random.nextInt(1 << (7 + random.nextInt(14)));
            text.appendCodePoint(point > 0x10ffff || (point >= 0xd800 && point < 0xe000) ? 'x' : point);
        }
        return text.toString();
    }

    private String written() {
        ByteBuffer bytes = writer.bytes();
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }
}
