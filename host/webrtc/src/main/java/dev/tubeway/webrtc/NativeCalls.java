package dev.tubeway.webrtc;

import dev.tubeway.internal.thread.Carriers;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/// The way into native code, for every call that waits there for one of the library's threads.
///
/// A virtual thread keeps its carrier in native code. The thread that it waits for may be in a callback that waits
/// for a lock, and the next in turn for that lock may be a virtual thread, which needs a carrier to take and leave
/// it. Were all carriers in native code, none of these would ever go on, nor anything else in the process. So at most
/// [#PLACES] virtual threads are inside at once, and the scheduler has as many carriers more.
///
/// Threading: any; platform threads, which the library's are too, pass freely. A call must not be made inside another.
final class NativeCalls {
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    /// A factory does one call after another, so more would only wait inside instead of outside.
    static final int PLACES = Math.clamp(CORES, 4, 16);

    private static final Semaphore FREE = new Semaphore(PLACES);

    private NativeCalls() {}

    /// Lends the carriers, once for each provider that is there.
    static void provide() {
        Carriers.lend(PLACES);
    }

    /// Takes them back.
    static void withdraw() {
        Carriers.lend(-PLACES);
    }

    /// Waits until there is a place; [#leave] must follow.
    static void enter() {
        if (Thread.currentThread().isVirtual()) {
            FREE.acquireUninterruptibly();
            if (PLACES - FREE.availablePermits() >= CORES) {
                Carriers.mayAllBeHeld();
            }
        }
    }

    static void leave() {
        if (Thread.currentThread().isVirtual()) {
            FREE.release();
        }
    }

    /// Places that are free now.
    static int free() {
        return FREE.availablePermits();
    }

    static void run(Runnable call) {
        enter();
        try {
            call.run();
        } finally {
            leave();
        }
    }

    static <T> T get(Supplier<T> call) {
        enter();
        try {
            return call.get();
        } finally {
            leave();
        }
    }
}
