package dev.tubeway.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tubeway.spi.TransportException;
import dev.tubeway.spi.TransportException.Cause;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteCandidatesTest {
    private final RemoteCandidates candidates = new RemoteCandidates();
    private final List<String> passed = new ArrayList<>();

    @Test
    void keepsCandidatesUntilThereIsADescription() throws TransportException {
        candidates.add("candidate:1");
        candidates.add("");
        candidates.add("candidate:2");
        assertEquals(List.of(), passed);

        candidates.open(passed::add);
        candidates.add("candidate:3");

        assertEquals(List.of("candidate:1", "candidate:2", "candidate:3"), passed);
    }

    @Test
    void keepsTwoHundredAndFiftySixAtMost() throws TransportException {
        for (int i = 0; i < RemoteCandidates.MAX_KEPT; i++) {
            candidates.add("candidate:" + i);
        }
        var refused = assertThrows(TransportException.class, () -> candidates.add("candidate:one too many"));
        assertEquals(Cause.BAD_CANDIDATE, refused.kind());

        candidates.open(passed::add);
        assertEquals(RemoteCandidates.MAX_KEPT, passed.size());
    }

    @Test
    void dropsAKeptOneThatTurnsOutBad() throws TransportException {
        candidates.add("candidate:bad");
        candidates.add("candidate:good");

        candidates.open(candidate -> {
            if (candidate.endsWith("bad")) {
                throw RemoteCandidates.bad("on purpose");
            }
            passed.add(candidate);
        });

        assertEquals(List.of("candidate:good"), passed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "a=candidate:1", "candidate:1\r\na=x", "candidate:\u20ac", " candidate:1"})
    void refusesWhatIsNoCandidate(String text) {
        var refused = assertThrows(TransportException.class, () -> candidates.add(text));
        assertEquals(Cause.BAD_CANDIDATE, refused.kind());
    }

    @Test
    void refusesWhatIsTooLong() {
        String text = "candidate:" + "1".repeat(RemoteCandidates.MAX_CHARS);
        assertThrows(TransportException.class, () -> candidates.add(text));
    }
}
