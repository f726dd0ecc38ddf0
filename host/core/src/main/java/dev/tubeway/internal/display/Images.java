package dev.tubeway.internal.display;

import dev.tubeway.internal.imaging.Effort;
import dev.tubeway.internal.imaging.ImageCoders;
import dev.tubeway.internal.module.abi.Codec;
import dev.tubeway.spi.ImageCoder;
import dev.tubeway.spi.ImageFormat;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Decodes images for surfaces, and for modules that ask for it.
///
/// The size is read before anything is decoded, so that a small file cannot ask for much memory.
public final class Images {

    private static final ValueLayout.OfInt PIXEL = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final long MAX_PIXELS = 64 << 20;
    private static final int SHORTEST_JPEG = 4;
    private static final byte MARKER = (byte) 0xff;
    private static final byte END_OF_IMAGE = (byte) 0xd9;

    private Images() {}

    /// How decoding ended.
    public sealed interface Result {}

    /// @param pixels `0xAARRGGBB`, row by row
    @SuppressWarnings("ArrayRecordComponent")
    public record Decoded(int width, int height, int[] pixels) implements Result {
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    /// The bytes are no such image, or one of more than 64 million pixels or of more scans than such an image needs.
    public record Damaged() implements Result {}

    /// The codec exists, and this host does not decode it.
    public record Unsupported() implements Result {}

    /// There is no such codec.
    public record UnknownCodec() implements Result {}

    /// Decodes one image.
    public static Result decode(int codec, byte[] memory, int offset, int length) {
        ImageFormat format = ImageCoders.format(codec);
        if (format != null) {
            return decode(format, memory, offset, length);
        }
        return Codec.isKnown(codec) ? new Unsupported() : new UnknownCodec();
    }

    /// Whether this looks like a JPEG of this size from its first byte to its last, whose decoding is no great work.
    static boolean isWholeJpeg(int codec, int width, int height, byte[] memory, int offset, int length) {
        if (codec != Codec.JPEG
                || length < SHORTEST_JPEG
                || memory[offset + length - 2] != MARKER
                || memory[offset + length - 1] != END_OF_IMAGE) {
            return false;
        }
        MemorySegment file = MemorySegment.ofArray(memory).asSlice(offset, length);
        return ImageCoders.with(coder -> coder.measure(ImageFormat.JPEG, file))
                        instanceof ImageCoder.Measured(int w, int h)
                && w == width
                && h == height
                && (long) w * h <= Effort.mostPixels(ImageFormat.JPEG, file, MAX_PIXELS);
    }

    private static Result decode(ImageFormat format, byte[] memory, int offset, int length) {
        MemorySegment file = MemorySegment.ofArray(memory).asSlice(offset, length);
        return ImageCoders.decode(format, file, MAX_PIXELS, made -> switch (made) {
            case ImageCoder.Decoded image -> {
                var pixels = new int[image.width() * image.height()];
                MemorySegment.copy(image.pixels(), PIXEL, 0, pixels, 0, pixels.length);
                yield new Decoded(image.width(), image.height(), pixels);
            }
            case ImageCoder.TooLarge _, ImageCoder.Damaged _ -> new Damaged();
            case ImageCoder.Unsupported _ -> new Unsupported();
        });
    }
}
