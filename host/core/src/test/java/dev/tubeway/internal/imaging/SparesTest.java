package dev.tubeway.internal.imaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SparesTest {
    private static final class Thing {
        final AtomicBoolean lent = new AtomicBoolean();
        boolean ended;
    }

    private final Spares<Thing> spares = new Spares<>(Thing::new, thing -> thing.ended = true);

    @Test
    void lendsWhatWasGivenBack() {
        Thing first = spares.borrow();
        Thing second = spares.borrow();
        assertNotSame(first, second);
        spares.giveBack(first);
        assertSame(first, spares.borrow());
    }

    @Test
    void keepsAFewAndEndsTheOthers() {
        List<Thing> all = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            all.add(spares.borrow());
        }
        all.forEach(spares::giveBack);
        int kept = (int) all.stream().filter(thing -> !thing.ended).count();
        assertEquals(Math.max(2, Runtime.getRuntime().availableProcessors()), kept);
        Set<Thing> lentAgain = new HashSet<>();
        for (int i = 0; i < kept; i++) {
            Thing thing = spares.borrow();
            assertFalse(thing.ended);
            assertTrue(lentAgain.add(thing));
        }
        assertFalse(all.contains(spares.borrow()));
    }

    @Test
    void lendsNothingTwiceAtATime() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Boolean> borrower = () -> {
                for (int i = 0; i < 1000; i++) {
                    Thing thing = spares.borrow();
                    boolean alone = !thing.lent.getAndSet(true) && !thing.ended;
                    thing.lent.set(false);
                    spares.giveBack(thing);
                    if (!alone) {
                        return false;
                    }
                }
                return true;
            };
            for (var done :
                    threads.invokeAll(Stream.generate(() -> borrower).limit(8).toList())) {
                assertTrue(done.get());
            }
        }
    }
}
