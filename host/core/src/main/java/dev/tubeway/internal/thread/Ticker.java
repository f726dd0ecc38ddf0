package dev.tubeway.internal.thread;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/// Does something each second while there is something to do it for, and rests otherwise: a thread that wakes for
/// nothing costs more than a typed key's own work.
///
/// Threading: any thread; the work is done on a platform thread of its own, which the kernel's timer wakes: to wake a
/// virtual one takes the JVM's timer and a carrier besides.
public final class Ticker implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Ticker.class.getName());
    private static final long TICK_NANOS = Duration.ofSeconds(1).toNanos();

    private final BooleanSupplier needed;
    private final LongConsumer work;
    private final Thread thread;
    private volatile boolean rests;
    private volatile boolean closed;

    private Ticker(String name, BooleanSupplier needed, LongConsumer work) {
        this.needed = needed;
        this.work = work;
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    }

    /// @param needed whether there is anything to look at; once it is again, [#wake] is called
    /// @param work   is told the time, on the clock of [System#nanoTime()]
    public static Ticker start(String name, BooleanSupplier needed, LongConsumer work) {
        var ticker = new Ticker(name, needed, work);
        ticker.thread.start();
        return ticker;
    }

    /// There is something to look at now.
    public void wake() {
        if (rests) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (!closed) {
            rest();
            long due = System.nanoTime() + TICK_NANOS;
            for (long left = TICK_NANOS; left > 0 && !closed; left = due - System.nanoTime()) {
                LockSupport.parkNanos(this, left);
            }
            if (!closed) {
                tick();
            }
        }
    }

    private void tick() {
        try {
            work.accept(System.nanoTime());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "what is done each second failed: " + thread.getName(), e);
        }
    }

    private void rest() {
        rests = true;
        while (!needed.getAsBoolean() && !closed) {
            LockSupport.park(this);
        }
        rests = false;
    }

    /// What is being done goes on; it is the last.
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
