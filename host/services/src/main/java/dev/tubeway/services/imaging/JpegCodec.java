package dev.tubeway.services.imaging;

import static dev.tubeway.services.imaging.binding.TurboJpeg.C_INT;
import static dev.tubeway.services.imaging.binding.TurboJpeg.C_LONG;
import static dev.tubeway.services.imaging.binding.TurboJpeg.C_POINTER;

import dev.tubeway.services.imaging.binding.TurboJpeg;
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

/// JPEG by libjpeg-turbo.
///
/// Its compressor writes, unasked, into a buffer that must be as large as an image can become: up to six
/// bytes a pixel. That memory comes from the library, which does not clear it, so that only those pages are
/// really taken that were once written.
///
/// Threading and ownership: as [dev.tubeway.spi.ImageCoder].
/// Source: the TurboJPEG API of libjpeg-turbo 2.1, `turbojpeg.h`.
final class JpegCodec implements AutoCloseable {

    /// From here on colours are kept at full resolution, and the exact transform is worth its time.
    private static final int FINE_QUALITY = 90;

    /// A decoder that warns has guessed; and so many scans as fill a file would take minutes.
    private static final int DECODE_FLAGS = TurboJpeg.TJFLAG_STOPONWARNING() | TurboJpeg.TJFLAG_LIMITSCANS();

    private static final long LOW_HALF = 0xffffffffL;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment bufferSlot = arena.allocate(C_POINTER);
    private final MemorySegment lengthSlot = arena.allocate(C_LONG);
    private final MemorySegment width = arena.allocate(C_INT);
    private final MemorySegment height = arena.allocate(C_INT);
    private final MemorySegment unused = arena.allocate(C_INT);
    private final NativeMemory decoded = new NativeMemory();
    private MemorySegment compressor = MemorySegment.NULL;
    private MemorySegment decompressor = MemorySegment.NULL;
    private Arena outArena = Arena.global();
    private MemorySegment out = MemorySegment.NULL;
    private long mostWritten;

    Encoding encode(MemorySegment pixels, int columns, int rows, int stride, int quality) {
        boolean fine = quality >= FINE_QUALITY;
        int sampling = fine ? TurboJpeg.TJSAMP_444() : TurboJpeg.TJSAMP_420();
        int flags = TurboJpeg.TJFLAG_NOREALLOC() | (fine ? 0 : TurboJpeg.TJFLAG_FASTDCT());
        // Where a C `long` has 32 bits, the other half is not the function's.
        long most = TurboJpeg.tjBufSize(columns, rows, sampling) & LOW_HALF;
        if ((long) columns * rows > Integer.MAX_VALUE / 8 || most > Integer.MAX_VALUE) {
            return new NotEncoded("width=" + columns + " height=" + rows);
        }
        if (compressor.equals(MemorySegment.NULL)) {
            compressor = made(TurboJpeg.tjInitCompress());
        }
        reserve((int) most);
        bufferSlot.set(C_POINTER, 0, out);
        lengthSlot.set(C_LONG, 0, 0);
        int failed = TurboJpeg.tjCompress2(
                compressor,
                pixels,
                columns,
                stride,
                rows,
                TurboJpeg.TJPF_BGRX(),
                bufferSlot,
                lengthSlot,
                sampling,
                quality,
                flags);
        if (failed != 0) {
            return new NotEncoded(message(compressor));
        }
        long length = lengthSlot.get(C_LONG, 0) & LOW_HALF;
        mostWritten = Math.max(mostWritten, length);
        return new Encoded(out.asSlice(0, length));
    }

    private void reserve(int bytes) {
        if (out.byteSize() < bytes) {
            freeOut();
            MemorySegment taken = TurboJpeg.tjAlloc(bytes);
            if (taken.equals(MemorySegment.NULL)) {
                throw new OutOfMemoryError("native memory for a JPEG: bytes=" + bytes);
            }
            outArena = Arena.ofShared();
            out = taken.reinterpret(bytes, outArena, TurboJpeg::tjFree);
        }
    }

    private void freeOut() {
        if (out.byteSize() > 0) {
            out = MemorySegment.NULL;
            mostWritten = 0;
            outArena.close();
        }
    }

    Measuring measure(MemorySegment file) {
        return readHeader(file) ? new Measured(width.get(C_INT, 0), height.get(C_INT, 0)) : damaged();
    }

    Decoding decode(MemorySegment file, long maxPixels) {
        if (!readHeader(file)) {
            return damaged();
        }
        int columns = width.get(C_INT, 0);
        int rows = height.get(C_INT, 0);
        if ((long) columns * rows > Math.min(maxPixels, Integer.MAX_VALUE / 4)) {
            return new TooLarge(columns, rows);
        }
        MemorySegment pixels = decoded.lend(4L * columns * rows);
        int failed = TurboJpeg.tjDecompress2(
                decompressor,
                file,
                file.byteSize(),
                pixels,
                columns,
                4 * columns,
                rows,
                TurboJpeg.TJPF_BGRA(),
                DECODE_FLAGS);
        return failed == 0 ? new Decoded(columns, rows, pixels) : damaged();
    }

    /// A decompressor that fails within a header stays there, and would read the next image as the rest of it.
    private Damaged damaged() {
        String message = message(decompressor);
        int _ = TurboJpeg.tjDestroy(decompressor);
        decompressor = MemorySegment.NULL;
        return new Damaged(message);
    }

    private boolean readHeader(MemorySegment file) {
        if (decompressor.equals(MemorySegment.NULL)) {
            decompressor = made(TurboJpeg.tjInitDecompress());
        }
        return TurboJpeg.tjDecompressHeader3(decompressor, file, file.byteSize(), width, height, unused, unused) == 0;
    }

    private static MemorySegment made(MemorySegment handle) {
        if (handle.equals(MemorySegment.NULL)) {
            throw new OutOfMemoryError("libjpeg-turbo makes no coder: " + message(handle));
        }
        return handle;
    }

    private static String message(MemorySegment handle) {
        return TurboJpeg.tjGetErrorStr2(handle).getString(0);
    }

    long heldBytes() {
        return decoded.heldBytes() + mostWritten;
    }

    @Override
    public void close() {
        if (!arena.scope().isAlive()) {
            return;
        }
        freeOut();
        decoded.close();
        for (MemorySegment handle : new MemorySegment[] {compressor, decompressor}) {
            if (!handle.equals(MemorySegment.NULL)) {
                int _ = TurboJpeg.tjDestroy(handle);
            }
        }
        compressor = MemorySegment.NULL;
        decompressor = MemorySegment.NULL;
        arena.close();
    }
}
