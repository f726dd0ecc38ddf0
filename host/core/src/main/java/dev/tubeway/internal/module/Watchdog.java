package dev.tubeway.internal.module;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.tubeway.internal.module.ModuleEnd.Fault;
import dev.tubeway.internal.socket.SocketLoop;
import dev.tubeway.internal.thread.Carriers;
import dev.tubeway.module.ModuleLimits;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/// Looks at all runs every few milliseconds, ends those that break their limits of time and rate, and tells those
/// that wait for long.
///
/// A virtual thread is not preempted: a guest that calls the host lets others run by itself, and for one that computes,
/// and so holds its carrier until it calls or its time is up, the scheduler is lent another; see [Carriers].
///
/// Threading: any thread; one platform thread of its own, which sleeps while nothing runs.
final class Watchdog implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Watchdog.class.getName());
    private static final long LOOK_NANOS = 20_000_000;

    /// Between looks while every run waits: idle sessions, and keys that are typed, should not wake a thread for it.
    private static final long IDLE_LOOK_NANOS = 500_000_000;

    /// Carriers are taken back once they were not needed for so many looks.
    private static final int LOOKS_TO_KEEP = 50;

    private static final long RATE_NANOS = 1_000_000_000;

    /// A wait is long once it has taken so much. What it costs then, less than a millisecond, is nothing beside it.
    static final Duration LONG_WAIT = Duration.ofSeconds(5);

    private final Set<Watched> runs = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean started = new AtomicBoolean();
    private final SocketLoop sockets;
    private final Thread thread;
    private final long longWaitNanos;
    private volatile boolean closed;
    private int lent;
    private int looksSinceNeeded;

    /// @param longWait after which the memory of a guest rests
    /// @param sockets  whose threads are replaced where a run holds one
    Watchdog(Duration longWait, SocketLoop sockets) {
        this.sockets = sockets;
        longWaitNanos = longWait.toNanos();
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
                lend(0);
                LockSupport.park(this);
                continue;
            }
            LockSupport.parkNanos(this, lookAtAll() > 0 ? LOOK_NANOS : IDLE_LOOK_NANOS);
        }
        lend(0);
    }

    /// A method of its own, so that the JVM compiles it: the loop around it waits for longer than it runs.
    private int lookAtAll() {
        long now = System.nanoTime();
        int holding = 0;
        for (Watched run : runs) {
            holding += look(run, now) ? 1 : 0;
        }
        needed(holding);
        if (holding > 0) {
            Carriers.mayAllBeHeld();
        }
        return sockets.relieve() ? Math.max(1, holding) : holding;
    }

    private void needed(int carriers) {
        if (carriers >= lent) {
            looksSinceNeeded = 0;
            lend(carriers);
        } else if (++looksSinceNeeded >= LOOKS_TO_KEEP) {
            looksSinceNeeded = 0;
            lend(carriers);
        }
    }

    private void lend(int carriers) {
        if (carriers != lent) {
            Carriers.lend(carriers - lent);
            lent = carriers;
        }
    }

    /// True where the run has not waited since the last look, so that it held a carrier.
    private boolean look(Watched run, long now) {
        Pulse pulse = run.pulse;
        long total = pulse.total();
        boolean guest = pulse.inHost() == 0;
        long waited = pulse.waitedNanos;
        long since = pulse.waitingSince;
        boolean holds = waited == run.lastWaited && since == 0;
        if (since != 0 && now - since > longWaitNanos) {
            pulse.waitsLong(total);
        }
        boolean silent = guest && total == run.lastTotal;
        if (!silent) {
            run.guestSince = now;
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
        return holds;
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
