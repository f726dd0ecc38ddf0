package dev.tubeway.internal.thread;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TickerTest {
    private final BlockingQueue<Long> ticks = new LinkedBlockingQueue<>();

    @Test
    void restsUntilThereIsSomethingToDo() throws Exception {
        var needed = new AtomicBoolean();
        var asked = new AtomicInteger();
        try (Ticker ticker = Ticker.start(
                "test",
                () -> {
                    asked.incrementAndGet();
                    return needed.get();
                },
                ticks::add)) {
            assertNull(ticks.poll(1500, TimeUnit.MILLISECONDS));
            assertEquals(1, asked.get(), "it looked without being told");
            needed.set(true);
            ticker.wake();
            assertNotNull(ticks.poll(20, TimeUnit.SECONDS));
            assertNotNull(ticks.poll(20, TimeUnit.SECONDS));
        }
    }

    @Test
    void goesOnAfterAFailure() throws Exception {
        var failed = new AtomicBoolean();
        try (Ticker _ = Ticker.start("test", () -> true, now -> {
            if (failed.compareAndSet(false, true)) {
                throw new IllegalStateException("as the test wants");
            }
            ticks.add(now);
        })) {
            assertNotNull(ticks.poll(20, TimeUnit.SECONDS));
        }
    }
}
