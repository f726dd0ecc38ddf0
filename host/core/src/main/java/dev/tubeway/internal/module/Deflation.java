package dev.tubeway.internal.module;

import dev.tubeway.internal.module.abi.DeflateFormat;
import dev.tubeway.internal.module.abi.Flush;
import dev.tubeway.internal.module.abi.Status;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// A compressor that takes its input in any pieces.
///
/// Source: RFC 1950, 1951, 1952.
final class Deflation implements Kernel {
    private static final byte[] GZIP_HEAD = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    private final Deflater deflater;
    private final boolean gzip;
    private final CRC32 crc = new CRC32();
    private byte[] unread = new byte[0];
    private byte[] envelope;
    private boolean trailed;

    Deflation(int format, int level) {
        gzip = format == DeflateFormat.GZIP;
        deflater = new Deflater(level, format != DeflateFormat.ZLIB);
        envelope = gzip ? GZIP_HEAD : new byte[0];
    }

    /// Compresses: the number of bytes written.
    ///
    /// Errors: CLOSED, LIMIT.
    int deflate(byte[] memory, int data, int length, int flush, int out, int outLength) {
        if ((long) unread.length + length > Inflation.MOST_UNREAD) {
            return Status.LIMIT;
        }
        if (gzip) {
            crc.update(memory, data, length);
        }
        byte[] source = memory;
        int from = data;
        int count = length;
        if (unread.length > 0) {
            source = Arrays.copyOf(unread, unread.length + length);
            System.arraycopy(memory, data, source, unread.length, length);
            from = 0;
            count = source.length;
        }
        int written = takeEnvelope(memory, out, outLength);
        deflater.setInput(source, from, count);
        if (flush == Flush.FINISH) {
            deflater.finish();
        }
        int mode = flush == Flush.SYNC ? Deflater.SYNC_FLUSH : Deflater.NO_FLUSH;
        while (written < outLength) {
            int more = deflater.deflate(memory, out + written, outLength - written, mode);
            if (more == 0) {
                break;
            }
            written += more;
        }
        int consumed = (int) Math.min(count, deflater.getBytesRead() - read);
        read += consumed;
        unread = Arrays.copyOfRange(source, from + consumed, from + count);
        if (unread.length == 0) {
            deflater.setInput(unread);
        }
        if (deflater.finished() && gzip && !trailed) {
            trailed = true;
            envelope = trailer();
            written += takeEnvelope(memory, out + written, outLength - written);
        }
        return written == 0 && outLength > 0 && deflater.finished() && envelope.length == 0 ? Status.CLOSED : written;
    }

    private long read;

    private int takeEnvelope(byte[] memory, int out, int room) {
        int count = Math.min(envelope.length, room);
        System.arraycopy(envelope, 0, memory, out, count);
        envelope = Arrays.copyOfRange(envelope, count, envelope.length);
        return count;
    }

    private byte[] trailer() {
        int sum = (int) crc.getValue();
        int size = (int) deflater.getBytesRead();
        return new byte[] {
            (byte) sum,
            (byte) (sum >> 8),
            (byte) (sum >> 16),
            (byte) (sum >> 24),
            (byte) size,
            (byte) (size >> 8),
            (byte) (size >> 16),
            (byte) (size >> 24)
        };
    }

    @Override
    public void end() {
        deflater.end();
        unread = new byte[0];
    }
}
