package dev.tubeway.internal.thread;

import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Where a virtual thread runs that mostly waits for sockets: for a short turn on the platform thread that has seen
/// what it waits for, otherwise on the JVM's carriers.
///
/// To hand a typed key to a carrier wakes one thread more, and a thread that wakes from sleep costs more than the key's
/// own work. So where a thread with [Turns] wakes a virtual thread whose last turn was short, it runs it itself once it
/// has told all that was ready. A turn that lasts is asked to leave ([#overstays]) and goes on on a carrier; from one
/// that cannot be asked its thread is taken ([Turns#relieve]).
///
/// Nobody preempts a virtual thread on a carrier either. There a turn may last longer before it is asked to let others
/// run.
///
/// Only a virtual thread that says that it rests is run so. It holds no lock then: whoever waits for a lock on a
/// thread with turns must not wait for somebody who is queued behind him there.
///
/// Java has no public way yet to say where a virtual thread runs; this is the one that the JDK's own tests take
/// (`java.lang.ThreadBuilders`), and needs `--add-opens java.base/java.lang=ALL-UNNAMED`. Without it, or on a JDK
/// where it is another, all turns are the carriers'.
///
/// Threading: any thread, and what is told so the virtual thread itself.
public final class Nearby implements Executor {
    /// How long a turn may be that is run near.
    static final long SHORT_NANOS = 1_000_000;

    /// How long a turn may be on a carrier before others have theirs.
    static final long LONG_NANOS = 10_000_000;

    /// How long all turns of code are the carriers' that has held a thread of others.
    private static final long MISTRUST_NANOS = 60_000_000_000L;

    private static final System.Logger LOG = System.getLogger(Nearby.class.getName());

    /// That of a thread which is never run near.
    public static final Nearby NEVER = new Nearby();

    private static final ThreadLocal<Nearby> MINE = ThreadLocal.withInitial(Nearby::new);
    private static final @Nullable Executor CARRIERS;
    private static final @Nullable Method MAKE;

    static {
        Executor carriers = null;
        Method make = null;
        try {
            carriers = (Executor)
                    opened("java.lang.VirtualThread", "defaultScheduler").invoke(null);
            make = opened(
                    "java.lang.ThreadBuilders",
                    "newVirtualThread",
                    Executor.class,
                    String.class,
                    int.class,
                    Runnable.class);
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "sessions run on the JVM's carriers alone, which costs more for each key; the launcher's flag"
                            + " --add-opens=java.base/java.lang=ALL-UNNAMED mends that: {0}",
                    e.toString());
        }
        CARRIERS = carriers;
        MAKE = make;
    }

    private static Method opened(String type, String name, Class<?>... parameters) throws ReflectiveOperationException {
        Method method = Class.forName(type).getDeclaredMethod(name, parameters);
        method.setAccessible(true);
        return method;
    }

    /// What is known of code that virtual threads run: one that holds a thread of others speaks for all of them, for a
    /// while, as it may have been the machine's fault.
    public static final class Conduct {
        private volatile long goodFrom = System.nanoTime();

        private boolean isGood() {
            return System.nanoTime() - goodFrom >= 0;
        }

        private void offends() {
            goodFrom = System.nanoTime() + MISTRUST_NANOS;
        }
    }

    private volatile boolean rests;
    private volatile Conduct conduct = new Conduct();
    private boolean brief;

    /// Set where a turn begins, by the thread that runs it.
    private boolean near;

    private long began = System.nanoTime();

    private Nearby() {}

    /// Starts a virtual thread.
    public static Thread start(String name, Runnable task) {
        Method make = MAKE;
        if (make == null) {
            return Thread.ofVirtual().name(name).start(task);
        }
        var place = new Nearby();
        Runnable placed = () -> {
            MINE.set(place);
            place.goesOn();
            task.run();
        };
        try {
            var thread = (Thread) make.invoke(null, place, name, 0, placed);
            thread.start();
            return thread;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the JVM makes no virtual thread", e);
        }
    }

    /// That of this thread; on one that [#start] has not made, it is never near.
    public static Nearby mine() {
        return MINE.get();
    }

    /// The virtual thread itself: it runs code of that conduct.
    public void runs(Conduct known) {
        conduct = known;
    }

    /// The virtual thread itself: it is going to wait, holds no lock, and its turn is over.
    public void rests() {
        brief = System.nanoTime() - began <= SHORT_NANOS;
        rests = true;
    }

    /// The virtual thread itself: it goes on.
    public void goesOn() {
        rests = false;
        began = System.nanoTime();
    }

    /// The virtual thread itself: whether it runs on a thread that others wait for.
    public boolean isNear() {
        return near;
    }

    /// The virtual thread itself: whether its turn lasts so long that it is to [#letOthersRun].
    public boolean overstays() {
        return System.nanoTime() - began > (near ? SHORT_NANOS : LONG_NANOS);
    }

    /// The virtual thread itself: its next turn, which is a carrier's, begins when others have had theirs.
    public void letOthersRun() {
        Thread.yield();
        began = System.nanoTime();
    }

    /// For a while all turns of its code are the carriers'.
    void banish() {
        conduct.offends();
    }

    /// The JVM's call: the virtual thread may go on.
    @Override
    public void execute(Runnable turn) {
        Turns here = rests && brief && conduct.isGood() ? Turns.ofThisThread() : null;
        if (here == null || !here.take(this, turn)) {
            carriers().execute(() -> run(turn, false));
        }
    }

    private static Executor carriers() {
        Executor known = CARRIERS;
        if (known == null) {
            throw new IllegalStateException("no virtual thread was made here");
        }
        return known;
    }

    /// Goes on with the virtual thread, on this one, until it waits.
    void run(Runnable turn, boolean isNear) {
        near = isNear;
        turn.run();
    }
}
