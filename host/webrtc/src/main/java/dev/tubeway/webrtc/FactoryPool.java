package dev.tubeway.webrtc;

import dev.tubeway.spi.TransportException;
import dev.tubeway.spi.TransportException.Cause;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// A few native factories, and their rotation: one that has lost more memory than its budget takes no new peers and
/// is disposed when its last peer has closed, which gives the memory back.
///
/// Several factories keep one peer's slow callback, and one network thread, from being everybody's.
///
/// Threading: any thread but a callback thread, since disposing waits for that one.
final class FactoryPool {
    private static final System.Logger LOG = System.getLogger(FactoryPool.class.getName());

    private final int size;
    private final Supplier<NativeFactory> maker;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<NativeFactory> current = new ArrayList<>();
    private final List<NativeFactory> retired = new ArrayList<>();
    private boolean closed;
    private long disposed;

    /// @param size  factories in use at most, retired ones aside
    /// @param maker makes one
    FactoryPool(int size, Supplier<NativeFactory> maker) {
        this.size = size;
        this.maker = maker;
    }

    /// Half the cores, one to four: each factory has one busy network thread and one callback thread.
    static int sizeFor(int cores) {
        return Math.clamp(cores / 2, 1, 4);
    }

    /// The factory with the fewest peers, which counts one more from now on.
    ///
    /// Errors: CLOSED, UNAVAILABLE.
    NativeFactory acquire() throws TransportException {
        lock.lock();
        try {
            if (closed) {
                throw new TransportException(Cause.CLOSED, "the WebRTC provider is closed");
            }
            retireSpent();
            Optional<NativeFactory> least = current.stream().min(Comparator.comparingInt(NativeFactory::peers));
            NativeFactory factory;
            if (least.isPresent() && (least.get().peers() == 0 || current.size() >= size)) {
                factory = least.get();
            } else {
                factory = make();
                current.add(factory);
            }
            factory.addPeers(1);
            return factory;
        } finally {
            lock.unlock();
        }
    }

    /// A peer of the factory has closed.
    void release(NativeFactory factory) {
        lock.lock();
        try {
            factory.addPeers(-1);
            retireSpent();
        } finally {
            lock.unlock();
        }
    }

    /// The factory whose peers are to be replaced now: the one that has lost the most, where those that were not
    /// given here before have lost half of what the others leave. It takes no new peers from now on.
    ///
    /// @param maxLostBytes what all together may lose
    Optional<NativeFactory> retireWorn(long maxLostBytes) {
        lock.lock();
        try {
            long asked = 0;
            long fresh = 0;
            NativeFactory worn = null;
            for (NativeFactory factory : all()) {
                long lost = factory.ledger().lostBytes();
                if (factory.isAskedFor()) {
                    asked += lost;
                } else {
                    fresh += lost;
                    worn = worn == null || lost > worn.ledger().lostBytes() ? factory : worn;
                }
            }
            if (worn == null || fresh <= (maxLostBytes - asked) / 2) {
                return Optional.empty();
            }
            worn.askedFor();
            retire(worn);
            disposeEmpty();
            return Optional.of(worn);
        } finally {
            lock.unlock();
        }
    }

    /// Disposes every factory; the peers are closed before. Idempotent.
    void close() {
        lock.lock();
        try {
            closed = true;
            retired.addAll(current);
            current.clear();
            disposeEmpty();
        } finally {
            lock.unlock();
        }
    }

    /// Factories that have been disposed since the start.
    long disposed() {
        lock.lock();
        try {
            return disposed;
        } finally {
            lock.unlock();
        }
    }

    /// Bytes that all factories together have lost and not given back yet.
    long lostBytes() {
        lock.lock();
        try {
            return all().stream()
                    .mapToLong(factory -> factory.ledger().lostBytes())
                    .sum();
        } finally {
            lock.unlock();
        }
    }

    /// Factories that live, retired ones included.
    int alive() {
        lock.lock();
        try {
            return current.size() + retired.size();
        } finally {
            lock.unlock();
        }
    }

    private NativeFactory make() throws TransportException {
        try {
            return maker.get();
        } catch (LinkageError | RuntimeException failed) {
            throw NativeLibrary.unavailable(failed);
        }
    }

    private void retireSpent() {
        for (NativeFactory factory : List.copyOf(current)) {
            if (factory.ledger().isSpent()) {
                retire(factory);
            }
        }
        disposeEmpty();
    }

    private void retire(NativeFactory factory) {
        if (current.remove(factory)) {
            retired.add(factory);
            LOG.log(
                    Level.DEBUG,
                    "native factory retired: lostBytes={0} peers={1}",
                    factory.ledger().lostBytes(),
                    factory.peers());
        }
    }

    private List<NativeFactory> all() {
        List<NativeFactory> all = new ArrayList<>(current);
        all.addAll(retired);
        return all;
    }

    private void disposeEmpty() {
        for (NativeFactory factory : List.copyOf(retired)) {
            if (factory.peers() == 0) {
                retired.remove(factory);
                disposed++;
                factory.dispose();
            }
        }
    }
}
