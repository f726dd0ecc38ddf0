package dev.tubeway.internal.conversation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Socks5Test {

    private static ByteBuffer hex(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    @ParameterizedTest
    @CsvSource({"050100, true", "0502 0200, true", "050102, false", "0500, false", "0503 010203, false"})
    void looksForNoAuthenticationInTheGreeting(String greeting, boolean offered) {
        assertEquals(new Socks5.Offer(offered), Socks5.decodeGreeting(hex(greeting)));
    }

    @ParameterizedTest
    @CsvSource({"04, SOCKS4", "0401, SOCKS4", "47, HTTP", "434f, HTTP", "00, begins with 5", "ff05, begins with 5"})
    void refusesOtherProtocolsByTheFirstByte(String bytes, String rule) {
        var malformed = assertInstanceOf(Socks5.Malformed.class, Socks5.decodeGreeting(hex(bytes)));
        assertTrue(malformed.rule().contains(rule), malformed.rule());
    }

    @ParameterizedTest
    @CsvSource({
        "05010001 0a000001 01bb, 10.0.0.1, 443",
        "05010003 026462 0050, db, 80",
        "05010004 00000000000000000000000000000001 ffff, ::1, 65535",
        "05010004 00000000000000000000ffff7f000001 0001, 127.0.0.1, 1"
    })
    void readsConnects(String request, String host, int port) {
        assertEquals(new Socks5.Connect(host, port), Socks5.decodeRequest(hex(request)));
    }

    @Test
    void readsUdpAssociates() {
        assertEquals(new Socks5.Associate(0), Socks5.decodeRequest(hex("05030001 00000000 0000")));
        assertEquals(new Socks5.Associate(4711), Socks5.decodeRequest(hex("05030001 7f000001 1267")));
    }

    @Test
    void refusesWhatIsNotServedWithItsCode() {
        assertEquals(
                new Socks5.Refusal(SocksReply.COMMAND_NOT_SUPPORTED),
                Socks5.decodeRequest(hex("05020001 7f000001 0050")));
        assertEquals(
                new Socks5.Refusal(SocksReply.COMMAND_NOT_SUPPORTED),
                Socks5.decodeRequest(hex("05090001 7f000001 0050")));
        assertEquals(new Socks5.Refusal(SocksReply.ADDRESS_TYPE_NOT_SUPPORTED), Socks5.decodeRequest(hex("05010002")));
        assertEquals(7, SocksReply.COMMAND_NOT_SUPPORTED.code());
        assertEquals(8, SocksReply.ADDRESS_TYPE_NOT_SUPPORTED.code());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "04010001 0a000001 01bb",
                "05010003 00 0050",
                "05010003 02c328 0050",
                "05010003 026100 0050",
                "05010001 0a000001 0000"
            })
    void refusesMalformedRequests(String request) {
        assertInstanceOf(Socks5.Malformed.class, Socks5.decodeRequest(hex(request)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"050100", "050502030405 00", "0500"})
    void asksForExactlyWhatAGreetingLacksAtEachCut(String greeting) {
        feedByNeed(hex(greeting), Socks5::decodeGreeting);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "05010001 0a000001 01bb",
                "05010003 0b64622e696e7465726e616c 0050",
                "05010004 00000000000000000000000000000001 ffff",
                "05030001 00000000 0000",
                "05020003 026462 0050"
            })
    void asksForExactlyWhatARequestLacksAtEachCut(String request) {
        feedByNeed(hex(request), Socks5::decodeRequest);
    }

    /// At each cut the decoder must want something, never more than there is.
    private static void feedByNeed(ByteBuffer whole, Function<ByteBuffer, Object> decoder) {
        for (int cut = 0; cut < whole.capacity(); cut++) {
            var needed = assertInstanceOf(
                    Socks5.NeedMore.class, decoder.apply(whole.duplicate().limit(cut)), "cut=" + cut);
            assertTrue(needed.bytes() >= 1 && cut + needed.bytes() <= whole.capacity(), "cut=" + cut);
        }
        Object result = decoder.apply(whole.duplicate());
        assertTrue(!(result instanceof Socks5.NeedMore) && !(result instanceof Socks5.Malformed), "" + result);
        ByteBuffer shifted = ByteBuffer.allocate(whole.capacity() + 7)
                .position(7)
                .put(whole.duplicate())
                .position(7);
        assertEquals(result, decoder.apply(shifted));
        assertEquals(7, shifted.position());
    }

    @Test
    void writesRepliesAsTheStandardHasThem() {
        assertArrayEquals(bytes(hex("0500")), bytes(Socks5.methodSelection(true)));
        assertArrayEquals(bytes(hex("05ff")), bytes(Socks5.methodSelection(false)));
        assertArrayEquals(bytes(hex("05000001 00000000 0000")), bytes(Socks5.reply(SocksReply.SUCCEEDED, null)));
        assertArrayEquals(
                bytes(hex("05000001 7f000001 1267")),
                bytes(Socks5.reply(
                        SocksReply.SUCCEEDED, new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 4711))));
        assertArrayEquals(
                bytes(hex("05050004 00000000000000000000000000000001 0001")),
                bytes(Socks5.reply(
                        SocksReply.CONNECTION_REFUSED, new InetSocketAddress(InetAddress.ofLiteral("::1"), 1))));
    }

    @Test
    void readsUdpPackets() {
        var v4 = assertInstanceOf(Socks5.Datagram.class, Socks5.decodeUdp(hex("0000 00 01 0a000001 0035 abcd")));
        assertEquals("10.0.0.1", v4.host());
        assertEquals(53, v4.port());
        assertArrayEquals(new byte[] {(byte) 0xab, (byte) 0xcd}, bytes(v4.data()));
        var named = assertInstanceOf(Socks5.Datagram.class, Socks5.decodeUdp(hex("0000 00 03 026462 0035")));
        assertEquals("db", named.host());
        assertEquals(0, named.data().remaining());
        assertInstanceOf(Socks5.Malformed.class, Socks5.decodeUdp(hex("0000 01 01 0a000001 0035 abcd")));
        assertInstanceOf(Socks5.Malformed.class, Socks5.decodeUdp(hex("0000 80 01 0a000001 0035 abcd")));
        assertInstanceOf(Socks5.Malformed.class, Socks5.decodeUdp(hex("0000 00 02 0a000001 0035 abcd")));
        assertInstanceOf(Socks5.Malformed.class, Socks5.decodeUdp(hex("0000 00 01 0a000001 0000 abcd")));
    }

    @Test
    void refusesUdpHeadersAtEachCut() {
        for (String packet :
                new String[] {"000000010a0000010035", "0000000302646200 35", "00000004" + "00".repeat(16) + "0035"}) {
            ByteBuffer whole = hex(packet);
            for (int cut = 0; cut < whole.capacity(); cut++) {
                assertInstanceOf(
                        Socks5.Malformed.class,
                        Socks5.decodeUdp(whole.duplicate().limit(cut)),
                        packet + cut);
            }
            assertInstanceOf(Socks5.Datagram.class, Socks5.decodeUdp(whole));
        }
    }

    @Test
    void readsBackTheUdpHeadersThatItWrites() {
        for (String address : new String[] {"10.0.0.1", "2001:db8::1"}) {
            var from = new InetSocketAddress(InetAddress.ofLiteral(address), 5353);
            ByteBuffer packet = ByteBuffer.allocate(100);
            Socks5.putUdpHeader(packet, from);
            assertEquals(Socks5.udpHeaderBytes(from.getAddress()), packet.position());
            assertTrue(packet.position() <= Socks5.MAX_UDP_ADDRESS_HEADER);
            packet.put("hello".getBytes(StandardCharsets.US_ASCII)).flip();
            var read = assertInstanceOf(Socks5.Datagram.class, Socks5.decodeUdp(packet));
            assertEquals(address, read.host());
            assertEquals(5353, read.port());
            assertEquals("hello", StandardCharsets.US_ASCII.decode(read.data()).toString());
        }
    }

    @Test
    void givesAnAnswerToRandomBytes() {
        Random random = new Random(4);
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            for (int j = 0; j < Math.min(5, bytes.length); j++) {
                bytes[j] = (byte) (random.nextBoolean() ? random.nextInt(6) : bytes[j]);
            }
            if (random.nextBoolean() && bytes.length > 0) {
                bytes[0] = 5;
            }
            ByteBuffer in = ByteBuffer.wrap(bytes);
            if (Socks5.decodeGreeting(in) instanceof Socks5.NeedMore(int more)) {
                assertTrue(bytes.length + more <= Socks5.MAX_MESSAGE_BYTES);
            }
            if (Socks5.decodeRequest(in) instanceof Socks5.NeedMore(int more)) {
                assertTrue(bytes.length + more <= Socks5.MAX_MESSAGE_BYTES);
            }
            Socks5.UdpPacket packet = Socks5.decodeUdp(in);
            assertTrue(packet instanceof Socks5.Malformed || packet instanceof Socks5.Datagram);
            assertEquals(0, in.position());
        }
    }
}
