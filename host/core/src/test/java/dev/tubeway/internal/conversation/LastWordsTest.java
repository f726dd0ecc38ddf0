package dev.tubeway.internal.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tubeway.CloseReason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LastWordsTest {

    private static Optional<CloseReason> after(String... pieces) {
        LastWords words = new LastWords();
        for (String piece : pieces) {
            words.heard(ByteBuffer.wrap(piece.getBytes(StandardCharsets.UTF_8)));
        }
        return words.reason();
    }

    private static Optional<CloseReason> error(String text) {
        return Optional.of(CloseReason.of(CloseReason.Kind.GUACD_ERROR, text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5.error,3.Bad,3.519;|Bad",
                "4.sync,1.1;5.error,3.Bad,3.519;10.disconnect;|Bad",
                "5.error,2.no,3.512;5.error,4.late,3.513;10.disconnect;|late",
                "5.error,11.a;5.error,b,3.512;10.disconnect;|a;5.error,b",
            })
    void anErrorAtTheEndIsTheReason(String stream, String text) {
        assertEquals(error(text), after(stream));
        for (int cut = 0; cut <= stream.length(); cut++) {
            assertEquals(error(text), after("3.nop;", stream.substring(0, cut), stream.substring(cut)));
        }
    }

    @Test
    void anErrorLongAgoOrInATextIsNone() {
        assertEquals(Optional.empty(), after("5.error,3.Bad,3.519;4.na"));
        assertEquals(Optional.empty(), after("4.name,12.5.error,x;y;;"));
        assertEquals(Optional.empty(), after(""));
        assertEquals(Optional.empty(), after("4.sync,1.1;"));
    }

    @Test
    void disconnectIsAnEndInOrder() {
        assertEquals(
                Optional.of(CloseReason.of(CloseReason.Kind.NORMAL)), after("x".repeat(100_000) + ";10.disconnect;"));
    }
}
