package dev.tubeway.internal.module;

import dev.tubeway.internal.module.abi.DeflateFormat;
import dev.tubeway.internal.module.abi.Status;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// A decompressor that takes its input in any pieces.
///
/// The inflater never keeps the guest's memory: what it has not read when the call ends is copied. The envelope
/// of gzip is read here, because the JDK reads it from blocking streams only.
///
/// Source: RFC 1950, 1951, 1952.
final class Inflation implements Kernel {
    /// Most input that may lie unread, bytes.
    static final int MOST_UNREAD = 16 << 20;

    private static final int TRAILER_BYTES = 8;

    private final Inflater inflater;
    private final boolean gzip;
    private final CRC32 crc = new CRC32();
    private byte[] unread = new byte[0];
    private boolean inBody;
    private boolean over;

    Inflation(int format) {
        gzip = format == DeflateFormat.GZIP;
        inflater = new Inflater(format != DeflateFormat.ZLIB);
        inBody = !gzip;
    }

    /// Decompresses: the number of bytes written.
    ///
    /// Errors: CLOSED, LIMIT, PEER_ERROR.
    int inflate(byte[] memory, int data, int length, int out, int outLength) {
        if (over) {
            return Status.CLOSED;
        }
        if ((long) unread.length + length > MOST_UNREAD) {
            return Status.LIMIT;
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
        try {
            if (!inBody) {
                int head = headLength(source, from, count);
                if (head < 0) {
                    unread = Arrays.copyOfRange(source, from, from + count);
                    return 0;
                }
                from += head;
                count -= head;
                inBody = true;
            }
            inflater.setInput(source, from, count);
            int written = outLength == 0 ? 0 : inflater.inflate(memory, out, outLength);
            int left = inflater.getRemaining();
            unread = Arrays.copyOfRange(source, from + count - left, from + count);
            inflater.setInput(new byte[0]);
            if (gzip) {
                crc.update(memory, out, written);
            }
            if (inflater.needsDictionary()) {
                return Status.PEER_ERROR;
            }
            if (inflater.finished() && written == 0) {
                return end(outLength);
            }
            return written;
        } catch (DataFormatException e) {
            return Status.PEER_ERROR;
        }
    }

    private int end(int outLength) {
        if (gzip) {
            if (unread.length < TRAILER_BYTES) {
                return 0;
            }
            if (little(unread, 0) != (int) crc.getValue() || little(unread, 4) != (int) inflater.getBytesWritten()) {
                return Status.PEER_ERROR;
            }
        }
        over = outLength > 0;
        return over ? Status.CLOSED : 0;
    }

    /// The length of gzip's head, or -1 where it is not all there.
    private static int headLength(byte[] bytes, int from, int count) throws DataFormatException {
        if (count < 10) {
            return -1;
        }
        if ((bytes[from] & 0xff) != 0x1f || (bytes[from + 1] & 0xff) != 0x8b || bytes[from + 2] != 8) {
            throw new DataFormatException("no gzip");
        }
        int flags = bytes[from + 3];
        int at = from + 10;
        int end = from + count;
        if ((flags & 4) != 0) {
            if (end - at < 2) {
                return -1;
            }
            at += 2 + (bytes[at] & 0xff) + ((bytes[at + 1] & 0xff) << 8);
        }
        for (int text = flags & 0x18; text != 0; text &= text - 1) {
            while (at < end && bytes[at] != 0) {
                at++;
            }
            at++;
        }
        if ((flags & 2) != 0) {
            at += 2;
        }
        return at > end ? -1 : at - from;
    }

    private static int little(byte[] bytes, int at) {
        return (bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff) << 16 | bytes[at + 3] << 24;
    }

    @Override
    public void end() {
        inflater.end();
        unread = new byte[0];
    }
}
