package dev.tubeway.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GateTest {
    @Test
    void letsNobodyInOnceShut() {
        var gate = new Gate();
        assertTrue(gate.enter());
        gate.leave();
        gate.shut();
        gate.shut();

        assertFalse(gate.enter());
        assertTrue(gate.isShut());
    }

    @Test
    void shuttingWaitsForTheLastOneInside() throws InterruptedException {
        var gate = new Gate();
        assertTrue(gate.enter());
        assertTrue(gate.enter());
        var shut = new AtomicBoolean();
        Thread closer = Thread.ofPlatform().start(() -> {
            gate.shut();
            shut.set(true);
        });
        Await.until("shut to newcomers", gate::isShut);

        gate.leave();
        Await.until("the closer waits", () -> closer.getState() == Thread.State.WAITING);
        assertFalse(shut.get());
        gate.leave();

        closer.join();
        assertTrue(shut.get());
    }

    @Test
    void nobodyIsInsideAfterShut() throws InterruptedException {
        for (int round = 0; round < 200; round++) {
            var gate = new Gate();
            var freed = new AtomicBoolean();
            var late = new AtomicInteger();
            Thread user = Thread.ofPlatform().start(() -> {
                while (gate.enter()) {
                    if (freed.get()) {
                        late.incrementAndGet();
                    }
                    gate.leave();
                }
            });
            gate.shut();
            freed.set(true);
            user.join();
            assertEquals(0, late.get());
        }
    }

    @Test
    void keepsAnInterruptThatComesWhileShutting() throws InterruptedException {
        var gate = new Gate();
        assertTrue(gate.enter());
        var interrupted = new AtomicBoolean();
        Thread closer = Thread.ofPlatform().start(() -> {
            gate.shut();
            interrupted.set(Thread.currentThread().isInterrupted());
        });
        Await.until("the closer waits", () -> closer.getState() == Thread.State.WAITING);
        closer.interrupt();
        Await.until("the interrupt is seen", () -> !closer.isInterrupted());
        gate.leave();
        closer.join();

        assertTrue(interrupted.get());
    }
}
