package dev.tubeway.services.imaging;

import static dev.tubeway.services.imaging.binding.WebP.C_INT;

import dev.tubeway.services.imaging.binding.WebP;
import dev.tubeway.services.imaging.binding.WebPConfig;
import dev.tubeway.services.imaging.binding.WebPMemoryWriter;
import dev.tubeway.services.imaging.binding.WebPPicture;
import dev.tubeway.spi.ImageCoder.Damaged;
import dev.tubeway.spi.ImageCoder.Decoded;
import dev.tubeway.spi.ImageCoder.Decoding;
import dev.tubeway.spi.ImageCoder.Encoded;
import dev.tubeway.spi.ImageCoder.Encoding;
import dev.tubeway.spi.ImageCoder.Measured;
import dev.tubeway.spi.ImageCoder.Measuring;
import dev.tubeway.spi.ImageCoder.NotEncoded;
import dev.tubeway.spi.ImageCoder.TooLarge;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// WebP by libwebp. Without loss with the fastest of its methods; with loss with the first one that makes smaller
/// files than JPEG of the same quality.
///
/// Threading and ownership: as [dev.tubeway.spi.ImageCoder].
/// Source: libwebp 1.2, `encode.h` and `decode.h`.
final class WebPCodec implements AutoCloseable {
    private static final int FASTEST = 0;
    private static final int SMALLER_THAN_JPEG = 2;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment config = WebPConfig.allocate(arena);
    private final MemorySegment picture = WebPPicture.allocate(arena);
    private final MemorySegment writer = WebPMemoryWriter.allocate(arena);
    private final MemorySegment width = arena.allocate(C_INT);
    private final MemorySegment height = arena.allocate(C_INT);
    private final NativeMemory decoded = new NativeMemory();
    private final NativeMemory out = new NativeMemory();

    Encoding encode(MemorySegment pixels, int columns, int rows, int stride, int quality) {
        if (configured(quality)) {
            WebPConfig.method(config, SMALLER_THAN_JPEG);
            return encode(pixels, columns, rows, stride);
        }
        return new NotEncoded("libwebp is not of the version that was bound");
    }

    Encoding encodeLossless(MemorySegment pixels, int columns, int rows, int stride) {
        if (configured(0) && WebP.WebPConfigLosslessPreset(config, FASTEST) != 0) {
            return encode(pixels, columns, rows, stride);
        }
        return new NotEncoded("libwebp is not of the version that was bound");
    }

    private boolean configured(int quality) {
        return WebP.WebPConfigInitInternal(config, WebP.WEBP_PRESET_DEFAULT(), quality, WebP.WEBP_ENCODER_ABI_VERSION())
                        != 0
                && WebP.WebPPictureInitInternal(picture, WebP.WEBP_ENCODER_ABI_VERSION()) != 0;
    }

    /// With the settings in [#config].
    private Encoding encode(MemorySegment pixels, int columns, int rows, int stride) {
        if (columns > WebP.WEBP_MAX_DIMENSION() || rows > WebP.WEBP_MAX_DIMENSION()) {
            return new NotEncoded("width=" + columns + " height=" + rows);
        }
        WebP.WebPMemoryWriterInit(writer);
        try {
            WebPPicture.width(picture, columns);
            WebPPicture.height(picture, rows);
            WebPPicture.use_argb(picture, WebPConfig.lossless(config));
            WebPPicture.writer(picture, WebP.WebPMemoryWrite$address());
            WebPPicture.custom_ptr(picture, writer);
            if (WebP.WebPPictureImportBGRX(picture, pixels, stride) == 0 || WebP.WebPEncode(config, picture) == 0) {
                return new NotEncoded("libwebp says: error_code=" + WebPPicture.error_code(picture));
            }
            long length = WebPMemoryWriter.size(writer);
            MemorySegment file = WebPMemoryWriter.mem(writer).reinterpret(length);
            return new Encoded(out.lend(length).copyFrom(file));
        } finally {
            WebP.WebPPictureFree(picture);
            WebP.WebPMemoryWriterClear(writer);
        }
    }

    Measuring measure(MemorySegment file) {
        return readHeader(file)
                ? new Measured(width.get(C_INT, 0), height.get(C_INT, 0))
                : new Damaged("no header of a WebP image");
    }

    Decoding decode(MemorySegment file, long maxPixels) {
        if (!readHeader(file)) {
            return new Damaged("no header of a WebP image");
        }
        int columns = width.get(C_INT, 0);
        int rows = height.get(C_INT, 0);
        if ((long) columns * rows > Math.min(maxPixels, Integer.MAX_VALUE / 4)) {
            return new TooLarge(columns, rows);
        }
        MemorySegment pixels = decoded.lend(4L * columns * rows);
        MemorySegment done = WebP.WebPDecodeBGRAInto(file, file.byteSize(), pixels, pixels.byteSize(), 4 * columns);
        return done.equals(MemorySegment.NULL)
                ? new Damaged("no still WebP image, or cut short")
                : new Decoded(columns, rows, pixels);
    }

    private boolean readHeader(MemorySegment file) {
        return WebP.WebPGetInfo(file, file.byteSize(), width, height) != 0;
    }

    long heldBytes() {
        return decoded.heldBytes() + out.heldBytes();
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            decoded.close();
            out.close();
            arena.close();
        }
    }
}
