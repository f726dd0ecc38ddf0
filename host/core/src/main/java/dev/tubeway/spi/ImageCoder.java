package dev.tubeway.spi;

import java.lang.foreign.MemorySegment;

/// Encodes and decodes images, one at a time, in memory that it keeps for the next one.
///
/// Pixels have four bytes: blue, green, red, and alpha (not multiplied into the colours) or, where that is
/// said, a byte that is ignored. Rows are top down.
///
/// Threading: one thread at a time, not always the same one. A call takes up to tens of milliseconds, in
/// which a virtual thread holds its carrier.
/// Ownership: what a call answers belongs to the coder and is valid until the next call of the same name, or
/// until [#close()]; after that, reading it gives other pixels or throws.
public interface ImageCoder extends AutoCloseable {

    /// Lowest and highest quality of a lossy format; in a format without loss it is ignored.
    int MIN_QUALITY = 1;

    int MAX_QUALITY = 100;

    /// Encodes an opaque image.
    ///
    /// Errors: [NotEncoded] for a format or a size that is not encoded here.
    /// Ownership: borrows the pixels. Native memory is read where it lies, memory of the heap may be copied.
    ///
    /// @param pixels      blue, green, red, ignored
    /// @param strideBytes from row to row, at least four times the width, a multiple of four
    /// @param quality     [#MIN_QUALITY] to [#MAX_QUALITY]; colours are kept at half resolution where it is low
    Encoding encode(ImageFormat format, MemorySegment pixels, int width, int height, long strideBytes, int quality);

    /// Reads an image's size, and nothing else of it.
    Measuring measure(ImageFormat format, MemorySegment data);

    /// Decodes an image. One that is cut short, or whose decoder had to guess, is damaged.
    ///
    /// @param maxPixels most pixels of an image; checked before memory for them is taken
    Decoding decode(ImageFormat format, MemorySegment data, long maxPixels);

    /// Memory that is kept for the next image, bytes.
    long heldBytes();

    /// Frees the memory; idempotent.
    @Override
    void close();

    /// Throws at a caller whose pixels are not there; for those who write a coder.
    static void requireArea(MemorySegment pixels, int width, int height, long strideBytes) {
        if (width <= 0 || height <= 0 || strideBytes < 4L * width || (strideBytes & 3) != 0) {
            throw new IllegalArgumentException(
                    "no image: width=" + width + " height=" + height + " strideBytes=" + strideBytes);
        }
        if (pixels.byteSize() - 4L * width < Math.multiplyExact(height - 1L, strideBytes)) {
            throw new IllegalArgumentException("pixels are missing: byteSize=" + pixels.byteSize() + " width=" + width
                    + " height=" + height + " strideBytes=" + strideBytes);
        }
    }

    /// Throws at a caller who asks for a quality that there is not; for those who write a coder.
    static void requireQuality(int quality) {
        if (quality < MIN_QUALITY || quality > MAX_QUALITY) {
            throw new IllegalArgumentException("quality is 1 to 100: quality=" + quality);
        }
    }

    /// How encoding ended.
    sealed interface Encoding {}

    /// How measuring ended.
    sealed interface Measuring {}

    /// How decoding ended.
    sealed interface Decoding {}

    /// @param bytes the whole file, from its first byte to its last
    record Encoded(MemorySegment bytes) implements Encoding {}

    /// The format is not encoded here, or not at this size.
    record NotEncoded(String reason) implements Encoding {}

    record Measured(int width, int height) implements Measuring {
        public long pixels() {
            return (long) width * height;
        }
    }

    /// @param pixels blue, green, red, alpha; rows follow each other without gaps
    record Decoded(int width, int height, MemorySegment pixels) implements Decoding {}

    /// The image has more pixels than were allowed; none was decoded.
    record TooLarge(int width, int height) implements Decoding {}

    /// The bytes are no such image.
    record Damaged(String reason) implements Measuring, Decoding {}

    /// The format is not decoded here.
    record Unsupported() implements Measuring, Decoding {}
}
