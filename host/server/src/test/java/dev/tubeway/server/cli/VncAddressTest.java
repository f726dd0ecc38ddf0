package dev.tubeway.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VncAddressTest {

    @ParameterizedTest
    @CsvSource({
        "desk, desk, 5900",
        "desk.internal:0, desk.internal, 5900",
        "desk.internal:2, desk.internal, 5902",
        "desk:99, desk, 5999",
        "desk:5901, desk, 5901",
        "desk::5901, desk, 5901",
        "desk::80, desk, 80",
        "192.0.2.7:1, 192.0.2.7, 5901",
        "[2001:db8::1], 2001:db8::1, 5900",
        "[2001:db8::1]:1, 2001:db8::1, 5901",
        "[2001:db8::1]::443, 2001:db8::1, 443",
    })
    void readsWhatPeopleWrite(String text, String host, int port) {
        assertEquals(Optional.of(new VncAddress(host, port)), VncAddress.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":1",
                "::5901",
                "desk::0",
                "desk::65536",
                "desk:65536",
                "desk:x",
                "desk:",
                "desk:::1",
                "me@desk",
                "-x",
                "a b",
                "[::1",
                "2001:db8::1:2:3"
            })
    void refusesWhatIsNoServer(String text) {
        assertTrue(VncAddress.parse(text).isEmpty(), text);
    }

    @Test
    void becomesParametersWithoutAPassword() {
        assertEquals(
                Map.of("hostname", "desk", "port", "5901"),
                VncAddress.parse("desk:1").orElseThrow().parameters());
    }
}
