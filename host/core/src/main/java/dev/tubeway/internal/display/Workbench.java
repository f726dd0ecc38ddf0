package dev.tubeway.internal.display;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// Memory in which one view's update is drawn and encoded. All displays share a few of them, because an update takes
/// milliseconds and most displays are idle.
///
/// Ownership: whoever [#borrow]s one gives it back.
final class Workbench {
    private static final int KEPT = Math.max(2, Runtime.getRuntime().availableProcessors());
    private static final int MAX_KEPT_PIXELS = 4 << 20;
    private static final ConcurrentLinkedQueue<Workbench> FREE = new ConcurrentLinkedQueue<>();
    private static final AtomicInteger FREE_COUNT = new AtomicInteger();

    final PngEncoder png = new PngEncoder();
    private int[] pixels = new int[0];

    private Workbench() {}

    static Workbench borrow() {
        Workbench free = FREE.poll();
        if (free == null) {
            return new Workbench();
        }
        FREE_COUNT.decrementAndGet();
        return free;
    }

    /// Room for this many pixels; what was in it is lost.
    int[] pixels(int count) {
        if (pixels.length < count) {
            pixels = new int[count];
        }
        return pixels;
    }

    void giveBack() {
        if (pixels.length > MAX_KEPT_PIXELS) {
            pixels = new int[0];
        }
        if (FREE_COUNT.incrementAndGet() <= KEPT) {
            FREE.add(this);
        } else {
            FREE_COUNT.decrementAndGet();
            png.end();
        }
    }
}
