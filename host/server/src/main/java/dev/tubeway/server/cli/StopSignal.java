package dev.tubeway.server.cli;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Waits for SIGTERM and SIGINT: the first asks for an orderly end, the second for one at once.
///
/// The JDK's own answer to the signals would end the process with a code other than 0. Its signal class is reached by
/// name, since it is not part of Java SE; where it is missing, a shutdown hook stands in.
///
/// Threading: any thread.
public final class StopSignal {
    private static final Logger LOG = System.getLogger(StopSignal.class.getName());

    private final CountDownLatch first = new CountDownLatch(1);
    private final CountDownLatch second = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private final AtomicInteger signals = new AtomicInteger();

    /// Takes the signals of the process from now on.
    public void listen() {
        try {
            Object raising = Proxy.newProxyInstance(
                    StopSignal.class.getClassLoader(), new Class<?>[] {handlers()}, (self, method, args) -> {
                        if (method.getDeclaringClass() == Object.class) {
                            return switch (method.getName()) {
                                case "hashCode" -> System.identityHashCode(self);
                                case "equals" -> args != null && args.length == 1 && self.equals(args[0]);
                                default -> "StopSignal";
                            };
                        }
                        raise();
                        return null;
                    });
            handle("TERM", raising);
            handle("INT", raising);
        } catch (ReflectiveOperationException e) {
            LOG.log(Level.DEBUG, "no signal class; a shutdown hook is used", e);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                raise();
                try {
                    done.await(1, TimeUnit.MINUTES);
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
    }

    /// From now on a read of the terminal fails while the process is a shell's background job, which it would stop
    /// otherwise. Nothing happens where there is no such signal.
    static void letReadsFailInBackground() {
        try {
            handle("TTIN", handlers().getField("SIG_IGN").get(null));
        } catch (ReflectiveOperationException e) {
            LOG.log(Level.DEBUG, "a background job that reads its terminal is stopped", e);
        }
    }

    private static Class<?> handlers() throws ClassNotFoundException {
        return Class.forName("sun.misc.SignalHandler");
    }

    /// @param handler one of [#handlers()]
    private static void handle(String name, Object handler) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        signal.getMethod("handle", signal, handlers())
                .invoke(null, signal.getConstructor(String.class).newInstance(name), handler);
    }

    /// As a signal does.
    public void raise() {
        if (signals.incrementAndGet() == 1) {
            first.countDown();
        } else {
            second.countDown();
        }
    }

    /// Waits for the first signal; returns whether it came in time.
    public boolean await(Duration timeout) throws InterruptedException {
        return first.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// Waits for the first signal.
    public void await() throws InterruptedException {
        first.await();
    }

    /// Waits for the second signal; returns whether it came in time.
    boolean awaitSecond(Duration timeout) throws InterruptedException {
        return second.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// The orderly end is reached.
    void ended() {
        done.countDown();
    }
}
