package dev.tubeway.internal.tube;

import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jctools.queues.atomic.MpscUnboundedAtomicArrayQueue;

/// A queue with one reader, a virtual thread that hands each message to a handler.
///
/// The reader parks when the queue is empty. A full fence stands between its last look at the queue and its
/// parking,
/// and between an offer and the look at whether it parks; without either a wake-up can be lost.
///
/// Threading: any thread posts; the handler runs on the reader.
final class Mailbox<T> implements AutoCloseable {
    private final MpscUnboundedAtomicArrayQueue<Object> queue = new MpscUnboundedAtomicArrayQueue<>(256);
    private final Consumer<T> handler;
    private final Thread reader;
    private volatile boolean parked;
    private static final Object END = new Object();

    Mailbox(String name, Consumer<T> handler) {
        this.handler = handler;
        this.reader = Thread.ofVirtual().name(name).start(this::run);
    }

    void post(T message) {
        offer(message);
    }

    private void offer(Object message) {
        queue.offer(message);
        VarHandle.fullFence();
        if (parked) {
            LockSupport.unpark(reader);
        }
    }

    int depth() {
        return queue.size();
    }

    @SuppressWarnings("unchecked")
    private void run() {
        while (true) {
            Object message = queue.poll();
            if (message == null) {
                parked = true;
                VarHandle.fullFence();
                if (queue.isEmpty()) {
                    LockSupport.park(this);
                }
                parked = false;
                continue;
            }
            if (message.equals(END)) {
                return;
            }
            handler.accept((T) message);
        }
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
