package dev.tubeway.internal.display;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long MILLIS = 1_000_000;

    private final Pace pace = new Pace(4);
    private long nowNanos = 1L << 40;

    @Test
    void isSlowOnceFrameAfterFrameWaitsForFewBytes() {
        frame(20_000, 10);
        frame(20_000, 410);
        frame(20_000, 410);
        assertFalse(pace.isSlow(), "it may have been away");
        frame(20_000, 410);
        assertTrue(pace.isSlow());
    }

    @Test
    void isNotSlowWhereMuchComesThroughThoughLate() {
        frame(20_000, 10);
        for (int i = 0; i < 20; i++) {
            frame(400_000, 410);
        }
        assertFalse(pace.isSlow());
        assertEquals(35, pace.quality());
    }

    @Test
    void isNotSlowWhereSomethingIsLateNowAndThen() {
        frame(20_000, 10);
        for (int i = 0; i < 20; i++) {
            frame(20_000, 2_000);
            frame(20_000, 2_000);
            frame(20_000, 10);
        }
        assertFalse(pace.isSlow());
    }

    @Test
    void isSlowUntilTheBestImagesAreThereInTime() {
        frame(20_000, 10);
        for (int i = 0; i < 5; i++) {
            frame(20_000, 410);
        }
        assertEquals(35, pace.quality());
        int frames = 0;
        while (pace.isSlow()) {
            frame(20_000, 10);
            frames++;
        }
        assertEquals(80, pace.quality());
        assertEquals(100, frames);
    }

    /// The frames before it are on the same link, and come first.
    @Test
    void countsWhatWasOnItsWayBefore() {
        frame(20_000, 10);
        for (int i = 0; i < 5; i++) {
            for (int j = 0; j < 3; j++) {
                pace.next(nowNanos);
                pace.sent(100_000);
            }
            long last = pace.next(nowNanos);
            pace.sent(10_000);
            nowNanos += 310 * MILLIS;
            pace.answered(last, nowNanos);
            assertEquals(0, pace.onTheirWay());
        }
        assertFalse(pace.isSlow());
    }

    @Test
    void whoWasAwayIsLateOnceHoweverManyFramesWaited() {
        frame(20_000, 10);
        int best = pace.quality();
        for (int away = 1; away < 4; away++) {
            var syncs = new long[4];
            for (int i = 0; i < 4; i++) {
                syncs[i] = pace.next(nowNanos);
                pace.sent(500_000);
            }
            nowNanos += 60_000 * MILLIS;
            for (long sync : syncs) {
                nowNanos += MILLIS;
                pace.answered(sync, nowNanos);
            }
            assertEquals(best - 15, pace.quality());
            assertFalse(pace.isSlow());
            for (int i = 0; i < 30; i++) {
                frame(20_000, 10);
            }
        }
    }

    private void frame(int bytes, long roundTripMillis) {
        long sync = pace.next(nowNanos);
        pace.sent(bytes);
        nowNanos += roundTripMillis * MILLIS;
        pace.answered(sync, nowNanos);
    }
}
