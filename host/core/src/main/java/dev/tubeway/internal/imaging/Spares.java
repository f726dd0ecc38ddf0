package dev.tubeway.internal.imaging;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Things that take much memory and are needed for milliseconds: a few are kept for whoever needs one next, as many
/// as there are processors to use them.
///
/// Threading: any thread.
/// Ownership: what is borrowed belongs to the borrower until it is given back; what is not kept is ended.
public final class Spares<T> {
    private static final int KEPT = Math.max(2, Runtime.getRuntime().availableProcessors());

    /// The one used last comes first: it is the one that the processor's caches still hold.
    private final ConcurrentLinkedDeque<T> free = new ConcurrentLinkedDeque<>();

    private final AtomicInteger count = new AtomicInteger();
    private final Supplier<T> made;
    private final Consumer<T> ended;

    /// @param made  a new one
    /// @param ended frees what a garbage collector does not
    public Spares(Supplier<T> made, Consumer<T> ended) {
        this.made = made;
        this.ended = ended;
    }

    public T borrow() {
        T spare = free.pollFirst();
        if (spare == null) {
            return made.get();
        }
        count.decrementAndGet();
        return spare;
    }

    /// Keeps it for the next borrower, if there is room for it.
    public void giveBack(T borrowed) {
        if (count.incrementAndGet() <= KEPT) {
            free.addFirst(borrowed);
        } else {
            count.decrementAndGet();
            ended.accept(borrowed);
        }
    }
}
