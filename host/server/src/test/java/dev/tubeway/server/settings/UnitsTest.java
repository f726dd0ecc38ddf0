package dev.tubeway.server.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
    @ParameterizedTest
    @CsvSource({"0s,0", "1ms,1", "1500ms,1500", "15s,15000", "90s,90000", "5m,300000", "2h,7200000", "3d,259200000"})
    void durationsReadAsTheyAreWritten(String text, long millis) {
        assertEquals(Duration.ofMillis(millis), Units.duration(text));
        assertEquals(text, Units.format(Duration.ofMillis(millis)));
    }

    @ParameterizedTest
    @CsvSource({"0B,0", "1B,1", "1000B,1000", "1KiB,1024", "1536KiB,1572864", "256MiB,268435456", "1TiB,1099511627776"})
    void sizesReadAsTheyAreWritten(String text, long bytes) {
        assertEquals(bytes, Units.bytes(text));
        assertEquals(text, Units.formatBytes(bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "-1s", "1 year", "1.5h", "99999999999999999999s", "999999999999999d"})
    void durationsThatAreNoneAreRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Units.duration(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "KiB", "-1", "1kb", "1.5MiB", "99999999TiB"})
    void sizesThatAreNoneAreRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Units.bytes(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:0", "[0:0:0:0:0:0:0:1]:8443", "192.0.2.1:65535"})
    void addressesReadAsTheyAreWritten(String text) {
        assertEquals(text, Units.format(Units.address(text)));
    }
}
