package dev.tubeway.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class IceHistoryTest {
    @Test
    void keepsTheLastThirtyTwo() {
        var history = new IceHistory();
        for (int i = 0; i < 40; i++) {
            history.add(i, "checking");
        }
        assertEquals(32, history.snapshot().size());
        assertEquals(8, history.snapshot().getFirst().atMillis());
        assertEquals(39, history.snapshot().getLast().atMillis());
    }
}
