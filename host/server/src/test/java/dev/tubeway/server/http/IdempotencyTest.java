package dev.tubeway.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.server.settings.ServerSettings;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class IdempotencyTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final AtomicInteger made = new AtomicInteger();
    private final Idempotency idempotency =
            new Idempotency(new ServerSettings.Idempotency(3, Duration.ofSeconds(60)), now::get);

    private Idempotency.Outcome once(String key) {
        return idempotency.once(key, new byte[] {1}, () -> new Idempotency.Answer("/" + made.incrementAndGet(), "{}"));
    }

    @Test
    void keepsAnAnswerForItsTimeAndNoLonger() {
        assertEquals("/1", once("a").answer().location());
        now.addAndGet(Duration.ofSeconds(59).toNanos());
        assertTrue(once("a").replayed());
        now.addAndGet(Duration.ofSeconds(2).toNanos());
        assertFalse(once("a").replayed());
    }

    @Test
    void keepsNoMoreThanItsBound() {
        for (int i = 0; i < 100; i++) {
            once("key-" + i);
        }
        assertTrue(idempotency.size() <= 4, "size " + idempotency.size());
        assertTrue(once("key-99").replayed());
        assertFalse(once("key-1").replayed());
    }

    @Test
    void aFailureIsNotKept() {
        assertThrows(
                IllegalStateException.class,
                () -> idempotency.once("a", new byte[] {1}, () -> {
                    throw new IllegalStateException("no");
                }));
        assertEquals(0, idempotency.size());
        assertFalse(once("a").replayed());
    }
}
