package dev.tubeway.internal.channel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.CloseReason;
import dev.tubeway.internal.buffer.Buffer;
import dev.tubeway.internal.buffer.BufferPool;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelDecoderTest {
    private static final int MAX = 1 << 20;

    private final BufferPool pool = new BufferPool(64, 4);
    private final RecordedEvents events = new RecordedEvents();
    private final ChannelDecoder decoder = new ChannelDecoder(MAX, events);

    @AfterEach
    void everyBufferCameBack() {
        assertEquals(0, pool.inUseBytes());
        pool.close();
    }

    private byte[] bytes(Buffer frame) {
        byte[] bytes = new byte[frame.length()];
        frame.view(0, frame.length()).get(bytes);
        frame.release();
        return bytes;
    }

    private byte[] data(int connection, byte[] payload) {
        Buffer buffer = pool.acquire(payload.length);
        buffer.view(Buffer.HEADROOM, Buffer.HEADROOM + payload.length).put(payload);
        Frame.seal(buffer, connection, 1_700_000_000_000L, payload.length);
        return bytes(buffer);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void buildsTheFrameOfTheSpecification() {
        assertEquals(
                "00000007" + "0000018bcfe56800" + "00000002" + "6869" + "3b",
                HexFormat.of().formatHex(data(7, text("hi"))));
    }

    @Test
    void buildsEveryControlMessage() {
        List<byte[]> frames = List.of(
                bytes(Control.ping(pool, 0)),
                bytes(Control.pong(pool, 0, ByteBuffer.wrap(text("abcd12")))),
                bytes(Control.pong(pool, 0, ByteBuffer.allocate(0))),
                bytes(Control.openConnection(pool, 0, 3, new byte[] {1, 2})),
                bytes(Control.connectionOpened(pool, 0, 3)),
                bytes(Control.sendEof(pool, 0, 3)),
                bytes(Control.closeConnection(pool, 0, 3, CloseReason.of(CloseReason.Kind.TIMEOUT, "späť"))),
                bytes(Control.closeConnection(pool, 0, 0, CloseReason.of(CloseReason.Kind.NORMAL))),
                bytes(Control.credit(pool, 0, 3, 65_536)),
                bytes(Control.udp(pool, 0, Control.UDP_OPENED, ByteBuffer.wrap(new byte[] {0, 0, 0, 9}))));
        frames.forEach(frame -> assertNull(decoder.decode(ByteBuffer.wrap(frame))));

        assertEquals(
                List.of(
                        "ping ",
                        "pong " + HexFormat.of().formatHex(text("abcd12")),
                        "pong 00000000",
                        "open 3 0102",
                        "opened 3",
                        "eof 3",
                        "close 3 TIMEOUT späť",
                        "close 0 NORMAL ",
                        "credit 3 65536",
                        "udp 202 00000009"),
                events.controls);
        assertEquals(10, decoder.frames());
    }

    @Test
    void readsTheSameHoweverTheBytesAreCut() {
        byte[] stream = join(
                data(1, text("first")),
                bytes(Control.openConnection(pool, 0, 2, text("tail"))),
                data(2, new byte[0]),
                data(2, text("second; with a terminator; inside")),
                bytes(Control.closeConnection(pool, 0, 1, CloseReason.of(CloseReason.Kind.CLIENT, "done"))),
                data(1, text("!")));
        for (int cut = 0; cut <= stream.length; cut++) {
            for (int second = cut; second <= stream.length; second += 7) {
                RecordedEvents found = new RecordedEvents();
                ChannelDecoder cutDecoder = new ChannelDecoder(MAX, found);
                assertNull(cutDecoder.decode(ByteBuffer.wrap(stream, 0, cut)));
                assertNull(cutDecoder.decode(ByteBuffer.wrap(stream, cut, second - cut)));
                assertNull(cutDecoder.decode(ByteBuffer.wrap(stream, second, stream.length - second)));
                String where = "cut at " + cut + " and " + second;
                assertEquals(
                        List.of("open 2 " + HexFormat.of().formatHex(text("tail")), "close 1 CLIENT done"),
                        found.controls,
                        where);
                assertArrayEquals(text("first!"), found.payload(1), where);
                assertArrayEquals(text("second; with a terminator; inside"), found.payload(2), where);
                assertEquals(6, cutDecoder.frames(), where);
            }
        }
    }

    @Test
    void readsOneByteAtATime() {
        byte[] payload = new byte[3000];
        new Random(7).nextBytes(payload);
        for (byte b : join(data(9, payload), bytes(Control.sendEof(pool, 0, 9)))) {
            assertNull(decoder.decode(ByteBuffer.wrap(new byte[] {b})));
        }
        assertArrayEquals(payload, events.payload(9));
        assertEquals(List.of("eof 9"), events.controls);
    }

    @Test
    void refusesABadTerminatorBeforeItsPayloadIsTold() {
        byte[] frame = data(1, text("payload"));
        frame[frame.length - 1] = 0x3A;
        assertEquals(Violation.BAD_TERMINATOR, decoder.decode(ByteBuffer.wrap(frame)));
        assertEquals(0, events.payload(1).length);
    }

    @Test
    void refusesABadTerminatorInAMessageOfItsOwn() {
        byte[] frame = data(1, text("payload"));
        assertNull(decoder.decode(ByteBuffer.wrap(frame, 0, frame.length - 1)));
        assertEquals(Violation.BAD_TERMINATOR, decoder.decode(ByteBuffer.wrap(new byte[] {0})));
    }

    @ParameterizedTest
    @ValueSource(ints = {MAX + 1, Integer.MAX_VALUE, -1, Integer.MIN_VALUE})
    void refusesALengthAboveTheLimit(int length) {
        byte[] frame = data(1, text("x"));
        ByteBuffer.wrap(frame).putInt(12, length);
        assertEquals(Violation.OVERSIZE, decoder.decode(ByteBuffer.wrap(frame)));
    }

    @Test
    void refusesALengthAboveTheLimitInACutHeader() {
        byte[] frame = data(1, text("x"));
        ByteBuffer.wrap(frame).putInt(12, MAX + 1);
        assertNull(decoder.decode(ByteBuffer.wrap(frame, 0, 15)));
        assertEquals(Violation.OVERSIZE, decoder.decode(ByteBuffer.wrap(frame, 15, 3)));
    }

    @Test
    void refusesAControlMessageLongerThanAnyCanBe() {
        byte[] frame = data(0, new byte[20]);
        ByteBuffer.wrap(frame).putInt(12, 100_000);
        assertEquals(Violation.CONTROL_OVERSIZE, decoder.decode(ByteBuffer.wrap(frame)));
    }

    @Test
    void takesAPayloadOfExactlyTheLimit() {
        ByteBuffer frame = ByteBuffer.allocate(MAX + Frame.OVERHEAD_BYTES);
        frame.putInt(0, 1).putInt(12, MAX).put(MAX + Frame.HEADER_BYTES, Frame.TERMINATOR);
        assertNull(decoder.decode(frame));
        assertEquals(MAX, events.payload(1).length);
    }

    @ParameterizedTest
    @CsvSource({
        "'', -1, 0",
        "00, -1, 1",
        "0065, 101, 2",
        "0065000000, 101, 5",
        "0191000000010000, 401, 8",
        "01910000000100000000, 401, 10",
        "01910000000180000000, 401, 10",
        "ffff00, 65535, 3",
        "012d01, 301, 3"
    })
    void passesOverControlMessagesThatAreShortOrUnknown(String payload, int code, int bytes) {
        byte[] control = HexFormat.of().parseHex(payload);
        assertNull(decoder.decode(ByteBuffer.wrap(data(0, control))));
        assertNull(decoder.decode(ByteBuffer.wrap(data(1, text("goes on")))));
        assertEquals(List.of("ignored " + code + " " + bytes), events.controls);
        assertArrayEquals(text("goes on"), events.payload(1));
    }

    @ParameterizedTest
    @CsvSource({
        "006600000005, 'close 5 NORMAL '",
        "00660000000502, 'close 5 TIMEOUT '",
        "0066000000050200, 'close 5 TIMEOUT '",
        "006600000005020002, 'close 5 TIMEOUT '",
        "0066000000050200026f, 'close 5 TIMEOUT o'",
        "0066000000050200026f6b, 'close 5 TIMEOUT ok'",
        "0066000000050200016f6b, 'close 5 TIMEOUT o'",
        "00660000000503, 'close 5 UNKNOWN '",
        "006600000005ff, 'close 5 UNKNOWN '"
    })
    void readsCloseInEveryLengthThatPeersSend(String payload, String told) {
        assertNull(decoder.decode(ByteBuffer.wrap(data(0, HexFormat.of().parseHex(payload)))));
        assertEquals(List.of(told), events.controls);
    }

    @Test
    void cutsALongDetailAtACharacter() {
        String detail = "ř".repeat(600);
        decoder.decode(ByteBuffer.wrap(
                bytes(Control.closeConnection(pool, 0, 1, CloseReason.of(CloseReason.Kind.CLIENT, detail)))));
        assertEquals(List.of("close 1 CLIENT " + "ř".repeat(512)), events.controls);
        RecordedEvents odd = new RecordedEvents();
        new ChannelDecoder(MAX, odd)
                .decode(ByteBuffer.wrap(bytes(
                        Control.closeConnection(pool, 0, 1, CloseReason.of(CloseReason.Kind.CLIENT, "x" + detail)))));
        assertEquals(List.of("close 1 CLIENT x" + "ř".repeat(511)), odd.controls);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void survivesRandomBytes(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            ChannelDecoder fuzzed = new ChannelDecoder(4096, new RecordedEvents());
            for (int message = 0; message < 8; message++) {
                byte[] bytes = new byte[random.nextInt(200)];
                random.nextBytes(bytes);
                if (bytes.length > 16 && random.nextBoolean()) {
                    ByteBuffer.wrap(bytes).putInt(0, random.nextInt(3)).putInt(12, random.nextInt(120));
                }
                ByteBuffer in = ByteBuffer.wrap(bytes);
                Violation violation = fuzzed.decode(in);
                if (violation != null) {
                    break;
                }
                assertTrue(!in.hasRemaining(), "seed=" + seed + " round=" + round);
            }
        }
    }
}
