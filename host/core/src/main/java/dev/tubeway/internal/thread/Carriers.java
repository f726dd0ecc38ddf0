package dev.tubeway.internal.thread;

import java.lang.management.ManagementFactory;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.jspecify.annotations.Nullable;

/// Lends the JVM's scheduler of virtual threads a carrier for each thread that holds one: a guest that computes, or
/// a call that waits in native code.
///
/// Virtual threads are not preempted, so on two cores two guests that compute would stop every other session, and the
/// management API with them, until their time is up. With a carrier more for each of them, the operating system
/// shares out the processors as it does among threads: the others are slower, and stand still no longer.
///
/// The scheduler is one for the whole JVM, and so is this. Where the JVM does not let its parallelism be set, or
/// [#MOST] is reached, those that hold carriers do hold the others up.
///
/// Threading: any thread.
public final class Carriers {
    private static final System.Logger LOG = System.getLogger(Carriers.class.getName());

    /// The scheduler's pool has at most 256 carriers unless told otherwise.
    private static final int MOST = 128;

    private static final long LOOK_NANOS = 10_000_000;

    /// Looks after the last need.
    private static final int LOOKS = 20;

    private static final ReentrantLock LOCK = new ReentrantLock();
    private static int lent;
    private static boolean refused;
    private static volatile boolean asked;

    private Carriers() {}

    /// Lends more, or takes back.
    public static void lend(int change) {
        LOCK.lock();
        try {
            int before = Math.min(lent, MOST);
            lent += change;
            int difference = Math.min(lent, MOST) - before;
            VirtualThreadSchedulerMXBean scheduler = refused || difference == 0 ? null : scheduler();
            if (scheduler != null) {
                scheduler.setParallelism(scheduler.getParallelism() + difference);
            }
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            refused = true;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "this JVM does not let the number of carriers be set, so what computes or waits in native code holds"
                            + " others up: {0}",
                    e.toString());
        } finally {
            LOCK.unlock();
        }
    }

    /// Says that all carriers that were there before may be held now: for a while somebody looks, every few
    /// milliseconds, whether threads wait for one that could be started.
    ///
    /// The scheduler starts one by itself only when a thread is queued where none waits. Threads that wait already
    /// when the last carrier is held would wait until it is free.
    public static void mayAllBeHeld() {
        if (!asked) {
            asked = true;
            LockSupport.unpark(Keeper.THREAD);
        }
    }

    /// The thread that looks; it begins with the first need.
    private static final class Keeper {
        private static final Thread THREAD =
                Thread.ofPlatform().daemon().name("tubeway-carriers").start(Keeper::run);

        private static void run() {
            int looks = 0;
            while (true) {
                if (asked) {
                    asked = false;
                    looks = LOOKS;
                }
                if (looks == 0) {
                    LockSupport.park();
                } else {
                    looks--;
                    LockSupport.parkNanos(LOOK_NANOS);
                    rouse();
                }
            }
        }

        /// Each thread from outside has its own queue, so one comes that has queued nothing yet.
        private static void rouse() {
            VirtualThreadSchedulerMXBean scheduler = scheduler();
            if (scheduler != null
                    && scheduler.getQueuedVirtualThreadCount() > 0
                    && scheduler.getMountedVirtualThreadCount() < scheduler.getParallelism()) {
                var _ = Thread.ofPlatform().daemon().name("tubeway-rouse").start(() -> {
                    var _ = Thread.ofVirtual().name("tubeway-rouse").start(() -> {});
                });
            }
        }
    }

    private static @Nullable VirtualThreadSchedulerMXBean scheduler() {
        return ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
    }
}
