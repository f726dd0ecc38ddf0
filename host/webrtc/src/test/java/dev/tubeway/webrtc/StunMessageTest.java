package dev.tubeway.webrtc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// With the sample messages of RFC 5769 where it has one.
class StunMessageTest {
    private static final byte[] TRANSACTION = HexFormat.of().parseHex("b7e7a701bc34d686fa87dfae");

    /// RFC 5769 section 2.2: a binding response over IPv4.
    private static final byte[] IPV4_RESPONSE = HexFormat.of()
            .parseHex("0101003c2112a442b7e7a701bc34d686fa87dfae"
                    + "8022000b7465737420766563746f7220"
                    + "002000080001a147e112a643"
                    + "000800142b91f599fd9e90c38c7489f92af9ba53f06be7d7"
                    + "80280004c07d4c96");

    /// RFC 5769 section 2.3: the same over IPv6.
    private static final byte[] IPV6_RESPONSE = HexFormat.of()
            .parseHex("010100482112a442b7e7a701bc34d686fa87dfae"
                    + "8022000b7465737420766563746f7220"
                    + "002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9"
                    + "00080014a382954e4be67bf11784c97c8292c275bfe3ed41"
                    + "80280004c8fb0b4c");

    private static Optional<StunMessage.Reply> read(byte[] bytes, int method) {
        return StunMessage.reply(bytes, bytes.length, method, TRANSACTION);
    }

    @Test
    void readsTheMappedAddressOfTheSampleResponses() {
        assertEquals(
                Optional.of(new InetSocketAddress("192.0.2.1", 32_853)),
                read(IPV4_RESPONSE, StunMessage.BINDING).orElseThrow().mapped());
        assertEquals(
                Optional.of(new InetSocketAddress("2001:db8:1234:5678:11:2233:4455:6677", 32_853)),
                read(IPV6_RESPONSE, StunMessage.BINDING).orElseThrow().mapped());
    }

    @Test
    void readsTheCodeOfAnError() {
        byte[] unauthorized = HexFormat.of()
                .parseHex("011300102112a442b7e7a701bc34d686fa87dfae" + "0009000c00000401"
                        + HexFormat.of().formatHex("No entry".getBytes(StandardCharsets.US_ASCII)));

        StunMessage.Reply reply = read(unauthorized, StunMessage.ALLOCATE).orElseThrow();

        assertEquals(401, reply.code());
        assertEquals(false, reply.success());
    }

    @Test
    void writesRequests() {
        assertArrayEquals(
                HexFormat.of().parseHex("000100002112a442b7e7a701bc34d686fa87dfae"),
                StunMessage.request(StunMessage.BINDING, TRANSACTION, Optional.empty()));
        assertArrayEquals(
                HexFormat.of().parseHex("000300082112a442b7e7a701bc34d686fa87dfae0019000411000000"),
                StunMessage.request(StunMessage.ALLOCATE, TRANSACTION, Optional.empty()));
        assertArrayEquals(
                HexFormat.of().parseHex("000400082112a442b7e7a701bc34d686fa87dfae000d000400000000"),
                StunMessage.request(StunMessage.REFRESH, TRANSACTION, Optional.empty()));
    }

    /// RFC 5769 section 2.4: a request with a long-term credential.
    @Test
    void signsAsTheSampleRequest() {
        var challenge = new StunMessage.Challenge(
                "example.org".getBytes(StandardCharsets.US_ASCII),
                "f//499k954d6OL34oL9FSTvy64sA".getBytes(StandardCharsets.US_ASCII));
        byte[] transaction = HexFormat.of().parseHex("78ad3433c6ad72c029da412e");
        var login = new StunMessage.Login("マトリックス", "TheMatrIX", challenge);
        assertArrayEquals(
                HexFormat.of()
                        .parseHex("000100602112a44278ad3433c6ad72c029da412e"
                                + "00060012e3839ee38388e383aae38383e382afe382b90000"
                                + "0015001c662f2f3439396b39353464364f4c33346f4c39465354767936347341"
                                + "0014000b6578616d706c652e6f726700"
                                + "00080014f67024656dd64a3e02b8e0712e85c9a28ca89666"),
                StunMessage.request(StunMessage.BINDING, transaction, Optional.of(login)));
    }

    @Test
    void takesNoAnswerToAnotherRequest() {
        byte[] other = IPV4_RESPONSE.clone();
        other[10] ^= 1;
        assertEquals(Optional.empty(), read(other, StunMessage.BINDING));
        assertEquals(Optional.empty(), read(IPV4_RESPONSE, StunMessage.ALLOCATE));
    }

    @Test
    void takesNothingThatIsCut() {
        for (int length = 0; length < IPV4_RESPONSE.length; length++) {
            byte[] cut = Arrays.copyOf(IPV4_RESPONSE, length);
            assertEquals(Optional.empty(), read(cut, StunMessage.BINDING), "length=" + length);
        }
    }

    @Test
    void survivesRandomBytes() {
        var random = new Random(20_260_102);
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = IPV4_RESPONSE.clone();
            for (int change = 0; change < 3; change++) {
                bytes[20 + random.nextInt(bytes.length - 20)] = (byte) random.nextInt();
            }
            read += read(bytes, StunMessage.BINDING).isPresent() ? 1 : 0;
        }
        assertTrue(read > 0 && read < 20_000, "read=" + read);
    }
}
