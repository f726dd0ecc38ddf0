package dev.tubeway.internal.dial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostTest {

    @ParameterizedTest
    @CsvSource({
        "DB.Internal, db.internal",
        "db.internal., db.internal",
        "my_db, my_db",
        "bücher.example, xn--bcher-kva.example",
        "db。internal, db.internal",
        "0x7f.example, 0x7f.example",
        "1.2.3.4.example, 1.2.3.4.example",
        "3com, 3com",
        "localhost, localhost"
    })
    void readsNames(String text, String name) {
        assertEquals(new Host.Name(name), Host.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, 10.0.0.1",
        "10.0.0.1., 10.0.0.1",
        "１０.0.0.1, 10.0.0.1",
        "::1, ::1",
        "[::1], ::1",
        "[FE80::1], fe80::1",
        "::, ::",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "1::, 1::",
        "::ffff:10.0.0.1, 10.0.0.1",
        "::ffff:a00:1, 10.0.0.1",
        "64:ff9b::10.0.0.1, 64:ff9b::a00:1"
    })
    void readsAddresses(String text, String canonical) {
        assertEquals(
                canonical,
                assertInstanceOf(Host.Address.class, Host.parse(text)).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "127.1",
                "127.0.1",
                "2130706433",
                "0x7f.1",
                "0x7f000001",
                "0X7F000001",
                "0x",
                "127.0.0.0x1",
                "0177.0.0.1",
                "127.0.0.01",
                "127.0.0.1.1",
                "256.0.0.1",
                "1e3.0.0.1.",
                "127.0.0.1:80",
                "１２７.1",
                "①②⑦.1",
                "x.0x7f",
                "db.1"
            })
    void refusesNumbersThatAResolverWouldRead(String text) {
        Host host = Host.parse(text);
        assertInstanceOf(Host.Invalid.class, host, () -> text + " gave " + host);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "a..b",
                ".a",
                "a b",
                "a/b",
                "a@b",
                "a%b",
                "a\0b",
                "a\nb",
                "[::1",
                "[db]",
                "[10.0.0.1]",
                ":",
                ":::",
                "1:2",
                "::1%lo",
                "fe80::1%1",
                "::1.2.3",
                "::ffff:127.1",
                "::ffff:0177.0.0.1",
                "1:2:3:4:5:6:7:8:9",
                "g::1",
                "-\u202eb"
            })
    void refusesWhatIsNeitherNameNorAddress(String text) {
        assertInstanceOf(Host.Invalid.class, Host.parse(text));
    }

    @Test
    void refusesNamesAndLabelsThatAreTooLong() {
        assertInstanceOf(Host.Name.class, Host.parse("a".repeat(63) + ".b"));
        assertInstanceOf(Host.Invalid.class, Host.parse("a".repeat(64) + ".b"));
        String longest = ("a".repeat(49) + ".").repeat(5);
        assertInstanceOf(Host.Name.class, Host.parse(longest + "bcd"));
        assertInstanceOf(Host.Invalid.class, Host.parse(longest + "bcde"));
        assertInstanceOf(Host.Invalid.class, Host.parse("a".repeat(256)));
    }

    @Test
    void takesTheAddressOutOfAMappedOne() {
        byte[] mapped = new byte[16];
        mapped[10] = (byte) 0xff;
        mapped[11] = (byte) 0xff;
        mapped[12] = 127;
        mapped[15] = 1;
        assertInstanceOf(Inet4Address.class, Host.normalised(Host.ofBytes(mapped)));
    }

    @Test
    void readsBackEveryAddressThatItWrites() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(4) == 0 ? 4 : 16];
            random.nextBytes(bytes);
            for (int j = 0; j < bytes.length; j++) {
                bytes[j] = random.nextBoolean() ? 0 : bytes[j];
            }
            InetAddress address = Host.ofBytes(bytes);
            String text = Host.text(address);
            assertEquals(new Host.Address(address), Host.parse(text), text);
        }
    }

    @Test
    void namesNeverLookLikeAddressesWhateverComesIn() {
        Random random = new Random(2);
        String alphabet = "0123456789abcdefx.:-[]% _*/\0é。";
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int left = random.nextInt(20); left > 0; left--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            if (Host.parse(text.toString()) instanceof Host.Name(String name)) {
                assertTrue(name.matches("[a-z0-9_.-]+"), name);
                assertTrue(!name.matches("(.*\\.)?(0x[0-9a-f]*|[0-9]+)"), name);
            }
        }
    }
}
