package dev.tubeway.internal.module;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.internal.thread.Nearby;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PulseTest {
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    @Test
    void aRunThatCallsWithoutAPauseLetsOthersRunEachTenMilliseconds() {
        var pulse = new Pulse(new Waker());
        pulse.started(new Nearby.Conduct());
        long began = System.nanoTime();
        long lasted = 0;
        int yields = 0;
        while (yields < 5) {
            int signals = pulse.enter(0);
            pulse.leave();
            lasted = System.nanoTime() - began;
            if ((signals & Pulse.YIELD) != 0) {
                pulse.letOthersRun();
                yields++;
            }
            assertTrue(lasted < TimeUnit.SECONDS.toNanos(20), "it keeps its carrier: yields=" + yields);
        }
        assertTrue(lasted > 4 * TURN_NANOS, "it yields more often than it has to: " + lasted + " ns");
    }

    @Test
    void aWaitBeginsATurnAnew() {
        var pulse = new Pulse(new Waker());
        pulse.started(new Nearby.Conduct());
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(200);
        int calls = 0;
        int yields = 0;
        while (System.nanoTime() < end) {
            yields += (pulse.enter(0) & Pulse.YIELD) != 0 ? 1 : 0;
            pulse.leave();
            pulse.wake();
            pulse.await(-1);
            calls++;
        }
        assertTrue(yields < calls / 100, "yields=" + yields + " calls=" + calls);
    }
}
