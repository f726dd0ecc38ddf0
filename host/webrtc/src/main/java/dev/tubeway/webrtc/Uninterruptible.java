package dev.tubeway.webrtc;

import java.util.concurrent.CountDownLatch;

/// Waits that must not be cut short, since what follows frees native memory.
final class Uninterruptible {
    private Uninterruptible() {}

    /// Waits for the latch; an interrupt that comes meanwhile is kept for later.
    static void await(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
