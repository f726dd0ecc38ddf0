package dev.tubeway.internal.imaging;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Makes a JPEG smaller without changing a pixel: its symbols are coded once more, with the Huffman tables that
/// fit them best. Servers code with the tables that the standard gives as examples: they fit no image well, and
/// are larger than the picture of many a small one.
///
/// Threading: any thread.
/// Source: ITU-T T.81, annexes B, F.1.2 and K.2.
public final class JpegOptimizer {
    private static final int START_OF_IMAGE = 0xd8;
    private static final int END_OF_IMAGE = 0xd9;
    private static final int START_OF_SCAN = 0xda;
    private static final int BASELINE_FRAME = 0xc0;
    private static final int HUFFMAN_TABLES = 0xc4;
    private static final int FIRST_APPLICATION = 0xe0;
    private static final int LAST_APPLICATION = 0xef;
    private static final int QUANTIZATION_TABLES = 0xdb;

    /// Coefficients of a block, the first one apart.
    private static final int LAST_COEFFICIENT = 63;

    private static final int END_OF_BLOCK = 0x00;
    private static final int SIXTEEN_ZEROS = 0xf0;

    /// Bits of a coefficient, at most.
    private static final int WIDEST = 11;

    private static final int MOST_BLOCKS_AT_ONCE = 10;

    /// Two for the first coefficients of blocks, two for the others.
    private static final int TABLES = 4;

    /// A larger image has few tables for its size, and would take much memory for its symbols.
    private static final int LONGEST_IMAGE = 1 << 19;

    /// Half bits of a pixel, at most, where an image is not a small one: in a finer one the coefficients' own bits
    /// outweigh what tables can save.
    private static final int DENSEST = 3;

    private static final int SMALL = 1 << 14;

    /// Larger memory is not kept for the next image.
    private static final int MOST_KEPT = 1 << 16;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final Spares<JpegOptimizer> SPARES = new Spares<>(JpegOptimizer::new, _ -> {});

    private final HuffmanCode[] codes = new HuffmanCode[TABLES];
    private final boolean[] known = new boolean[TABLES];
    private final int[][] counts = new int[TABLES][HuffmanCode.SYMBOLS];

    /// The tables of each block of those that are coded together, one after the other.
    private final int[] blockTables = new int[2 * MOST_BLOCKS_AT_ONCE];

    private int blocksAtOnce;
    private int timesCoded;
    private int pixelsAtOnce;

    /// What the image is made of: a table, a symbol of it, and the bits that follow it.
    private int[] symbols = new int[1 << 12];

    private int symbolCount;

    /// The image that comes out.
    private byte[] out = new byte[1 << 12];

    private int outLength;

    private JpegOptimizer() {
        Arrays.setAll(codes, _ -> new HuffmanCode());
    }

    /// Codes an image once more.
    ///
    /// @return the smaller image; null where it is not one plain scan from its first byte to its last, or would
    ///     not become smaller
    public static byte @Nullable [] optimize(byte[] memory, int offset, int length) {
        JpegOptimizer optimizer = SPARES.borrow();
        try {
            return optimizer.isCodedAgain(memory, offset, offset + length)
                    ? Arrays.copyOf(optimizer.out, optimizer.outLength)
                    : null;
        } finally {
            optimizer.shrink();
            SPARES.giveBack(optimizer);
        }
    }

    private void shrink() {
        if (symbols.length > MOST_KEPT) {
            symbols = new int[MOST_KEPT];
        }
        if (out.length > MOST_KEPT) {
            out = new byte[MOST_KEPT];
        }
    }

    private boolean isCodedAgain(byte[] from, int offset, int end) {
        Arrays.fill(known, false);
        outLength = 0;
        int last = end - 2;
        if (end - offset < 4
                || end - offset > LONGEST_IMAGE
                || !isMarker(from, offset, START_OF_IMAGE)
                || !isMarker(from, last, END_OF_IMAGE)) {
            return false;
        }
        append(from, offset, 2);
        int frame = 0;
        int at = offset + 2;
        while (last - at >= 4 && (from[at] & 0xff) == 0xff) {
            int marker = from[at + 1] & 0xff;
            int body = at + 4;
            int next = at + 2 + word(from, at + 2);
            if (next < body || next > last) {
                return false;
            }
            switch (marker) {
                case HUFFMAN_TABLES -> {
                    if (!readTables(from, body, next)) {
                        return false;
                    }
                }
                case BASELINE_FRAME -> {
                    frame = body;
                    append(from, at, next - at);
                }
                case START_OF_SCAN -> {
                    return frame != 0
                            && isScanOf(from, frame, body, next)
                            && readSymbols(from, next, last)
                            && isWritten(from, at, next, end - offset);
                }
                default -> {
                    // What else there is, such as restarts, is rare.
                    if (marker != QUANTIZATION_TABLES && (marker < FIRST_APPLICATION || marker > LAST_APPLICATION)) {
                        return false;
                    }
                    append(from, at, next - at);
                }
            }
            at = next;
        }
        return false;
    }

    private static boolean isMarker(byte[] from, int at, int marker) {
        return (from[at] & 0xff) == 0xff && (from[at + 1] & 0xff) == marker;
    }

    private static int word(byte[] from, int at) {
        return (from[at] & 0xff) << 8 | (from[at + 1] & 0xff);
    }

    private boolean readTables(byte[] from, int body, int end) {
        int at = body;
        while (at < end) {
            int table = table((from[at] >> 4) & 15, from[at] & 15);
            int size = table < 0 ? -1 : codes[table].read(from, at + 1, end);
            if (size < 0) {
                return false;
            }
            known[table] = true;
            at += 1 + size;
        }
        return true;
    }

    /// @param kind 0 for the first coefficients of blocks, 1 for the others
    private static int table(int kind, int number) {
        return kind < 2 && number < 2 ? 2 * kind + number : -1;
    }

    /// Finds out what blocks a scan codes with which tables; false if it is not the whole image's only one.
    private boolean isScanOf(byte[] from, int frame, int scan, int end) {
        int components = from[scan] & 0xff;
        boolean whole = end - scan == 4 + 2 * components
                && (from[frame + 5] & 0xff) == components
                && word(from, frame - 2) == 8 + 3 * components
                && from[frame] == 8
                && from[end - 3] == 0
                && from[end - 2] == LAST_COEFFICIENT
                && from[end - 1] == 0;
        if (!whole || components == 0) {
            return false;
        }
        blocksAtOnce = 0;
        int mostAcross = 1;
        int mostDown = 1;
        for (int i = 0; i < components; i++) {
            int inFrame = frame + 6 + 3 * i;
            int inScan = scan + 1 + 2 * i;
            int across = components == 1 ? 1 : (from[inFrame + 1] >> 4) & 15;
            int down = components == 1 ? 1 : from[inFrame + 1] & 15;
            int first = table(0, (from[inScan + 1] >> 4) & 15);
            int others = table(1, from[inScan + 1] & 15);
            boolean fits = from[inFrame] == from[inScan]
                    && across * down > 0
                    && across * down <= MOST_BLOCKS_AT_ONCE - blocksAtOnce
                    && first >= 0
                    && others >= 0
                    && known[first]
                    && known[others];
            if (!fits) {
                return false;
            }
            mostAcross = Math.max(mostAcross, across);
            mostDown = Math.max(mostDown, down);
            for (int block = 0; block < across * down; block++) {
                blockTables[2 * blocksAtOnce] = first;
                blockTables[2 * blocksAtOnce + 1] = others;
                blocksAtOnce++;
            }
        }
        long times = (long) Math.ceilDiv(word(from, frame + 3), 8 * mostAcross)
                * Math.ceilDiv(word(from, frame + 1), 8 * mostDown);
        timesCoded = (int) Math.min(times, Integer.MAX_VALUE);
        pixelsAtOnce = 64 * mostAcross * mostDown;
        return timesCoded > 0;
    }

    /// Takes all of the scan's symbols; false if they do not end where it does, or are not worth it.
    private boolean readSymbols(byte[] from, int start, int end) {
        long bitCount = 8L * (end - start);
        // A block has two symbols at least.
        boolean possible = bitCount >= (long) timesCoded * blocksAtOnce * 2;
        boolean tooFine = end - start > SMALL && 2 * bitCount > (long) timesCoded * pixelsAtOnce * DENSEST;
        if (!possible || tooFine) {
            return false;
        }
        for (int[] count : counts) {
            Arrays.fill(count, 0);
        }
        symbolCount = 0;
        var bits = new Bits(from, start, end);
        for (int time = 0; time < timesCoded; time++) {
            if (symbols.length - symbolCount < blocksAtOnce * (LAST_COEFFICIENT + 1)) {
                symbols = Arrays.copyOf(symbols, 2 * symbols.length);
            }
            for (int block = 0; block < blocksAtOnce; block++) {
                if (!readBlock(bits, blockTables[2 * block], blockTables[2 * block + 1])) {
                    return false;
                }
            }
            if (bits.isOverrun()) {
                return false;
            }
        }
        return bits.isAtEnd();
    }

    private boolean readBlock(Bits bits, int first, int others) {
        int symbol = readSymbol(bits, first);
        if (symbol < 0 || symbol > WIDEST) {
            return false;
        }
        int place = 0;
        while (place < LAST_COEFFICIENT) {
            symbol = readSymbol(bits, others);
            if (symbol == END_OF_BLOCK) {
                return true;
            }
            place += 1 + (symbol >> 4);
            boolean fits = symbol == SIXTEEN_ZEROS || (symbol > 0 && (symbol & 15) > 0 && (symbol & 15) < WIDEST);
            if (!fits || place > LAST_COEFFICIENT) {
                return false;
            }
        }
        return true;
    }

    private int readSymbol(Bits bits, int table) {
        int found = codes[table].decode(bits.peek());
        if (found == 0) {
            return -1;
        }
        bits.skip(found >> 8);
        int symbol = found & 0xff;
        int extra = bits.take(symbol & 15);
        counts[table][symbol]++;
        symbols[symbolCount++] = (table << 24) | (symbol << 16) | extra;
        return symbol;
    }

    /// Writes the tables, the scan's head and the symbols; false if that would not make the image smaller.
    private boolean isWritten(byte[] from, int scan, int scanEnd, int most) {
        long bits = 0;
        int tables = 0;
        for (int table = 0; table < TABLES; table++) {
            long used = 0;
            for (int count : counts[table]) {
                used += count;
            }
            known[table] = used > 0;
            if (known[table]) {
                codes[table].fit(counts[table]);
                tables += 1 + codes[table].size();
                for (int symbol = 0; symbol < HuffmanCode.SYMBOLS; symbol++) {
                    bits += (long) counts[table][symbol] * (codes[table].lengthOf(symbol) + (symbol & 15));
                }
            }
        }
        if (outLength + 4 + tables + scanEnd - scan + Math.ceilDiv(bits, 8) + 2 >= most) {
            return false;
        }
        writeTables(tables);
        append(from, scan, scanEnd - scan);
        writeSymbols(bits);
        return outLength < most;
    }

    private void writeTables(int size) {
        ensure(4 + size);
        writeMarker(HUFFMAN_TABLES);
        out[outLength++] = (byte) ((size + 2) >> 8);
        out[outLength++] = (byte) (size + 2);
        for (int table = 0; table < TABLES; table++) {
            if (known[table]) {
                out[outLength++] = (byte) (((table >> 1) << 4) | (table & 1));
                codes[table].write(out, outLength);
                outLength += codes[table].size();
            }
        }
    }

    private void writeSymbols(long bits) {
        // Each byte may be one that is escaped.
        ensure(Math.toIntExact(2 * Math.ceilDiv(bits, 8) + 2));
        long waiting = 0;
        int free = Long.SIZE;
        for (int i = 0; i < symbolCount; i++) {
            int one = symbols[i];
            int symbol = (one >> 16) & 0xff;
            HuffmanCode code = codes[one >>> 24];
            int extra = symbol & 15;
            int length = code.lengthOf(symbol) + extra;
            long value = ((long) code.codeOf(symbol) << extra) | (one & 0xffff);
            if (length > free) {
                writeLong(waiting | (value >>> (length - free)));
                free += Long.SIZE;
                waiting = 0;
            }
            free -= length;
            waiting |= value << free;
        }
        // The last byte is filled up with ones.
        if (free < Long.SIZE) {
            waiting |= (1L << (free & 7)) - 1;
        }
        for (int shift = Long.SIZE - 8; shift >= (free & ~7); shift -= 8) {
            writeByte((byte) (waiting >>> shift));
        }
        writeMarker(END_OF_IMAGE);
    }

    private void writeLong(long eight) {
        // Whether a byte is all ones: its complement is zero.
        long zeros = ~eight;
        if (((zeros - 0x0101010101010101L) & eight & 0x8080808080808080L) == 0) {
            LONG.set(out, outLength, eight);
            outLength += Long.BYTES;
            return;
        }
        for (int shift = Long.SIZE - 8; shift >= 0; shift -= 8) {
            writeByte((byte) (eight >>> shift));
        }
    }

    private void writeByte(byte one) {
        out[outLength++] = one;
        if (one == (byte) 0xff) {
            out[outLength++] = 0;
        }
    }

    private void writeMarker(int marker) {
        out[outLength++] = (byte) 0xff;
        out[outLength++] = (byte) marker;
    }

    private void append(byte[] from, int offset, int length) {
        ensure(length);
        System.arraycopy(from, offset, out, outLength, length);
        outLength += length;
    }

    private void ensure(int more) {
        if (out.length - outLength < more) {
            out = Arrays.copyOf(out, Math.max(2 * out.length, outLength + more));
        }
    }

    /// A scan's bits. Behind its end there are zeros, which are counted.
    private static final class Bits {
        private final byte[] from;
        private final int end;
        private int at;

        /// The next bits are at the top.
        private long ready;

        private int count;

        /// Of those that are ready, so many are behind the end.
        private int behindEnd;

        Bits(byte[] from, int start, int end) {
            this.from = from;
            this.at = start;
            this.end = end;
        }

        private void fill() {
            while (count <= Long.SIZE - 8) {
                if (at < end) {
                    byte one = from[at];
                    if (one == (byte) 0xff && from[at + 1] != 0) {
                        // A marker where none is to be: nothing behind it counts.
                        behindEnd += 8;
                    } else {
                        at += one == (byte) 0xff ? 2 : 1;
                        ready |= (one & 0xffL) << (Long.SIZE - 8 - count);
                    }
                } else {
                    behindEnd += 8;
                }
                count += 8;
            }
        }

        /// The next 16 bits; there are as many left as a symbol's own may be.
        int peek() {
            if (count < 2 * HuffmanCode.LONGEST) {
                fill();
            }
            return (int) (ready >>> (Long.SIZE - HuffmanCode.LONGEST));
        }

        void skip(int bits) {
            ready <<= bits;
            count -= bits;
        }

        int take(int bits) {
            int taken = (int) (ready >>> 1 >>> (Long.SIZE - 1 - bits));
            skip(bits);
            return taken;
        }

        boolean isOverrun() {
            return count < behindEnd;
        }

        /// Whether all was taken but what fills the last byte.
        boolean isAtEnd() {
            return at == end && !isOverrun() && count - behindEnd < 8;
        }
    }
}
