package dev.tubeway.internal.imaging;

import dev.tubeway.spi.ImageCoder;
import dev.tubeway.spi.Imaging;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// The process's coders of images. All sessions share a few of them, because coding takes milliseconds and
/// most sessions are idle.
///
/// Threading: any thread.
/// Ownership: whoever [#borrow()]s one gives it back, or closes it.
public final class ImageCoders {
    private static final int KEPT = Math.max(2, Runtime.getRuntime().availableProcessors());
    private static final long MAX_KEPT_BYTES = 48L << 20;
    private static final ConcurrentLinkedQueue<ImageCoder> FREE = new ConcurrentLinkedQueue<>();
    private static final AtomicInteger FREE_COUNT = new AtomicInteger();

    /// Made when the first image is coded, as it looks for native libraries.
    private static final class Host {
        static final Imaging IMAGING = ServiceLoader.load(Imaging.class)
                .findFirst()
                .<Imaging>map(found -> new LayeredImaging(found, new JdkImaging()))
                .orElseGet(JdkImaging::new);
    }

    private ImageCoders() {}

    /// What this host codes.
    public static Imaging host() {
        return Host.IMAGING;
    }

    public static ImageCoder borrow() {
        ImageCoder free = FREE.poll();
        if (free == null) {
            return host().open();
        }
        FREE_COUNT.decrementAndGet();
        return free;
    }

    /// Keeps a coder for the next borrower, if there is room for it and it does not hold too much.
    public static void giveBack(ImageCoder coder) {
        if (coder.heldBytes() > MAX_KEPT_BYTES) {
            coder.close();
        } else if (FREE_COUNT.incrementAndGet() > KEPT) {
            FREE_COUNT.decrementAndGet();
            coder.close();
        } else {
            FREE.add(coder);
        }
    }
}
