package dev.tubeway.internal.tube;

import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jctools.queues.atomic.MpscUnboundedAtomicArrayQueue;

/// A queue with one reader, a virtual thread that hands each message to a handler.
///
/// The reader parks when the queue is empty, after a nap where it has been given one. A full fence stands between
/// its last look at the queue and its parking, and between an offer and the look at whether it parks; without
/// either a wake-up can be lost. What can wait does not end the nap: so a stream of such messages wakes the reader
/// now and then, not for each.
///
/// Threading: any thread posts; the handler runs on the reader.
final class Mailbox<T> implements AutoCloseable {
    private final MpscUnboundedAtomicArrayQueue<Object> queue = new MpscUnboundedAtomicArrayQueue<>(256);
    private final Consumer<T> handler;
    private final long napNanos;
    private final Thread reader;
    private volatile Reader state = Reader.AWAKE;
    private static final Object END = new Object();

    private enum Reader {
        AWAKE,
        /// Wakes by itself.
        NAPPING,
        PARKED
    }

    Mailbox(String name, Consumer<T> handler) {
        this(name, Duration.ZERO, handler);
    }

    /// @param nap longest time that what can wait waits; zero for none
    Mailbox(String name, Duration nap, Consumer<T> handler) {
        this.handler = handler;
        this.napNanos = nap.toNanos();
        this.reader = Thread.ofVirtual().name(name).start(this::run);
    }

    void post(T message) {
        offer(message);
    }

    /// Posts what can wait for the reader's nap; its order among all messages is kept.
    void postSoon(T message) {
        queue.offer(message);
        VarHandle.fullFence();
        if (state == Reader.PARKED) {
            LockSupport.unpark(reader);
        }
    }

    private void offer(Object message) {
        queue.offer(message);
        VarHandle.fullFence();
        if (state != Reader.AWAKE) {
            LockSupport.unpark(reader);
        }
    }

    int depth() {
        return queue.size();
    }

    @SuppressWarnings("unchecked")
    private void run() {
        boolean rested = true;
        while (true) {
            Object message = queue.poll();
            if (message == null) {
                rest(rested || napNanos == 0 ? Reader.PARKED : Reader.NAPPING);
                rested = true;
                continue;
            }
            if (message.equals(END)) {
                return;
            }
            handler.accept((T) message);
            rested = false;
        }
    }

    private void rest(Reader how) {
        state = how;
        VarHandle.fullFence();
        if (queue.isEmpty()) {
            if (how == Reader.PARKED) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, napNanos);
            }
        }
        state = Reader.AWAKE;
    }

    /// Handles what was posted before, then ends the reader. Waits for it, unless the reader itself closes.
    @Override
    public void close() {
        offer(END);
        if (Thread.currentThread().equals(reader)) {
            return;
        }
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
