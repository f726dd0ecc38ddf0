package dev.tubeway.internal.conversation;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits on what other threads do, with a deadline that only a fault reaches.
final class Until {

    static final Duration DEADLINE = Duration.ofSeconds(20);

    private Until() {}

    static void holds(String what, BooleanSupplier condition) {
        Deadline deadline = Deadline.after(DEADLINE);
        while (!condition.getAsBoolean()) {
            assertTrue(!deadline.hasPassed(), () -> "never: " + what);
            LockSupport.parkNanos(1_000_000);
        }
    }

    static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T item = queue.poll(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        assertNotNull(item, "nothing came");
        return item;
    }
}
