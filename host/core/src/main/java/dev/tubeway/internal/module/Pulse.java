package dev.tubeway.internal.module;

import dev.tubeway.CloseReason;
import dev.tubeway.internal.module.ModuleEnd.Fault;
import dev.tubeway.internal.module.abi.AbiFunction;
import dev.tubeway.internal.thread.Nearby;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// What a run tells its watchdog, and the watchdog the run.
///
/// A call of the host costs two plain increments, two plain stores, one volatile load and now and then a look at the
/// clock: the counters are written by the module's thread only and read by others as they happen to be. All that goes
/// the other way is one word of signals, which the next call of the host sees; a guest that makes none is interrupted.
///
/// Threading: counters as told; signals any thread.
final class Pulse {
    /// The session ended from outside.
    static final int CANCELLED = 1;

    /// The run must end now.
    static final int KILLED = 2;

    /// Others want the processor; never among the signals, as the run itself sees it.
    static final int YIELD = 4;

    /// On a carrier every sixteenth call looks at the clock.
    private static final int LOOKS = 15;

    private static final VarHandle SIGNALS;
    private static final VarHandle IN_HOST;
    private static final VarHandle TOTAL;

    static {
        try {
            var lookup = MethodHandles.lookup();
            SIGNALS = lookup.findVarHandle(Pulse.class, "signals", int.class);
            IN_HOST = lookup.findVarHandle(Pulse.class, "inHost", int.class);
            TOTAL = lookup.findVarHandle(Pulse.class, "total", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// Calls by ordinal of the function.
    final long[] calls = new long[AbiFunction.values().length];

    private volatile int signals;

    @SuppressWarnings("UnusedVariable") // read by its handle
    private int inHost = 1;

    @SuppressWarnings("UnusedVariable") // read by its handle
    private long total;

    /// Bytes written and drawn.
    long outputBytes;

    /// Time spent waiting, nanoseconds, and since when it waits now; 0 when it does not.
    volatile long waitedNanos;

    volatile long waitingSince;

    /// The call, by its number, that waits so long that the guest's memory may rest meanwhile.
    private volatile long longWait = -1;

    private final Waker waker;
    private Nearby place = Nearby.NEVER;
    private final Object lock = new Object();
    private @Nullable Thread thread;
    private boolean dialling;
    private boolean ended;
    private volatile @Nullable CloseReason cancelled;
    private volatile @Nullable Fault fault;
    private volatile long cancelledAt;

    Pulse(Waker waker) {
        this.waker = waker;
    }

    // ---- the module's thread

    /// Counts a call and tells what is signalled; usually nothing, 0.
    int enter(int function) {
        calls[function]++;
        total++;
        IN_HOST.setOpaque(this, function + 1);
        return signalled();
    }

    /// Counts a call that is none of the ABI, and is over at once.
    int enterForeign() {
        total++;
        return signalled();
    }

    private int signalled() {
        boolean looks = place.isNear() || (total & LOOKS) == 0;
        return looks && place.overstays() ? signals | YIELD : signals;
    }

    void leave() {
        IN_HOST.setOpaque(this, 0);
    }

    /// Guest code runs from now on; or no longer.
    void inGuest(boolean guest) {
        IN_HOST.setOpaque(this, guest ? 0 : 1);
    }

    /// @param conduct of the module
    void started(Nearby.Conduct conduct) {
        place = Nearby.mine();
        place.runs(conduct);
        synchronized (lock) {
            thread = Thread.currentThread();
            if ((signals & KILLED) != 0) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// From now on nobody interrupts the thread, and no interrupt of ours is left.
    void ended() {
        synchronized (lock) {
            ended = true;
            if ((signals & (KILLED | CANCELLED)) != 0) {
                Thread.interrupted();
            }
        }
    }

    /// A call that only an interrupt can cut short begins or ends.
    void dialling(boolean begins) {
        synchronized (lock) {
            dialling = begins;
            if (begins && signals != 0 && (signals & (KILLED | CANCELLED)) != 0) {
                Thread.currentThread().interrupt();
            } else if (!begins && (signals & KILLED) == 0) {
                Thread.interrupted();
            }
        }
    }

    /// Waits for a wake-up up to a time; negative for ever.
    void await(long nanos) {
        long began = waits();
        place.rests();
        waker.await(nanos);
        place.goesOn();
        waited(began);
        if ((signals & KILLED) != 0) {
            throw new StopException();
        }
    }

    /// Whether the call that waits now has done so for long.
    boolean waitsLong() {
        return longWait == total;
    }

    /// A wait begins; the moment of it.
    long waits() {
        long now = System.nanoTime();
        waitingSince = now;
        return now;
    }

    /// The wait ended.
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    void waited(long began) {
        waitedNanos += System.nanoTime() - began;
        waitingSince = 0;
    }

    /// Lets others run.
    void letOthersRun() {
        place.letOthersRun();
    }

    // ---- any thread

    /// Ends a wait.
    void wake() {
        waker.wake();
    }

    boolean isCancelled() {
        return (signals & CANCELLED) != 0;
    }

    boolean isKilled() {
        return (signals & KILLED) != 0;
    }

    @Nullable
    CloseReason cancelReason() {
        return cancelled;
    }

    @Nullable
    Fault fault() {
        return fault;
    }

    /// When the session was ended from outside, on the clock of [System#nanoTime()].
    long cancelledAt() {
        return cancelledAt;
    }

    /// 0 while guest code runs.
    int inHost() {
        return (int) IN_HOST.getOpaque(this);
    }

    /// Calls of the host so far.
    long total() {
        return (long) TOTAL.getOpaque(this);
    }

    void cancel(CloseReason reason) {
        synchronized (lock) {
            if (cancelled != null) {
                return;
            }
            cancelled = reason;
            cancelledAt = System.nanoTime();
            signal(CANCELLED);
            if (dialling && thread != null && !ended) {
                thread.interrupt();
            }
        }
        waker.wake();
    }

    /// Ends the run, for a fault or, without one, because its grace time is over.
    void kill(@Nullable Fault why) {
        synchronized (lock) {
            if (ended || isKilled()) {
                return;
            }
            fault = why;
            signal(KILLED);
            if (thread != null) {
                thread.interrupt();
            }
        }
        waker.wake();
    }

    /// Tells a call that it waits for long; it looks once more whether it has to, and then knows.
    ///
    /// @param call its number, the count of calls that [#total] told
    void waitsLong(long call) {
        if (longWait != call) {
            longWait = call;
            waker.wake();
        }
    }

    private void signal(int bit) {
        SIGNALS.getAndBitwiseOr(this, bit);
    }
}
