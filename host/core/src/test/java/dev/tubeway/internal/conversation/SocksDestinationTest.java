package dev.tubeway.internal.conversation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SocksDestinationTest {

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    @Test
    void writesLengthHostAndPort() {
        assertArrayEquals(hex("00000002 6462 01bb"), SocksDestination.encode("db", 443));
        assertArrayEquals(hex("00000002 6462 ffff"), SocksDestination.encode("db", 65535));
    }

    @Test
    void readsThePortOfBothLengths() {
        assertEquals(new SocksDestination.To("db", 65535), SocksDestination.decode(hex("00000002 6462 ffff")));
        assertEquals(new SocksDestination.To("db", 65535), SocksDestination.decode(hex("00000002 6462 0000ffff")));
    }

    @Test
    void refusesEveryCut() {
        byte[] whole = SocksDestination.encode("db.internal", 443);
        for (int length = 0; length < whole.length; length++) {
            assertInstanceOf(
                    SocksDestination.Malformed.class,
                    SocksDestination.decode(Arrays.copyOf(whole, length)),
                    "" + length);
        }
        assertInstanceOf(SocksDestination.To.class, SocksDestination.decode(whole));
        for (int more : new int[] {1, 3, 4, 100}) {
            assertInstanceOf(
                    SocksDestination.Malformed.class,
                    SocksDestination.decode(Arrays.copyOf(whole, whole.length + more)));
        }
    }

    @Test
    void refusesLengthsPortsAndTextsOutOfBounds() {
        for (String bad : new String[] {
            "00000000 0050",
            "00000100 0050",
            "ffffffff 6462 0050",
            "80000002 6462 0050",
            "00000002 6462 0000",
            "00000002 6462 00010000",
            "00000002 6462 ffffffff",
            "00000002 c328 0050",
            "00000002 6100 0050",
            "00000002 610a 0050"
        }) {
            assertInstanceOf(SocksDestination.Malformed.class, SocksDestination.decode(hex(bad)), bad);
        }
        String longest = "a".repeat(255);
        assertEquals(new SocksDestination.To(longest, 1), SocksDestination.decode(SocksDestination.encode(longest, 1)));
        byte[] tooLong = ByteBuffer.allocate(4 + 256 + 2)
                .putInt(256)
                .put("a".repeat(256).getBytes(StandardCharsets.US_ASCII))
                .putShort((short) 1)
                .array();
        assertInstanceOf(SocksDestination.Malformed.class, SocksDestination.decode(tooLong));
        assertThrows(IllegalArgumentException.class, () -> SocksDestination.encode("a".repeat(256), 1));
        assertThrows(IllegalArgumentException.class, () -> SocksDestination.encode("", 1));
    }

    @Test
    void givesAnAnswerToRandomBytes() {
        Random random = new Random(3);
        int understood = 0;
        for (int i = 0; i < 100_000; i++) {
            byte[] tail = new byte[random.nextInt(40)];
            random.nextBytes(tail);
            if (tail.length > 6) {
                tail[0] = tail[1] = tail[2] = 0;
                tail[3] = (byte) (tail.length - 6);
            }
            if (SocksDestination.decode(tail) instanceof SocksDestination.To(String host, int port)) {
                assertTrue(!host.isEmpty() && port > 0 && port < 65536);
                understood++;
            }
        }
        assertTrue(understood > 0);
    }
}
