package dev.tubeway.internal.imaging;

import dev.tubeway.spi.ImageFormat;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// How much work an image may ask for.
///
/// A JPEG is made of scans, each of which goes over the whole image again; a few bytes are enough for one.
/// Ten are usual in an image that comes in steps, one in any other.
public final class Effort {
    /// Pixels times scans: more than a second of work.
    private static final long MAX_PIXELS_SCANNED = 512L << 20;

    private static final byte MARKER = (byte) 0xff;
    private static final byte START_OF_SCAN = (byte) 0xda;

    private Effort() {}

    /// The most pixels that this image may have, where `maxPixels` are allowed at all.
    public static long mostPixels(ImageFormat format, MemorySegment data, long maxPixels) {
        return format == ImageFormat.JPEG
                ? Math.min(maxPixels, MAX_PIXELS_SCANNED / Math.max(1, scans(data)))
                : maxPixels;
    }

    /// Within a scan's own bytes no start of another is found, as that marker's first byte is escaped there.
    private static int scans(MemorySegment data) {
        int count = 0;
        boolean marker = false;
        for (long i = 0; i < data.byteSize(); i++) {
            byte at = data.get(ValueLayout.JAVA_BYTE, i);
            if (marker && at == START_OF_SCAN) {
                count++;
            }
            marker = at == MARKER;
        }
        return count;
    }
}
