package dev.tubeway.webrtc;

import java.lang.System.Logger.Level;
import java.util.function.BiConsumer;

/// The one gate between the native threads and Java code: nothing that a callback throws passes it, since a Throwable
/// that leaves a callback aborts the JVM. Every method of every observer has its whole body in here.
///
/// The bodies are non-capturing, so that a guarded message allocates nothing.
final class CallbackGuard {
    private static final System.Logger LOG = System.getLogger(CallbackGuard.class.getName());

    private CallbackGuard() {}

    /// Runs `body`; returns whether it ended without throwing.
    static <T, U> boolean run(String callback, T target, U argument, BiConsumer<T, U> body) {
        try {
            body.accept(target, argument);
            return true;
        } catch (Throwable thrown) {
            report(callback, thrown);
            return false;
        }
    }

    private static void report(String callback, Throwable thrown) {
        try {
            LOG.log(Level.ERROR, "a callback threw: callback=" + callback, thrown);
        } catch (Throwable _) {
            // Out of memory or stack while telling: the telling is lost, the process is not.
        }
    }
}
