package dev.tubeway.internal.dial;

import dev.tubeway.CloseReason;
import dev.tubeway.spi.NameResolver;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Finds addresses of names within a time, whatever the resolver does.
///
/// The system's resolver may block for long and cannot be stopped, so look-ups run on a few platform
/// threads that all gateways of the process share, and who waits gives up at its deadline. A look-up that
/// was given up still counts against its owner's [#MAX_AT_ONCE], so that one tube with a slow name server
/// cannot take all threads.
///
/// Threading: any thread.
public final class NameLookup {

    /// Look-ups of one owner at once.
    static final int MAX_AT_ONCE = 8;

    private static final System.Logger LOG = System.getLogger(NameLookup.class.getName());
    private static final int THREADS = 32;
    private static final ThreadPoolExecutor POOL = pool();

    private final NameResolver resolver;
    private final Semaphore slots = new Semaphore(MAX_AT_ONCE);

    public NameLookup(NameResolver resolver) {
        this.resolver = resolver;
    }

    /// What a look-up found.
    sealed interface Found {
        /// @param addresses one or more, none of them v4-mapped
        record Addresses(List<InetAddress> addresses) implements Found {}

        record Failed(CloseReason reason) implements Found {}
    }

    /// Resolves a name. Blocks to the deadline at most.
    ///
    /// Errors: ADDRESS_RESOLUTION_FAILED where there is no such name, or no answer in time.
    public Found find(String name, Deadline deadline) throws InterruptedException {
        if (!slots.tryAcquire(deadline.remainingNanos(), TimeUnit.NANOSECONDS)) {
            return failed("name look-up timed out", name);
        }
        FutureTask<List<InetAddress>> task = new FutureTask<>(() -> resolver.resolve(name));
        try {
            POOL.execute(() -> {
                try {
                    task.run();
                } finally {
                    slots.release();
                }
            });
        } catch (RejectedExecutionException e) {
            slots.release();
            return failed("too many name look-ups at once", name);
        }
        try {
            List<InetAddress> addresses = task.get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
            return addresses.isEmpty()
                    ? failed("name not found", name)
                    : new Found.Addresses(
                            addresses.stream().map(Host::normalised).distinct().toList());
        } catch (TimeoutException e) {
            return failed("name look-up timed out", name);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof UnknownHostException)) {
                LOG.log(System.Logger.Level.WARNING, "the name resolver failed", e.getCause());
            }
            return failed("name not found", name);
        } finally {
            // Does nothing to a look-up that is done, and frees the thread of a resolver that knows
            // interrupts.
            task.cancel(true);
        }
    }

    private static Found failed(String what, String name) {
        return new Found.Failed(CloseReason.of(CloseReason.Kind.ADDRESS_RESOLUTION_FAILED, what + ": " + name));
    }

    private static ThreadPoolExecutor pool() {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(4096),
                Thread.ofPlatform().daemon().name("tubeway-lookup-", 0).factory());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
