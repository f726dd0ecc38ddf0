package dev.tubeway.internal.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UdpFramesTest {

    private static final int CONNECTION = 0xfffffff0;

    private static String hex(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static InetSocketAddress client(String address) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), 4711);
    }

    private static ByteBuffer data() {
        return ByteBuffer.wrap(new byte[] {9, 1, 2, 3}).position(1);
    }

    @Test
    void writesAndReadsAssociations() {
        ByteBuffer payload = UdpFrames.encodePort(CONNECTION, 65535);
        assertEquals("fffffff0ffff", hex(payload));
        assertEquals(new UdpFrames.Port(CONNECTION, 65535), UdpFrames.decodePort(payload));
    }

    @Test
    void writesAndReadsTheEnd() {
        ByteBuffer payload = UdpFrames.encodeClosed(CONNECTION);
        assertEquals("fffffff0", hex(payload));
        assertEquals(new UdpFrames.Closed(CONNECTION), UdpFrames.decodeClosed(payload));
    }

    @Test
    void writesRequestsAsTheWireHasThem() {
        assertEquals(
                "fffffff0" + "01" + "7f000001" + "1267" + "00000002" + "6462" + "0035" + "010203",
                hex(UdpFrames.encodeRequest(CONNECTION, client("127.0.0.1"), "db", 53, data())));
    }

    @Test
    void writesAnswersAsTheWireHasThem() {
        assertEquals(
                "fffffff0" + "04" + "00000000000000000000000000000001" + "1267" + "010203",
                hex(UdpFrames.encodeAnswer(CONNECTION, client("::1"), data())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void readsRequestsBackWhereverTheyLie(String address) {
        ByteBuffer payload = UdpFrames.encodeRequest(CONNECTION, client(address), "db", 53, data());
        ByteBuffer shifted = ByteBuffer.allocateDirect(payload.remaining() + 5)
                .position(5)
                .put(payload)
                .position(5);
        var request = assertInstanceOf(UdpFrames.Request.class, UdpFrames.decodeRequest(shifted));
        assertEquals(CONNECTION, request.connection());
        assertEquals(client(address), request.client());
        assertEquals("db", request.host());
        assertEquals(53, request.port());
        assertEquals("010203", hex(request.data()));
        assertEquals(5, shifted.position());
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void readsAnswersBack(String address) {
        ByteBuffer payload = UdpFrames.encodeAnswer(CONNECTION, client(address), data());
        var answer = assertInstanceOf(UdpFrames.Answer.class, UdpFrames.decodeAnswer(payload));
        assertEquals(CONNECTION, answer.connection());
        assertEquals(client(address), answer.client());
        assertEquals("010203", hex(answer.packet()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void refusesHeadersAtEachCut(String address) {
        ByteBuffer request =
                UdpFrames.encodeRequest(CONNECTION, client(address), "db.internal", 53, ByteBuffer.allocate(0));
        for (int cut = 0; cut < request.capacity(); cut++) {
            assertInstanceOf(
                    UdpFrames.Malformed.class,
                    UdpFrames.decodeRequest(request.duplicate().limit(cut)),
                    "cut=" + cut);
        }
        ByteBuffer answer = UdpFrames.encodeAnswer(CONNECTION, client(address), ByteBuffer.allocate(0));
        for (int cut = 0; cut < answer.capacity(); cut++) {
            assertInstanceOf(
                    UdpFrames.Malformed.class,
                    UdpFrames.decodeAnswer(answer.duplicate().limit(cut)),
                    "cut=" + cut);
        }
        for (int length : new int[] {0, 1, 3, 5, 7}) {
            assertInstanceOf(UdpFrames.Malformed.class, UdpFrames.decodePort(ByteBuffer.allocate(length)));
            assertInstanceOf(UdpFrames.Malformed.class, UdpFrames.decodeClosed(ByteBuffer.allocate(length)));
        }
    }

    @Test
    void keepsAMappedClientAddressInItsPlace() {
        byte[] payload = HexFormat.of()
                .parseHex("00000001" + "04" + "00000000000000000000ffff7f000001" + "1267" + "00000001" + "61" + "0035"
                        + "ee");
        var request = assertInstanceOf(UdpFrames.Request.class, UdpFrames.decodeRequest(ByteBuffer.wrap(payload)));
        assertEquals(client("127.0.0.1"), request.client());
        assertEquals("ee", hex(request.data()));
    }

    @Test
    void givesAnAnswerToRandomBytes() {
        Random random = new Random(5);
        int understood = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            if (bytes.length > 15) {
                bytes[4] = (byte) (random.nextBoolean() ? 1 : 4);
                bytes[11] = bytes[12] = bytes[13] = 0;
            }
            ByteBuffer in = ByteBuffer.wrap(bytes);
            if (UdpFrames.decodeRequest(in) instanceof UdpFrames.Request request) {
                assertTrue(request.port() > 0 && !request.host().isEmpty());
                understood++;
            }
            if (UdpFrames.decodeAnswer(in) instanceof UdpFrames.Answer answer) {
                assertTrue(answer.packet().remaining() < bytes.length);
            }
        }
        assertTrue(understood > 0);
    }
}
