package dev.tubeway.internal.socket;

import dev.tubeway.internal.thread.Turns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Waits for the sockets of all connections on a few threads of its own.
///
/// A virtual thread that waits for a socket is woken twice: the kernel wakes the thread that polls, and that
/// wakes a carrier. Each is dear where a core sleeps. So a quiet socket is read by the thread that the kernel
/// wakes, and a virtual thread comes in only where there is more to do than one short read; a session that waits for it
/// has its turn on the same thread, see [dev.tubeway.internal.thread.Nearby].
///
/// Threading: any thread.
/// Ownership: owns its threads; the sockets belong to whoever watches them.
public final class SocketLoop implements AutoCloseable {
    private static final Logger LOG = System.getLogger(SocketLoop.class.getName());
    private static final int MOST_WORKERS = 8;

    /// How long what can wait a moment waits.
    public static final Duration SOON = Duration.ofMillis(1);

    private final @Nullable Worker[] workers;
    private final AtomicInteger turns = new AtomicInteger();
    private boolean closed;

    public SocketLoop() {
        int cores = Runtime.getRuntime().availableProcessors();
        workers = new Worker[Math.clamp(cores / 2, 1, MOST_WORKERS)];
    }

    /// Who is told that a socket is ready, on the loop's thread: it must not wait.
    public interface Handler {
        void readable(Watch watch);

        void writable(Watch watch);
    }

    /// Makes the socket non-blocking and watches it, for nothing yet.
    public Watch watch(SocketChannel socket, Handler handler) throws IOException {
        socket.configureBlocking(false);
        return worker(Math.floorMod(turns.getAndIncrement(), workers.length)).watch(socket, handler);
    }

    /// Makes the server socket non-blocking and tells of its clients from now on, on the loop's thread: `ready` must
    /// not wait.
    public Welcome welcome(ServerSocketChannel server, Consumer<Welcome> ready) throws IOException {
        server.configureBlocking(false);
        return worker(Math.floorMod(turns.getAndIncrement(), workers.length)).welcome(server, ready);
    }

    private synchronized Worker worker(int index) throws IOException {
        if (closed) {
            throw new IOException("the gateway stopped");
        }
        Worker worker = workers[index];
        if (worker == null) {
            worker = new Worker(Selector.open(), "tubeway-sockets-" + index);
            workers[index] = worker;
            worker.turns.start();
        }
        return worker;
    }

    /// Replaces threads that a session holds; see [Turns#relieve].
    public synchronized boolean relieve() {
        boolean runs = false;
        for (Worker worker : workers) {
            runs |= worker != null && worker.turns.relieve();
        }
        return runs;
    }

    /// Ends the threads; idempotent. Sockets stay open.
    @Override
    public synchronized void close() {
        closed = true;
        for (Worker worker : workers) {
            if (worker != null) {
                worker.close();
            }
        }
    }

    /// One socket that is watched.
    public static final class Watch {
        private final Worker worker;
        private final Handler handler;
        private final SelectionKey key;

        private Watch(Worker worker, SocketChannel socket, Handler handler) throws IOException {
            this.worker = worker;
            this.handler = handler;
            this.key = socket.register(worker.selector, 0, this);
        }

        public void wantRead(boolean wanted) {
            want(SelectionKey.OP_READ, wanted);
        }

        public void wantWrite(boolean wanted) {
            want(SelectionKey.OP_WRITE, wanted);
        }

        private void want(int operation, boolean wanted) {
            try {
                if (wanted) {
                    key.interestOpsOr(operation);
                } else {
                    key.interestOpsAnd(~operation);
                }
            } catch (CancelledKeyException e) {
                // The socket is closed, and whoever waits for it is told by that.
                return;
            }
            if (wanted) {
                worker.look();
            }
        }

        /// Does something on the thread that watches the socket, and something else about [#SOON] later; neither
        /// may wait for long. Nothing where the loop is closed.
        public void run(Runnable now, Runnable soon) {
            worker.tasks.add(() -> {
                now.run();
                worker.later.add(new Later(System.nanoTime() + SOON.toNanos(), soon));
            });
            worker.look();
        }

        /// In a handler: does something once all that is ready by then was told.
        public void runAfterAnotherLook(Runnable task) {
            worker.afterAnotherLook.add(task);
        }

        /// Lets the socket, which has been closed, go: only then is its descriptor free.
        public void close() {
            key.cancel();
            worker.look();
        }
    }

    /// One server socket that is watched.
    public static final class Welcome {
        private final Worker worker;
        private final Consumer<Welcome> ready;
        private final SelectionKey key;

        private Welcome(Worker worker, ServerSocketChannel server, Consumer<Welcome> ready) throws IOException {
            this.worker = worker;
            this.ready = ready;
            this.key = server.register(worker.selector, 0, this);
            resume();
        }

        /// Tells of no more clients, until [#resume].
        public void pause() {
            want(0);
        }

        public void resume() {
            want(SelectionKey.OP_ACCEPT);
        }

        private void want(int operations) {
            try {
                key.interestOps(operations);
                worker.look();
            } catch (CancelledKeyException e) {
                // The socket is closed: nobody comes any more.
            }
        }

        /// Lets the socket, which has been closed, go; returns once nothing listens any more, or after `timeout` with
        /// false. On the loop's own thread it is gone a moment later.
        public boolean close(Duration timeout) throws InterruptedException {
            key.cancel();
            return worker.awaitGone(timeout);
        }
    }

    private record Later(long nanos, Runnable task) {}

    /// One thread with its selector.
    private static final class Worker {
        private final Selector selector;
        final Turns turns;

        /// Who waits for cancelled keys to be gone: until one whole look after it.
        private final Queue<CountDownLatch> leaving = new ConcurrentLinkedQueue<>();

        /// Those whose look has begun; the worker's own.
        private final List<CountDownLatch> left = new ArrayList<>();

        /// What others want done on the thread.
        private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

        // The worker's own.
        private final Queue<Later> later = new ArrayDeque<>();
        private final Queue<Runnable> afterAnotherLook = new ArrayDeque<>();

        Worker(Selector selector, String name) {
            this.selector = selector;
            this.turns = new Turns(name, this::run);
        }

        Watch watch(SocketChannel socket, Handler handler) throws IOException {
            return new Watch(this, socket, handler);
        }

        Welcome welcome(ServerSocketChannel server, Consumer<Welcome> ready) throws IOException {
            return new Welcome(this, server, ready);
        }

        boolean awaitGone(Duration timeout) throws InterruptedException {
            if (turns.isMine()) {
                return true;
            }
            CountDownLatch gone = new CountDownLatch(1);
            leaving.add(gone);
            selector.wakeup();
            return !selector.isOpen() || gone.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
        }

        /// Has the selector look at what is wanted; on its own thread it will, without a word.
        void look() {
            if (!turns.isMine()) {
                selector.wakeup();
            }
        }

        private void run() {
            while (selector.isOpen() && turns.run()) {
                for (CountDownLatch next = leaving.poll(); next != null; next = leaving.poll()) {
                    left.add(next);
                }
                try {
                    runAll(tasks);
                    look(left.isEmpty() ? waitMillis() : 0);
                    left.forEach(CountDownLatch::countDown);
                    left.clear();
                } catch (IOException | RuntimeException e) {
                    if (selector.isOpen()) {
                        LOG.log(Level.ERROR, "waiting for sockets failed and is tried again", e);
                    }
                }
            }
        }

        /// @param millis longest wait; 0 for none, negative for any
        private void look(long millis) throws IOException {
            if (millis == 0) {
                selector.selectNow(Worker::ready);
            } else {
                selector.select(Worker::ready, Math.max(0, millis));
            }
            if (!afterAnotherLook.isEmpty()) {
                selector.selectNow(Worker::ready);
                runAll(afterAnotherLook);
            }
        }

        /// How long to wait for sockets: not at all while turns wait, which what is due may have brought.
        private long waitMillis() {
            long millis = longestWaitMillis();
            return turns.isEmpty() ? millis : 0;
        }

        /// Does what is due of what could wait; gives the time until the next is, at least 1, or -1 where nothing
        /// waits.
        private long longestWaitMillis() {
            for (Later next = later.peek(); next != null; next = later.peek()) {
                long left = next.nanos() - System.nanoTime();
                if (left > 0) {
                    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(left));
                }
                later.remove();
                run(next.task());
            }
            return -1;
        }

        private static void runAll(Queue<Runnable> tasks) {
            for (Runnable next = tasks.poll(); next != null; next = tasks.poll()) {
                run(next);
            }
        }

        private static void run(Runnable task) {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "something to be done for a socket failed", e);
            }
        }

        private static void ready(SelectionKey key) {
            if (key.attachment() instanceof Welcome welcome) {
                welcome.ready.accept(welcome);
            }
            if (!(key.attachment() instanceof Watch watch)) {
                return;
            }
            try {
                int ready = key.readyOps();
                if ((ready & SelectionKey.OP_WRITE) != 0) {
                    watch.handler.writable(watch);
                }
                if ((ready & SelectionKey.OP_READ) != 0) {
                    watch.handler.readable(watch);
                }
            } catch (CancelledKeyException e) {
                // It was closed meanwhile.
            }
        }

        void close() {
            try {
                selector.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
