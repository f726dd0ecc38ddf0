package dev.tubeway.internal.imaging;

import dev.tubeway.spi.ImageCoder;
import dev.tubeway.spi.ImageFormat;
import dev.tubeway.spi.Imaging;
import java.lang.foreign.MemorySegment;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The process's coders of images. All sessions share a few of them, because coding takes milliseconds and
/// most sessions are idle.
///
/// Threading: any thread.
/// Ownership: a coder is lent for one piece of work.
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

    /// Decodes an image, and answers what is made of it while the coder is lent.
    ///
    /// @param maxPixels most pixels of an image; fewer where it asks for more work than such an image needs
    public static <T> T decode(
            ImageFormat format, MemorySegment file, long maxPixels, Function<ImageCoder.Decoding, T> made) {
        return with(coder -> made.apply(coder.decode(format, file, Effort.mostPixels(format, file, maxPixels))));
    }

    /// Lends a coder for some work, whose result has nothing of the coder's.
    public static <T extends @Nullable Object> T with(Function<ImageCoder, T> work) {
        ImageCoder coder = borrow();
        try {
            return work.apply(coder);
        } finally {
            giveBack(coder);
        }
    }

    private static ImageCoder borrow() {
        ImageCoder free = FREE.poll();
        if (free == null) {
            return host().open();
        }
        FREE_COUNT.decrementAndGet();
        return free;
    }

    /// Keeps a coder for the next borrower, if there is room for it and it does not hold too much.
    private static void giveBack(ImageCoder coder) {
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
