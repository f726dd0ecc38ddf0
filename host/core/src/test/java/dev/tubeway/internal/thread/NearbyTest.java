package dev.tubeway.internal.thread;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NearbyTest {
    private static final String PLACE = "the-place";
    private static final long PATIENCE_SECONDS = 20;

    private final BlockingQueue<Runnable> errands = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private final Turns turns = new Turns(PLACE, this::work);

    @BeforeEach
    void startPlace() {
        turns.start();
    }

    @AfterEach
    void leavePlace() {
        over.set(true);
        errands.add(() -> {});
    }

    /// What a loop of sockets does: errands that are ready, then the turns that they brought.
    private void work() {
        try {
            while (!over.get() && turns.run()) {
                if (turns.isEmpty()) {
                    errands.take().run();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// A virtual thread that says after each wait which thread runs it.
    private final class Sleeper {
        private final AtomicBoolean woken = new AtomicBoolean();
        private final Thread thread;
        private volatile Runnable work = () -> {};

        Sleeper() {
            thread = Nearby.start("sleeper", this::run);
            awaitRest();
        }

        private void run() {
            Nearby place = Nearby.mine();
            while (!over.get()) {
                place.rests();
                while (!woken.getAndSet(false) && !over.get()) {
                    LockSupport.park();
                }
                place.goesOn();
                String host = host();
                work.run();
                told.add(host);
            }
        }

        void awaitRest() {
            while (thread.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
        }

        void wake() {
            woken.set(true);
            LockSupport.unpark(thread);
        }
    }

    /// The name of the platform thread under this virtual one.
    private static String host() {
        return Thread.currentThread().toString().replaceFirst(".*@", "");
    }

    private static void compute(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    private String awaitTold() throws InterruptedException {
        String host = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertNotNull(host, "nothing ran");
        return host;
    }

    private String awaitErrand(Sleeper sleeper) throws InterruptedException {
        sleeper.awaitRest();
        errands.add(sleeper::wake);
        return awaitTold();
    }

    @Test
    void aShortTurnIsRunByTheThreadThatWakes() throws Exception {
        var sleeper = new Sleeper();
        sleeper.wake();
        assertNotEquals(PLACE, awaitTold(), "woken by another thread");
        for (int i = 0; i < 3; i++) {
            assertEquals(PLACE, awaitErrand(sleeper));
        }
    }

    @Test
    void afterALongTurnTheNextIsACarriers() throws Exception {
        var sleeper = new Sleeper();
        assertEquals(PLACE, awaitErrand(sleeper));
        sleeper.work = () -> compute(10);
        assertEquals(PLACE, awaitErrand(sleeper));
        sleeper.work = () -> {};
        assertNotEquals(PLACE, awaitErrand(sleeper));
        assertEquals(PLACE, awaitErrand(sleeper), "the last was short again");
    }

    @Test
    void whoOverstaysLeavesWhenItYields() throws Exception {
        var sleeper = new Sleeper();
        assertEquals(PLACE, awaitErrand(sleeper));
        var after = new LinkedBlockingQueue<String>();
        sleeper.work = () -> {
            boolean atFirst = Nearby.mine().overstays();
            compute(10);
            boolean later = Nearby.mine().overstays();
            Thread.yield();
            after.add(atFirst + " " + later + " " + Nearby.mine().overstays() + " " + host());
        };
        assertEquals(PLACE, awaitErrand(sleeper));
        String words = after.take();
        assertTrue(words.startsWith("false true false "), words);
        assertFalse(words.endsWith(PLACE), words);
    }

    @Test
    void aThreadThatIsHeldIsReplacedAndWhoHeldItStaysAway() throws Exception {
        var holder = new Sleeper();
        var other = new Sleeper();
        var holds = new CountDownLatch(1);
        var release = new AtomicBoolean();
        holder.work = () -> {
            holds.countDown();
            while (!release.get()) {
                Thread.onSpinWait();
            }
        };
        errands.add(holder::wake);
        assertTrue(holds.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertTrue(turns.relieve(), "seen for the first time");
        assertTrue(turns.relieve(), "replaced");
        assertEquals(PLACE, awaitErrand(other), "others go on");
        assertFalse(turns.relieve(), "nobody holds the new thread");
        release.set(true);
        assertEquals(PLACE, awaitTold(), "the holder ends its turn where it began it");
        holder.work = () -> {};
        assertNotEquals(PLACE, awaitErrand(holder));
        assertNotEquals(PLACE, awaitErrand(holder));
        assertEquals(PLACE, awaitErrand(other));
    }

    @Test
    void ofManyAtOnceMostAreTheCarriers() throws Exception {
        List<Sleeper> crowd = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            crowd.add(new Sleeper());
        }
        errands.add(() -> crowd.forEach(Sleeper::wake));
        int near = 0;
        for (int i = 0; i < 20; i++) {
            near += awaitTold().equals(PLACE) ? 1 : 0;
        }
        assertTrue(near > 0 && near < 20, "near=" + near);
    }
}
