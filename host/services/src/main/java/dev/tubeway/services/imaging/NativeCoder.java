package dev.tubeway.services.imaging;

import dev.tubeway.spi.ImageCoder;
import dev.tubeway.spi.ImageFormat;
import java.lang.foreign.MemorySegment;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Codes with the libraries that were found; each is set up by the first image of its format, and the bindings of
/// one that is missing are never touched: they would not load.
///
/// The calls are ordinary ones, during which the JVM can stop for a collection: an image takes milliseconds.
/// Their price is that memory of the heap has to be copied.
final class NativeCoder implements ImageCoder {
    private final Set<ImageFormat> formats;
    private final NativeMemory input = new NativeMemory();
    private @Nullable JpegCodec jpeg;
    private @Nullable WebPCodec webp;

    NativeCoder(Set<ImageFormat> formats) {
        this.formats = formats;
    }

    @Override
    public Encoding encode(
            ImageFormat format, MemorySegment pixels, int width, int height, long strideBytes, int quality) {
        ImageCoder.requireArea(pixels, width, height, strideBytes);
        ImageCoder.requireQuality(quality);
        if (!formats.contains(format) || strideBytes > Integer.MAX_VALUE) {
            return new NotEncoded("format=" + format + " strideBytes=" + strideBytes);
        }
        MemorySegment source = pixels;
        long stride = strideBytes;
        if (!pixels.isNative()) {
            stride = 4L * width;
            source = input.lend(stride * height);
            for (int y = 0; y < height; y++) {
                MemorySegment.copy(pixels, y * strideBytes, source, y * stride, stride);
            }
        }
        return switch (format) {
            case JPEG -> jpeg().encode(source, width, height, (int) stride, quality);
            case WEBP -> webp().encode(source, width, height, (int) stride, quality);
            case WEBP_LOSSLESS -> webp().encodeLossless(source, width, height, (int) stride);
            case PNG -> new NotEncoded("format=PNG");
        };
    }

    @Override
    public Measuring measure(ImageFormat format, MemorySegment data) {
        if (!formats.contains(format)) {
            return new Unsupported();
        }
        MemorySegment file = here(data);
        return switch (format) {
            case JPEG -> jpeg().measure(file);
            case WEBP, WEBP_LOSSLESS -> webp().measure(file);
            case PNG -> new Unsupported();
        };
    }

    @Override
    public Decoding decode(ImageFormat format, MemorySegment data, long maxPixels) {
        if (!formats.contains(format)) {
            return new Unsupported();
        }
        MemorySegment file = here(data);
        return switch (format) {
            case JPEG -> jpeg().decode(file, maxPixels);
            case WEBP, WEBP_LOSSLESS -> webp().decode(file, maxPixels);
            case PNG -> new Unsupported();
        };
    }

    private MemorySegment here(MemorySegment data) {
        return data.isNative() ? data : input.lend(data.byteSize()).copyFrom(data);
    }

    private JpegCodec jpeg() {
        if (jpeg == null) {
            jpeg = new JpegCodec();
        }
        return jpeg;
    }

    private WebPCodec webp() {
        if (webp == null) {
            webp = new WebPCodec();
        }
        return webp;
    }

    @Override
    public long heldBytes() {
        return input.heldBytes() + (jpeg == null ? 0 : jpeg.heldBytes()) + (webp == null ? 0 : webp.heldBytes());
    }

    @Override
    public void close() {
        input.close();
        if (jpeg != null) {
            jpeg.close();
        }
        if (webp != null) {
            webp.close();
        }
    }
}
