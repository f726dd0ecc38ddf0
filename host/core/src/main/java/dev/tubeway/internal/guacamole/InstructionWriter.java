package dev.tubeway.internal.guacamole;

import dev.tubeway.internal.buffer.Buffer;
import dev.tubeway.internal.buffer.BufferPool;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Writes instructions one behind the other to pooled memory outside the heap.
///
/// A length stands before its value, so each value is measured first and then written; nothing is moved
/// afterwards. The block grows where a value does not fit, and goes back to the pool at [#clear()], so that
/// an idle client holds no memory here.
///
/// Shape: `LEN.VALUE,LEN.VALUE…;` in UTF-8, LEN in code points.
/// Threading: one thread at a time.
/// Ownership: owns its block until [#clear()] or [#close()].
public final class InstructionWriter implements AutoCloseable {

    /// Most decoded bytes of a `blob`.
    public static final int MAX_BLOB_BYTES = 6048;

    private static final int MAX_DIGITS = 20;
    private static final int REPLACEMENT = 0xfffd;
    private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

    /// The two letters of each twelve bits, the first in the high byte.
    private static final short[] PAIRS = new short[4096];

    static {
        String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < PAIRS.length; i++) {
            PAIRS[i] = (short) ((letters.charAt(i >> 6) << 8) | letters.charAt(i & 63));
        }
    }

    private final BufferPool pool;
    private final byte[] digits = new byte[MAX_DIGITS];
    private @Nullable Buffer block;
    private ByteBuffer out = NOTHING;
    private int at;

    public InstructionWriter(BufferPool pool) {
        this.pool = pool;
    }

    /// Starts an instruction.
    public InstructionWriter op(String opcode) {
        text(opcode);
        return this;
    }

    /// Adds a text. A half of a surrogate pair is written as U+FFFD.
    public InstructionWriter arg(String value) {
        comma();
        text(value);
        return this;
    }

    /// Adds a number.
    public InstructionWriter arg(int value) {
        return arg((long) value);
    }

    /// Adds a number.
    public InstructionWriter arg(long value) {
        room(2 * MAX_DIGITS);
        comma();
        int first = digits(value);
        int length = MAX_DIGITS - first;
        length(length);
        out.put(at, digits, first, length);
        at += length;
        return this;
    }

    /// Adds bytes in base64, with its padding.
    public InstructionWriter argBase64(byte[] source, int offset, int length) {
        int letters = (length + 2) / 3 * 4;
        room(letters + MAX_DIGITS);
        comma();
        length(letters);
        int to = at;
        int from = offset;
        int whole = offset + length / 3 * 3;
        for (; from < whole; from += 3, to += 4) {
            int bits = ((source[from] & 0xff) << 16) | ((source[from + 1] & 0xff) << 8) | (source[from + 2] & 0xff);
            out.putInt(to, ((PAIRS[bits >>> 12] & 0xffff) << 16) | (PAIRS[bits & 0xfff] & 0xffff));
        }
        int rest = offset + length - whole;
        if (rest == 1) {
            int bits = (source[from] & 0xff) << 4;
            out.putInt(to, ((PAIRS[bits] & 0xffff) << 16) | ('=' << 8) | '=');
        } else if (rest == 2) {
            int bits = ((source[from] & 0xff) << 16) | ((source[from + 1] & 0xff) << 8);
            out.putInt(to, ((PAIRS[bits >>> 12] & 0xffff) << 16) | (PAIRS[bits & 0xfff] & 0xff00) | '=');
        }
        at += letters;
        return this;
    }

    /// Ends an instruction.
    public void end() {
        room(1);
        out.put(at++, (byte) ';');
    }

    /// Adds whole instructions that another has written.
    public void append(InstructionWriter other) {
        room(other.at);
        out.put(at, other.out, 0, other.at);
        at += other.at;
    }

    /// Bytes written since [#clear()].
    public int length() {
        return at;
    }

    /// What was written, as a direct buffer for a socket; it is good until more is written.
    public ByteBuffer bytes() {
        return bytes(0, at);
    }

    /// A part of what was written, as a direct buffer for a socket; it is good until more is written.
    public ByteBuffer bytes(int from, int to) {
        Objects.checkFromToIndex(from, to, at);
        return out.slice(from, to - from);
    }

    /// Forgets what was written, and gives the memory back.
    public void clear() {
        at = 0;
        out = NOTHING;
        Buffer held = block;
        block = null;
        if (held != null) {
            held.release();
        }
    }

    @Override
    public void close() {
        clear();
    }

    private void comma() {
        room(1);
        out.put(at++, (byte) ',');
    }

    private void text(String value) {
        int chars = value.length();
        int bytes = chars;
        int points = chars;
        for (int i = 0; i < chars; i++) {
            char c = value.charAt(i);
            if (c >= 0x80) {
                bytes += c < 0x800 ? 1 : 2;
                if (isPair(value, i)) {
                    i++;
                    points--;
                }
            }
        }
        room(bytes + MAX_DIGITS);
        length(points);
        int to = at;
        if (bytes == chars) {
            for (int i = 0; i < chars; i++) {
                out.put(to++, (byte) value.charAt(i));
            }
        } else {
            for (int i = 0; i < chars; i++) {
                if (isPair(value, i)) {
                    to = utf8(value.codePointAt(i), to);
                    i++;
                } else {
                    char c = value.charAt(i);
                    to = utf8(Character.isSurrogate(c) ? REPLACEMENT : c, to);
                }
            }
        }
        at = to;
    }

    private static boolean isPair(String value, int i) {
        return Character.isHighSurrogate(value.charAt(i))
                && i + 1 < value.length()
                && Character.isLowSurrogate(value.charAt(i + 1));
    }

    private int utf8(int point, int to) {
        if (point < 0x80) {
            out.put(to++, (byte) point);
        } else if (point < 0x800) {
            out.put(to++, (byte) (0xc0 | (point >> 6)));
            out.put(to++, tail(point));
        } else if (point < 0x10000) {
            out.put(to++, (byte) (0xe0 | (point >> 12)));
            out.put(to++, tail(point >> 6));
            out.put(to++, tail(point));
        } else {
            out.put(to, (byte) (0xf0 | (point >> 18)));
            out.put(to + 1, tail(point >> 12));
            out.put(to + 2, tail(point >> 6));
            out.put(to + 3, tail(point));
            to += 4;
        }
        return to;
    }

    private static byte tail(int bits) {
        return (byte) (0x80 | (bits & 0x3f));
    }

    /// Writes a length and its dot; the room is there.
    private void length(int value) {
        int last = at;
        for (int left = value; left >= 10; left /= 10) {
            last++;
        }
        int left = value;
        for (int to = last; to >= at; to--) {
            out.put(to, (byte) ('0' + left % 10));
            left /= 10;
        }
        at = last + 1;
        out.put(at++, (byte) '.');
    }

    /// Puts a number at the end of [#digits], and returns where it begins.
    private int digits(long value) {
        int i = MAX_DIGITS;
        long left = value < 0 ? value : -value;
        do {
            digits[--i] = (byte) ('0' - left % 10);
            left /= 10;
        } while (left != 0);
        if (value < 0) {
            digits[--i] = '-';
        }
        return i;
    }

    private void room(int bytes) {
        if (out.capacity() - at < bytes) {
            grow(bytes);
        }
    }

    private void grow(int bytes) {
        long wanted = Math.max((long) at + bytes, 2L * out.capacity());
        if (wanted > Integer.MAX_VALUE) {
            throw new IllegalStateException("more than one write can hold: bytes=" + wanted);
        }
        Buffer larger = pool.acquireOutsize((int) wanted);
        ByteBuffer to = larger.view(0, larger.capacity()).order(ByteOrder.BIG_ENDIAN);
        to.put(0, out, 0, at);
        Buffer held = block;
        block = larger;
        out = to;
        if (held != null) {
            held.release();
        }
    }
}
