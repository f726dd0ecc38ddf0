package dev.tubeway.internal.imaging;

import dev.tubeway.internal.module.abi.Codec;
import dev.tubeway.spi.ImageCoder;
import dev.tubeway.spi.ImageFormat;
import dev.tubeway.spi.Imaging;
import java.lang.foreign.MemorySegment;
import java.util.ServiceLoader;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The process's coders of images. All sessions share a few of them, because coding takes milliseconds and
/// most sessions are idle.
///
/// Threading: any thread.
/// Ownership: a coder is lent for one piece of work.
public final class ImageCoders {
    private static final long MAX_KEPT_BYTES = 48L << 20;
    private static final Spares<ImageCoder> SPARES = new Spares<>(() -> host().open(), ImageCoder::close);

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

    /// What a [Codec] codes; null for video, and where there is no such codec.
    public static @Nullable ImageFormat format(int codec) {
        return switch (codec) {
            case Codec.JPEG -> ImageFormat.JPEG;
            case Codec.PNG -> ImageFormat.PNG;
            case Codec.WEBP -> ImageFormat.WEBP;
            default -> null;
        };
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
        ImageCoder coder = SPARES.borrow();
        try {
            return work.apply(coder);
        } finally {
            giveBack(coder);
        }
    }

    /// Keeps a coder for the next borrower, if it does not hold too much.
    private static void giveBack(ImageCoder coder) {
        if (coder.heldBytes() > MAX_KEPT_BYTES) {
            coder.close();
        } else {
            SPARES.giveBack(coder);
        }
    }
}
