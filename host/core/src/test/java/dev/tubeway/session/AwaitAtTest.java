package dev.tubeway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AwaitAtTest {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:5500-5599, 127.0.0.1:5500-5599",
        "127.0.0.1:5500, 127.0.0.1:5500",
        "0.0.0.0, 0.0.0.0:1024-65535",
        "[::1]:80, [0:0:0:0:0:0:0:1]:80",
        "[::], [0:0:0:0:0:0:0:0]:1024-65535"
    })
    void readsAnAddressAndPorts(String text, String words) {
        AwaitAt at = AwaitAt.parse(text);
        assertEquals(words, at.toString());
        assertEquals(at, AwaitAt.parse(at.toString()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":5500",
                "5500",
                "desk:5500",
                "127.1:5500",
                "127.0.0.256:5500",
                "::1:5500",
                "[::1",
                "[::g]:1",
                "127.0.0.1:",
                "127.0.0.1:0",
                "127.0.0.1:65536",
                "127.0.0.1:5599-5500",
                "127.0.0.1:5500-",
                "127.0.0.1:5500,5501"
            })
    void saysWhatIsRight(String text) {
        assertThrows(IllegalArgumentException.class, () -> AwaitAt.parse(text));
    }

    @Test
    void allowsThePortsFromTheFirstToTheLast() {
        AwaitAt at = AwaitAt.parse("127.0.0.1:5500-5501");
        assertFalse(at.allows(5499));
        assertTrue(at.allows(5500));
        assertTrue(at.allows(5501));
        assertFalse(at.allows(5502));
    }
}
