package dev.tubeway.internal.module;

import java.lang.management.ManagementFactory;
import java.util.concurrent.locks.ReentrantLock;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.jspecify.annotations.Nullable;

/// Lends the JVM's scheduler of virtual threads a carrier for each guest that holds one.
///
/// Virtual threads are not preempted, so on two cores two guests that compute would stop every other session, and the
/// management API with them, until their time is up. With a carrier more for each of them, the operating system
/// shares out the processors as it does among threads: the others are slower, and stand still no longer.
///
/// The scheduler is one for the whole JVM, and so is this. Where the JVM does not let its parallelism be set, or
/// [#MOST] is reached, guests that compute do hold the others up until their time is up.
///
/// Threading: any thread.
final class Carriers {
    private static final System.Logger LOG = System.getLogger(Carriers.class.getName());

    /// The scheduler's pool has at most 256 carriers unless told otherwise.
    static final int MOST = 128;

    private static final ReentrantLock LOCK = new ReentrantLock();
    private static int lent;
    private static boolean refused;

    private Carriers() {}

    /// Lends more, or takes back.
    static void lend(int change) {
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
                    "this JVM does not let the number of carriers be set, so modules that compute hold others up: {0}",
                    e.toString());
        } finally {
            LOCK.unlock();
        }
    }

    /// Has the scheduler start the carriers that it may have, where threads wait for one.
    ///
    /// It does so by itself only when a thread is queued where none waits, and each thread from outside has its own
    /// queue. So one comes that has queued nothing yet.
    static void rouse() {
        VirtualThreadSchedulerMXBean scheduler = scheduler();
        if (scheduler != null && scheduler.getQueuedVirtualThreadCount() > 0) {
            var _ = Thread.ofPlatform().daemon().name("tubeway-rouse").start(() -> {
                var _ = Thread.ofVirtual().name("tubeway-rouse").start(() -> {});
            });
        }
    }

    private static @Nullable VirtualThreadSchedulerMXBean scheduler() {
        return ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
    }

    /// How many are lent now.
    static int lent() {
        LOCK.lock();
        try {
            return Math.min(lent, MOST);
        } finally {
            LOCK.unlock();
        }
    }
}
