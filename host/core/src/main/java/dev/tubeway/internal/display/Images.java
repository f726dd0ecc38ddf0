package dev.tubeway.internal.display;

import dev.tubeway.internal.imaging.Effort;
import dev.tubeway.internal.imaging.ImageCoders;
import dev.tubeway.internal.module.abi.Codec;
import dev.tubeway.internal.module.abi.Status;
import dev.tubeway.spi.ImageCoder;
import dev.tubeway.spi.ImageFormat;
import java.lang.foreign.MemorySegment;
import java.util.function.ToIntFunction;

/// Decodes images for surfaces.
///
/// The size is read before anything is decoded, so that a small file cannot ask for much memory.
public final class Images {
    private static final long MAX_PIXELS = 64 << 20;
    private static final int SHORTEST_JPEG = 4;
    private static final byte MARKER = (byte) 0xff;
    private static final byte END_OF_IMAGE = (byte) 0xd9;

    private Images() {}

    /// Decodes one image, and hands its pixels to `to` while they last.
    ///
    /// Errors: INVALID for a codec that there is not, and for bytes that are no such image or one of more
    /// than 64 million pixels or of more scans than such an image needs; UNSUPPORTED for a codec that this
    /// host does not decode.
    ///
    /// @return what `to` answers
    public static int decode(int codec, byte[] memory, int offset, int length, ToIntFunction<ImageCoder.Decoded> to) {
        ImageFormat format = ImageCoders.format(codec);
        if (format == null) {
            return Codec.isKnown(codec) ? Status.UNSUPPORTED : Status.INVALID;
        }
        MemorySegment file = MemorySegment.ofArray(memory).asSlice(offset, length);
        return ImageCoders.decode(format, file, MAX_PIXELS, made -> switch (made) {
            case ImageCoder.Decoded image -> to.applyAsInt(image);
            case ImageCoder.TooLarge _, ImageCoder.Damaged _ -> Status.INVALID;
            case ImageCoder.Unsupported _ -> Status.UNSUPPORTED;
        });
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
}
