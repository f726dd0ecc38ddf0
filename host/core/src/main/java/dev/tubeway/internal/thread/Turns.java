package dev.tubeway.internal.thread;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The short turns of virtual threads that a platform thread runs beside its own work; see [Nearby].
///
/// A guest that computes without a call of the host cannot be asked to leave. The thread that it holds is replaced
/// then: a new one goes on with the work, and the old one ends with that turn.
///
/// Threading: the platform thread, unless told otherwise.
public final class Turns {
    /// Who finds more than these waiting had better go to a carrier.
    private static final int MOST = 4;

    /// Whose turn lasts longer computes. It is more than what a busy machine holds a thread up for.
    static final long HELD_NANOS = 50_000_000;

    private static final System.Logger LOG = System.getLogger(Turns.class.getName());

    private record Turn(Nearby who, Runnable task) {}

    private final String name;
    private final Runnable work;
    private final Queue<Turn> waiting = new ArrayDeque<>(MOST);

    /// Since when a turn runs, on the clock of [System#nanoTime()]; 0 while none does. Whoever sets it back to 0, the
    /// thread when the turn is over or the one that replaces it, has the work from then on.
    private final AtomicLong since = new AtomicLong();

    private volatile @Nullable Nearby running;
    private volatile @Nullable Thread thread;

    /// What [#relieve] saw last.
    private long seen;

    /// @param work what the thread does; it calls [#run] again and again, and returns once that is false
    public Turns(String name, Runnable work) {
        this.name = name;
        this.work = work;
    }

    /// Any thread: starts the thread.
    public void start() {
        Thread next = new Host(this);
        thread = next;
        next.start();
    }

    /// A platform thread with turns.
    private static final class Host extends Thread {
        private final Turns turns;

        /// Whoever is woken by a turn is not this thread's: it may be replaced at any moment of it.
        private boolean inTurn;

        private Host(Turns turns) {
            super(null, turns.work, turns.name);
            this.turns = turns;
            setDaemon(true);
        }
    }

    /// Any thread: the turns of the platform thread that calls; null where it has none.
    static @Nullable Turns ofThisThread() {
        return Thread.currentThread() instanceof Host host && !host.inTurn && host.turns.isMine() ? host.turns : null;
    }

    /// Any thread: whether it is the one that does the work now.
    public boolean isMine() {
        return Thread.currentThread().equals(thread);
    }

    public boolean isEmpty() {
        return waiting.isEmpty();
    }

    /// Takes a turn, to be run at the next [#run]; false where there are enough.
    boolean take(Nearby who, Runnable task) {
        return waiting.size() < MOST && waiting.add(new Turn(who, task));
    }

    /// Runs the turns that wait now, each until its virtual thread waits again. False where another thread has been
    /// given the work meanwhile.
    public boolean run() {
        Host me = (Host) Thread.currentThread();
        for (int left = waiting.size(); left > 0; left--) {
            Turn turn = waiting.remove();
            long now = System.nanoTime() | 1;
            running = turn.who;
            since.set(now);
            me.inTurn = true;
            turn.who.run(turn.task, true);
            me.inTurn = false;
            if (!since.compareAndSet(now, 0)) {
                return false;
            }
        }
        return true;
    }

    /// One other thread, every few milliseconds: replaces the thread where its turn has lasted for too long, and was
    /// seen
    /// the last time too: one that a pause of the JVM held up is over soon after it.
    ///
    /// @return whether a turn runs, so that it is worth looking again soon
    public boolean relieve() {
        long now = since.get();
        boolean lasts = now != 0 && now == seen && System.nanoTime() - now > HELD_NANOS;
        seen = now;
        if (lasts && since.compareAndSet(now, 0)) {
            Nearby holder = running;
            if (holder != null) {
                holder.banish();
            }
            LOG.log(System.Logger.Level.DEBUG, "{0}: a session computes without a pause; another thread goes on", name);
            start();
        }
        return now != 0;
    }
}
