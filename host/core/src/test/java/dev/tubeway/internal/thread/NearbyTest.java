package dev.tubeway.internal.thread;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

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
    private static final int TRIES = 50;

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

        private final Nearby.Conduct conduct;

        Sleeper() {
            this(new Nearby.Conduct());
        }

        Sleeper(Nearby.Conduct conduct) {
            this.conduct = conduct;
            thread = Nearby.start("sleeper", this::run);
            awaitRest();
        }

        private void run() {
            Nearby place = Nearby.mine();
            place.runs(conduct);
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

    /// A turn that this machine held up passes for a long one, and the next is a carrier's then.
    private void assertGoesNear(Sleeper sleeper) throws InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            if (awaitErrand(sleeper).equals(PLACE)) {
                return;
            }
        }
        fail("no turn was run near");
    }

    /// Waits until the turns that were begun are over.
    private void awaitNoTurn() throws InterruptedException {
        var idle = new CountDownLatch(1);
        errands.add(idle::countDown);
        assertTrue(idle.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    @Test
    void aShortTurnIsRunByTheThreadThatWakes() throws Exception {
        var sleeper = new Sleeper();
        sleeper.wake();
        assertNotEquals(PLACE, awaitTold(), "woken by another thread");
        for (int i = 0; i < 3; i++) {
            assertGoesNear(sleeper);
        }
    }

    @Test
    void afterALongTurnTheNextIsACarriers() throws Exception {
        var sleeper = new Sleeper();
        assertGoesNear(sleeper);
        sleeper.work = () -> compute(10);
        awaitErrand(sleeper);
        sleeper.work = () -> {};
        assertNotEquals(PLACE, awaitErrand(sleeper));
        assertGoesNear(sleeper);
    }

    @Test
    void whoOverstaysLeavesWhenItYields() throws Exception {
        var sleeper = new Sleeper();
        assertGoesNear(sleeper);
        var after = new LinkedBlockingQueue<String>();
        sleeper.work = () -> {
            Nearby place = Nearby.mine();
            if (place.isNear()) {
                compute(10);
                boolean before = place.overstays();
                place.letOthersRun();
                after.add(before + " " + place.overstays() + " " + host());
            }
        };
        assertGoesNear(sleeper);
        String words = after.take();
        assertTrue(words.startsWith("true false "), words);
        assertFalse(words.endsWith(PLACE), words);
    }

    @Test
    void onACarrierATurnMayLastLonger() throws Exception {
        var sleeper = new Sleeper();
        var lasted = new LinkedBlockingQueue<Long>();
        sleeper.work = () -> {
            Nearby place = Nearby.mine();
            place.letOthersRun();
            long began = System.nanoTime();
            while (!place.overstays()) {
                Thread.onSpinWait();
            }
            lasted.add(System.nanoTime() - began);
        };
        sleeper.wake();
        assertNotEquals(PLACE, awaitTold());
        long nanos = lasted.take();
        assertTrue(nanos > Nearby.LONG_NANOS / 2, nanos + " ns");
    }

    @Test
    void aThreadThatIsHeldIsReplacedAndTheCodeThatHeldItStaysAway() throws Exception {
        var code = new Nearby.Conduct();
        var holder = new Sleeper(code);
        var kin = new Sleeper(code);
        var other = new Sleeper();
        assertGoesNear(kin);
        var holds = new CountDownLatch(1);
        var release = new AtomicBoolean();
        holder.work = () -> {
            if (Nearby.mine().isNear()) {
                holds.countDown();
                while (!release.get()) {
                    Thread.onSpinWait();
                }
            }
        };
        errands.add(holder::wake);
        while (!holds.await(2, TimeUnit.SECONDS)) {
            assertNotEquals(PLACE, awaitTold(), "it holds nothing");
            errands.add(holder::wake);
        }
        compute(TimeUnit.NANOSECONDS.toMillis(Turns.HELD_NANOS) + 1);
        assertTrue(turns.relieve(), "seen for the first time");
        assertTrue(turns.relieve(), "replaced");
        assertGoesNear(other);
        awaitNoTurn();
        assertFalse(turns.relieve(), "nobody holds the new thread");
        release.set(true);
        assertEquals(PLACE, awaitTold(), "the holder ends its turn where it began it");
        holder.work = () -> {};
        assertNotEquals(PLACE, awaitErrand(holder));
        assertNotEquals(PLACE, awaitErrand(holder));
        assertNotEquals(PLACE, awaitErrand(kin));
        assertGoesNear(other);
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
