package dev.tubeway.internal.module;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.tubeway.internal.module.ModuleEnd.Fault;
import dev.tubeway.module.ModuleLimits;
import java.lang.management.ManagementFactory;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/// Looks at all runs every few milliseconds and ends those that break their limits of time and rate.
///
/// A virtual thread is not preempted: a guest that calls the host all the time is told to yield, and one that
/// computes holds a carrier until it calls, or its time is up.
///
/// Threading: any thread; one platform thread of its own, which sleeps while nothing runs.
final class Watchdog implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Watchdog.class.getName());
    private static final long LOOK_NANOS = 20_000_000;
    private static final long RATE_NANOS = 1_000_000_000;

    private final Set<Watched> runs = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean started = new AtomicBoolean();
    private final Thread thread;
    private volatile boolean closed;

    Watchdog() {
        thread = Thread.ofPlatform().daemon().name("tubeway-watchdog").unstarted(this::look);
    }

    /// Warns where the JVM would leave the large functions of modules to its interpreter.
    static void checkJvm() {
        var hotspot = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        if (hotspot == null) {
            return;
        }
        try {
            if (Boolean.parseBoolean(
                    hotspot.getVMOption("DontCompileHugeMethods").getValue())) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "the JVM runs without -XX:-DontCompileHugeMethods: functions of modules with more than 8,000"
                                + " bytes of JVM code are interpreted, 10 to 100 times slower; the launcher sets it");
            }
        } catch (IllegalArgumentException e) {
            LOG.log(System.Logger.Level.DEBUG, "this JVM has no such flag: {0}", e.getMessage());
        }
    }

    /// One run as the watchdog remembers it.
    static final class Watched {
        private final Pulse pulse;
        private final ModuleLimits limits;
        private long lastTotal = -1;
        private long guestSince;
        private long lastWaited = -1;
        private long rateSince = System.nanoTime();
        private long rateCalls;
        private long rateOutput;

        private Watched(Pulse pulse, ModuleLimits limits) {
            this.pulse = pulse;
            this.limits = limits;
        }
    }

    Watched watch(Pulse pulse, ModuleLimits limits) {
        var watched = new Watched(pulse, limits);
        runs.add(watched);
        if (started.compareAndSet(false, true)) {
            thread.start();
        }
        LockSupport.unpark(thread);
        return watched;
    }

    void forget(Watched watched) {
        runs.remove(watched);
    }

    private void look() {
        while (!closed) {
            if (runs.isEmpty()) {
                LockSupport.park(this);
                continue;
            }
            long now = System.nanoTime();
            for (Watched run : runs) {
                look(run, now);
            }
            LockSupport.parkNanos(this, LOOK_NANOS);
        }
    }

    private static void look(Watched run, long now) {
        Pulse pulse = run.pulse;
        long total = pulse.total();
        boolean guest = pulse.inHost() == 0;
        long waited = pulse.waitedNanos;
        boolean silent = guest && total == run.lastTotal;
        if (!silent) {
            run.guestSince = now;
            if (total != run.lastTotal && waited == run.lastWaited && pulse.waitingSince == 0) {
                pulse.signal(Pulse.YIELD);
            }
        } else if (now - run.guestSince > run.limits.guestTime().toNanos()) {
            pulse.kill(pulse.isCancelled() ? null : Fault.ENDLESS_LOOP);
        }
        run.lastTotal = total;
        run.lastWaited = waited;
        if (pulse.isCancelled()
                && now - pulse.cancelledAt() > run.limits.graceTime().toNanos()) {
            pulse.kill(null);
        }
        long span = now - run.rateSince;
        if (span >= RATE_NANOS) {
            long output = pulse.outputBytes;
            if (perSecond(output - run.rateOutput, span) > run.limits.outputBytesPerSecond()) {
                pulse.kill(Fault.OUTPUT_FLOOD);
            } else if (perSecond(total - run.rateCalls, span) > run.limits.hostCallsPerSecond()) {
                pulse.kill(Fault.CALL_STORM);
            }
            run.rateSince = now;
            run.rateCalls = total;
            run.rateOutput = output;
        }
    }

    private static double perSecond(long count, long nanos) {
        return count * 1e9 / nanos;
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
