package dev.tubeway.internal.imaging;

import java.util.Arrays;

/// One of a JPEG's Huffman tables: up to 256 symbols, codes of 1 to 16 bits, none of them all ones.
///
/// A table is either [#read] from an image or [#fit] to what an image holds.
///
/// Threading: one thread at a time.
/// Source: ITU-T T.81, annexes C, F.2.2.3 and K.2.
final class HuffmanCode {
    static final int LONGEST = 16;
    static final int SYMBOLS = 256;

    /// Codes of up to so many bits are found at once.
    private static final int SHORT = 9;

    /// A tree is no deeper: its counts would not fit into an int.
    private static final int DEEPEST = 64;

    private static final int RESERVED = SYMBOLS;

    /// How many codes have each length.
    private final int[] lengths = new int[DEEPEST + 1];

    /// In the order of their codes.
    private final byte[] symbols = new byte[SYMBOLS];

    private int count;

    /// By the first bits of a code: its length and its symbol, or 0 where it is longer.
    private final short[] shortCodes = new short[1 << SHORT];

    /// By length, one more than the last code of it, put at the top of 16 bits.
    private final int[] ends = new int[LONGEST + 1];

    /// By length, what a code is from its symbol's place.
    private final int[] offsets = new int[LONGEST + 1];

    /// By symbol: its code above five bits of its length, 0 where it has none.
    private final int[] codes = new int[SYMBOLS];

    private final long[] leaves = new long[SYMBOLS + 1];
    private final long[] weights = new long[2 * SYMBOLS + 1];
    private final int[] parents = new int[2 * SYMBOLS + 1];

    /// Takes a table as a `DHT` segment has it: 16 counts, then the symbols.
    ///
    /// @return the bytes it takes, or -1 where they are no table
    int read(byte[] from, int offset, int end) {
        if (end - offset < LONGEST) {
            return -1;
        }
        Arrays.fill(lengths, 0);
        count = 0;
        int code = 0;
        for (int length = 1; length <= LONGEST; length++) {
            lengths[length] = from[offset + length - 1] & 0xff;
            count += lengths[length];
            code = (code << 1) + lengths[length];
            if (code >= 1 << length) {
                return -1;
            }
        }
        if (count > SYMBOLS || end - offset - LONGEST < count) {
            return -1;
        }
        System.arraycopy(from, offset + LONGEST, symbols, 0, count);
        assignCodes();
        return LONGEST + count;
    }

    /// Makes the table that needs the fewest bits for so many of each symbol.
    void fit(int[] counts) {
        Arrays.fill(lengths, 0);
        count = 0;
        // Counts that are never 0 keep the reserved one rarest, and so among the longest codes.
        leaves[0] = RESERVED;
        for (int symbol = 0; symbol < SYMBOLS; symbol++) {
            if (counts[symbol] > 0) {
                leaves[++count] = (long) counts[symbol] << LONGEST | symbol;
            }
        }
        Arrays.sort(leaves, 0, count + 1);
        countLengths(count + 1);
        limitLengths();
        for (int i = 0; i < count; i++) {
            symbols[i] = (byte) leaves[count - i];
        }
        assignCodes();
    }

    /// Joins the two rarest again and again: the leaves lie sorted, and what was joined comes out sorted behind them.
    private void countLengths(int leafCount) {
        int nodes = 2 * leafCount - 1;
        for (int i = 0; i < leafCount; i++) {
            weights[i] = leaves[i] >>> LONGEST;
        }
        int leaf = 0;
        int joined = leafCount;
        for (int made = leafCount; made < nodes; made++) {
            weights[made] = 0;
            for (int i = 0; i < 2; i++) {
                boolean takesLeaf = leaf < leafCount && (joined == made || weights[leaf] <= weights[joined]);
                int taken = takesLeaf ? leaf++ : joined++;
                weights[made] += weights[taken];
                parents[taken] = made;
            }
        }
        // From here on a weight is a depth.
        weights[nodes - 1] = 0;
        for (int i = nodes - 2; i >= 0; i--) {
            weights[i] = weights[parents[i]] + 1;
            if (i < leafCount) {
                lengths[(int) weights[i]]++;
            }
        }
    }

    /// Shortens what is too long, at the cost of a code that is shorter, and then leaves out the reserved one.
    private void limitLengths() {
        int longest = DEEPEST;
        for (; longest > LONGEST; longest--) {
            while (lengths[longest] > 0) {
                int shorter = longest - 2;
                while (lengths[shorter] == 0) {
                    shorter--;
                }
                lengths[longest] -= 2;
                lengths[longest - 1]++;
                lengths[shorter + 1] += 2;
                lengths[shorter]--;
            }
        }
        while (lengths[longest] == 0) {
            longest--;
        }
        lengths[longest]--;
    }

    private void assignCodes() {
        Arrays.fill(codes, 0);
        Arrays.fill(shortCodes, (short) 0);
        int code = 0;
        int place = 0;
        for (int length = 1; length <= LONGEST; length++) {
            offsets[length] = place - code;
            for (int i = 0; i < lengths[length]; i++) {
                int symbol = symbols[place++] & 0xff;
                if (length <= SHORT) {
                    int first = code << (SHORT - length);
                    int end = first + (1 << (SHORT - length));
                    Arrays.fill(shortCodes, first, end, (short) ((length << 8) | symbol));
                }
                codes[symbol] = (code++ << 5) | length;
            }
            ends[length] = code << (LONGEST - length);
            code <<= 1;
        }
    }

    /// The symbol at the top of 16 bits, below its code's length times 256; 0 where there is none.
    int decode(int bits) {
        int found = shortCodes[bits >>> (LONGEST - SHORT)];
        if (found != 0) {
            return found;
        }
        for (int length = SHORT + 1; length <= LONGEST; length++) {
            if (bits < ends[length]) {
                return (length << 8) | (symbols[(bits >>> (LONGEST - length)) + offsets[length]] & 0xff);
            }
        }
        return 0;
    }

    int codeOf(int symbol) {
        return codes[symbol] >>> 5;
    }

    /// Bits; 0 for a symbol that has no code.
    int lengthOf(int symbol) {
        return codes[symbol] & 31;
    }

    /// Bytes of this table in a `DHT` segment.
    int size() {
        return LONGEST + count;
    }

    void write(byte[] to, int offset) {
        for (int length = 1; length <= LONGEST; length++) {
            to[offset + length - 1] = (byte) lengths[length];
        }
        System.arraycopy(symbols, 0, to, offset + LONGEST, count);
    }
}
