package dev.tubeway.internal.display;

import dev.tubeway.internal.module.abi.Codec;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/// Decodes images for surfaces, and for modules that ask for it.
///
/// The size is read before anything is decoded, so that a small file cannot ask for much memory.
public final class Images {

    private static final long MAX_PIXELS = 64 << 20;

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

    /// The bytes are no such image, or one of more than 64 million pixels.
    public record Damaged() implements Result {}

    /// The codec exists, and this host does not decode it.
    public record Unsupported() implements Result {}

    /// There is no such codec.
    public record UnknownCodec() implements Result {}

    /// Decodes one image.
    public static Result decode(int codec, byte[] memory, int offset, int length) {
        return switch (codec) {
            case Codec.JPEG -> decode("jpeg", memory, offset, length);
            case Codec.PNG -> decode("png", memory, offset, length);
            case Codec.WEBP, Codec.H264 -> new Unsupported();
            default -> new UnknownCodec();
        };
    }

    private static Result decode(String format, byte[] memory, int offset, int length) {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
        if (!readers.hasNext()) {
            return new Unsupported();
        }
        ImageReader reader = readers.next();
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(memory, offset, length))) {
            reader.setInput(in, true, true);
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            if ((long) width * height > MAX_PIXELS) {
                return new Damaged();
            }
            BufferedImage image = reader.read(0);
            return new Decoded(width, height, image.getRGB(0, 0, width, height, null, 0, width));
        } catch (IOException | RuntimeException e) {
            // The readers of the JDK throw all kinds of unchecked exceptions at damaged files.
            return new Damaged();
        } finally {
            reader.dispose();
        }
    }
}
