package dev.tubeway.internal.guacamole;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads instructions where their bytes lie, however they were cut on the way.
///
/// The caller's buffer keeps the bytes of an instruction that has not come whole; the reader remembers how far
/// it looked, so no byte is looked at twice. Characters are counted by their first byte alone, so bytes that
/// are no UTF-8 pass, as they do with the reference.
///
/// Shape: `LEN.VALUE,LEN.VALUE…;` in UTF-8, LEN in code points.
/// Threading: one thread at a time.
/// Ownership: elements are places in the buffer last read, good until its bytes move.
/// Source: guacamole.apache.org, "Guacamole protocol".
public final class InstructionReader {

    /// Most bytes of an instruction, its semicolon included.
    public static final int MAX_BYTES = 8192;

    /// Most elements of an instruction, the opcode included.
    public static final int MAX_ELEMENTS = 128;

    private static final long NOT_ASCII = 0x8080808080808080L;
    private static final VarHandle BIG_ENDIAN =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /// Six bits of each letter of base64, -1 for what is none.
    private static final byte[] SIX_BITS = new byte[256];

    static {
        Arrays.fill(SIX_BITS, (byte) -1);
        String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < letters.length(); i++) {
            SIX_BITS[letters.charAt(i)] = (byte) i;
        }
    }

    private final short[] starts = new short[MAX_ELEMENTS];
    private final short[] lengths = new short[MAX_ELEMENTS];
    private int elements;

    private ByteBuffer source = NOTHING;
    private int base;

    /// Bytes of the current instruction that were looked at.
    private int seen;

    /// Whether the last call told an instruction, so that the next begins a new one.
    private boolean told = true;

    /// The length being read, or the code points still to come.
    private int count;

    private boolean inValue;

    /// Looks for the next instruction from the buffer's position. Where one is whole, moves the position behind
    /// it; where not, leaves the position at its first byte: the caller keeps those bytes in front of what comes
    /// next.
    public ReadResult read(ByteBuffer in) {
        if (told) {
            told = false;
            elements = 0;
            seen = 0;
            count = 0;
            inValue = false;
        }
        base = in.position();
        source = in;
        int end = Math.min(in.limit(), base + MAX_BYTES);
        int at = base + seen;
        while (true) {
            if (!inValue) {
                while (at < end) {
                    int c = in.get(at++);
                    if (c >= '0' && c <= '9') {
                        count = count * 10 + c - '0';
                        if (count > MAX_BYTES) {
                            return ReadResult.Malformed.OVERSIZE;
                        }
                    } else if (c == '.') {
                        inValue = true;
                        break;
                    } else {
                        return ReadResult.Malformed.BAD_LENGTH;
                    }
                }
                if (!inValue) {
                    return more(at);
                }
                if (elements == MAX_ELEMENTS) {
                    return ReadResult.Malformed.TOO_MANY_ELEMENTS;
                }
                starts[elements] = (short) (at - base);
            }
            at = skip(in, at, end);
            if (count > 0 || at >= end) {
                return more(at);
            }
            byte terminator = in.get(at);
            if (terminator != ',' && terminator != ';') {
                return ReadResult.Malformed.BAD_TERMINATOR;
            }
            lengths[elements] = (short) (at - base - starts[elements]);
            elements++;
            at++;
            inValue = false;
            count = 0;
            if (terminator == ';') {
                told = true;
                in.position(at);
                return ReadResult.Progress.INSTRUCTION;
            }
        }
    }

    private ReadResult more(int at) {
        seen = at - base;
        return seen >= MAX_BYTES ? ReadResult.Malformed.OVERSIZE : ReadResult.Progress.NEED_MORE;
    }

    /// Passes the code points that are due, as far as they lie whole before the end.
    private int skip(ByteBuffer in, int from, int end) {
        int at = from;
        int due = count;
        while (due > 0 && at < end) {
            // Eight bytes at once, those past the end as if they were ASCII: each of that is a code point.
            int ascii = Math.min(ascii(in, at, end), due);
            at += ascii;
            due -= ascii;
            if (ascii == 8) {
                continue;
            }
            // What is no ASCII seldom comes alone.
            while (due > 0 && at < end) {
                byte first = in.get(at);
                if (first >= 0) {
                    break;
                }
                int size = size(first);
                if (end - at < size) {
                    count = due;
                    // At the limit of bytes no more can come: the instruction is too long.
                    return end - base == MAX_BYTES ? end : at;
                }
                at += size;
                due--;
            }
        }
        count = due;
        return at;
    }

    /// How many bytes of ASCII begin at a place: at most 8, and no more than lie before the end.
    private static int ascii(ByteBuffer in, int at, int end) {
        int room = end - at;
        long bytes;
        if (room >= Long.BYTES) {
            room = Long.BYTES;
            bytes = (long) BIG_ENDIAN.get(in, at);
        } else if (end >= Long.BYTES) {
            bytes = (long) BIG_ENDIAN.get(in, end - Long.BYTES) << (Long.SIZE - room * Byte.SIZE);
        } else {
            return in.get(at) >= 0 ? 1 : 0;
        }
        return Math.min(Long.numberOfLeadingZeros(bytes & NOT_ASCII) / Byte.SIZE, room);
    }

    private static int size(byte first) {
        if (first >= 0) {
            return 1;
        }
        return switch ((first >> 3) & 0x1f) {
            case 0b11000, 0b11001, 0b11010, 0b11011 -> 2;
            case 0b11100, 0b11101 -> 3;
            case 0b11110 -> 4;
            default -> 1;
        };
    }

    /// Elements of the instruction, the opcode included: at least 1.
    public int elements() {
        return elements;
    }

    /// The opcode.
    public Opcode opcode() {
        return Opcode.of(source, base + starts[0], lengths[0]);
    }

    /// An element as text, what is no UTF-8 as U+FFFD; empty where the instruction has no such element. Element 0
    /// is the opcode.
    public String text(int element) {
        if (element >= elements || lengths[element] == 0) {
            return "";
        }
        byte[] bytes = new byte[lengths[element]];
        source.get(base + starts[element], bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /// An element as a number, as C's `atoi` reads it: what is no digit ends it, and a missing element is 0. Too
    /// large a number is the largest.
    public int number(int element) {
        long value = longNumber(element);
        return Math.clamp(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /// As [#number], of 64 bits.
    public long longNumber(int element) {
        if (element >= elements) {
            return 0;
        }
        int at = base + starts[element];
        int end = at + lengths[element];
        while (at < end && source.get(at) == ' ') {
            at++;
        }
        boolean negative = at < end && source.get(at) == '-';
        if (negative || (at < end && source.get(at) == '+')) {
            at++;
        }
        long value = 0;
        for (; at < end; at++) {
            int digit = source.get(at) - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            value = value > (Long.MAX_VALUE - 9) / 10 ? Long.MAX_VALUE / 10 - 1 : value * 10 + digit;
        }
        return negative ? -value : value;
    }

    /// Decodes an element of base64, and returns its bytes; -1 where it is none, or has more than the target
    /// holds. Padding may be missing.
    public int base64(int element, byte[] target) {
        if (element >= elements) {
            return 0;
        }
        int at = base + starts[element];
        int end = at + lengths[element];
        for (int pad = 0; pad < 2 && end > at && source.get(end - 1) == '='; pad++) {
            end--;
        }
        int letters = end - at;
        int bytes = letters * 3 / 4;
        if ((letters & 3) == 1 || bytes > target.length) {
            return -1;
        }
        int to = 0;
        for (; end - at >= 4; at += 4) {
            int bits = (six(at) << 18) | (six(at + 1) << 12) | (six(at + 2) << 6) | six(at + 3);
            if (bits < 0) {
                return -1;
            }
            target[to++] = (byte) (bits >> 16);
            target[to++] = (byte) (bits >> 8);
            target[to++] = (byte) bits;
        }
        if (end > at) {
            int bits = (six(at) << 18) | (six(at + 1) << 12) | (end - at == 3 ? six(at + 2) << 6 : 0);
            if (bits < 0) {
                return -1;
            }
            target[to++] = (byte) (bits >> 16);
            if (end - at == 3) {
                target[to++] = (byte) (bits >> 8);
            }
        }
        return to;
    }

    private int six(int at) {
        return SIX_BITS[source.get(at) & 0xff];
    }

    /// Whether an element is this text of ASCII.
    public boolean is(int element, String ascii) {
        if (element >= elements || lengths[element] != ascii.length()) {
            return false;
        }
        int at = base + starts[element];
        for (int i = 0; i < ascii.length(); i++) {
            if (source.get(at + i) != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /// Bytes of an element; 0 where there is none.
    public int bytes(int element) {
        return element < elements ? lengths[element] : 0;
    }
}
