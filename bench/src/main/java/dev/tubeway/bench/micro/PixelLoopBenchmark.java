package dev.tubeway.bench.micro;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// The loops of a display over pixels, as the JVM compiles them and by the Vector API; a row of 1920 pixels each.
///
/// What the gateway has is the method without a word behind its name; [#check] holds the others against it. Which of
/// them the gateway should have is told in `docs/adr`.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class PixelLoopBenchmark {
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> FOUR = IntVector.SPECIES_128;
    private static final VectorSpecies<Byte> HALF = bytes(2);
    private static final VectorSpecies<Byte> QUARTER = bytes(4);
    private static final ValueLayout.OfInt PIXEL = ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// Blue, green, red, unused of four pixels to red, green, blue of the same, and four bytes that are written over.
    private static final VectorShuffle<Byte> PACKED =
            VectorShuffle.fromValues(ByteVector.SPECIES_128, 2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, 3, 7, 11, 15);

    private static final int WIDTH = Content.WIDTH;
    private static final int TILE = 64;

    @Param({"TEXT", "PHOTO"})
    Content content = Content.PHOTO;

    private int[] row = new int[0];
    private int[] above = new int[0];
    private final int[] solid = new int[WIDTH];
    private byte[] bytes = new byte[0];
    private final int[] palette = new int[256];
    private MemorySegment surface = MemorySegment.NULL;

    private final int[] out = new int[WIDTH];
    private final byte[] packed = new byte[4 * WIDTH];
    private final int[] indexes = new int[INTS.length()];

    /// A field, as the gateway has one loop for all numbers of bits.
    private int bits = 8;

    private static final int[] HIGH = new int[256];
    private static final int[] LOW = new int[256];

    /// Bytes in a part of a vector.
    private static VectorSpecies<Byte> bytes(int parts) {
        return VectorSpecies.of(byte.class, VectorShape.forBitSize(INTS.vectorBitSize() / parts));
    }

    static {
        for (int i = 0; i < 256; i++) {
            HIGH[i] = rgb565(i << 8);
            LOW[i] = rgb565(i);
        }
    }

    @Setup(Level.Trial)
    public void setUp() {
        MemorySegment pixels = content.pixels(Arena.ofAuto());
        surface = pixels.asSlice(4L * WIDTH * 500, 4L * WIDTH);
        above = pixels.asSlice(4L * WIDTH * 499, 4L * WIDTH).toArray(PIXEL);
        row = surface.toArray(PIXEL);
        bytes = surface.toArray(ValueLayout.JAVA_BYTE);
        for (int i = 0; i < palette.length; i++) {
            palette[i] = 0xff000000 | i * 0x10305;
        }
        check();
    }

    /// All ways give the same.
    private void check() {
        int[] as565 = colors565().clone();
        require(Arrays.equals(as565, colors565ByShifts()), "colors565ByShifts");
        require(Arrays.equals(as565, colors565ByVector()), "colors565ByVector");
        int[] asSwapped = swapped().clone();
        require(Arrays.equals(asSwapped, swappedByVector()), "swappedByVector");
        int[] asIndexed = indexed().clone();
        require(Arrays.equals(asIndexed, indexedByPlainLoop()), "indexedByPlainLoop");
        require(Arrays.equals(asIndexed, indexedByVector()), "indexedByVector");
        require(pairs() == pairsByVector(), "pairsByVector");
        require(steps() == stepsByVector(), "stepsByVector");
        byte[] asFiltered = Arrays.copyOf(filtered(), 3 * WIDTH);
        require(Arrays.equals(asFiltered, Arrays.copyOf(filteredByVector(), 3 * WIDTH)), "filteredByVector");
        require(isSolid() && isSolidByMismatch() && isSolidByVector(), "isSolid");
    }

    private static void require(boolean same, String method) {
        if (!same) {
            throw new IllegalStateException("gives something else: method=" + method);
        }
    }

    // ---- 16 bits to 32

    @Benchmark
    public int[] colors565() {
        for (int i = 0; i < WIDTH; i++) {
            out[i] = HIGH[bytes[2 * i + 1] & 0xff] | LOW[bytes[2 * i] & 0xff];
        }
        return out;
    }

    @Benchmark
    public int[] colors565ByShifts() {
        for (int i = 0; i < WIDTH; i++) {
            out[i] = rgb565((bytes[2 * i + 1] & 0xff) << 8 | (bytes[2 * i] & 0xff));
        }
        return out;
    }

    @Benchmark
    public int[] colors565ByVector() {
        for (int i = 0; i < WIDTH; i += INTS.length()) {
            var pixel = (IntVector) ByteVector.fromArray(HALF, bytes, 2 * i)
                    .reinterpretAsShorts()
                    .convertShape(VectorOperators.ZERO_EXTEND_S2I, INTS, 0);
            var red = pixel.lanewise(VectorOperators.LSHR, 11);
            var green = pixel.lanewise(VectorOperators.LSHR, 5).and(0x3f);
            var blue = pixel.and(0x1f);
            red = red.lanewise(VectorOperators.LSHL, 3).or(red.lanewise(VectorOperators.LSHR, 2));
            green = green.lanewise(VectorOperators.LSHL, 2).or(green.lanewise(VectorOperators.LSHR, 4));
            blue = blue.lanewise(VectorOperators.LSHL, 3).or(blue.lanewise(VectorOperators.LSHR, 2));
            red.lanewise(VectorOperators.LSHL, 16)
                    .or(green.lanewise(VectorOperators.LSHL, 8))
                    .or(blue)
                    .or(0xff000000)
                    .intoArray(out, i);
        }
        return out;
    }

    private static int rgb565(int pixel) {
        int red = pixel >> 11;
        int green = pixel >> 5 & 0x3f;
        int blue = pixel & 0x1f;
        return 0xff000000 | (red << 3 | red >> 2) << 16 | (green << 2 | green >> 4) << 8 | blue << 3 | blue >> 2;
    }

    // ---- red and blue change places

    @Benchmark
    public int[] swapped() {
        for (int i = 0; i < WIDTH; i++) {
            int pixel = row[i];
            out[i] = 0xff000000 | (pixel & 0xff) << 16 | (pixel & 0xff00) | (pixel >> 16 & 0xff);
        }
        return out;
    }

    @Benchmark
    public int[] swappedByVector() {
        for (int i = 0; i < WIDTH; i += INTS.length()) {
            var pixel = IntVector.fromArray(INTS, row, i);
            pixel.and(0xff)
                    .lanewise(VectorOperators.LSHL, 16)
                    .or(pixel.and(0xff00))
                    .or(pixel.lanewise(VectorOperators.LSHR, 16).and(0xff))
                    .or(0xff000000)
                    .intoArray(out, i);
        }
        return out;
    }

    // ---- indexes of a palette

    @Benchmark
    public int[] indexed() {
        int mask = (1 << bits) - 1;
        for (int i = 0; i < WIDTH; i++) {
            int bit = i * bits;
            int shift = 8 - bits - (bit & 7);
            out[i] = palette[(bytes[bit >> 3] >> shift) & mask];
        }
        return out;
    }

    @Benchmark
    public int[] indexedByPlainLoop() {
        for (int i = 0; i < WIDTH; i++) {
            out[i] = palette[bytes[i] & 0xff];
        }
        return out;
    }

    @Benchmark
    public int[] indexedByVector() {
        for (int i = 0; i < WIDTH; i += INTS.length()) {
            ((IntVector) ByteVector.fromArray(QUARTER, bytes, i).convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, 0))
                    .intoArray(indexes, 0);
            IntVector.fromArray(INTS, palette, 0, indexes, 0).intoArray(out, i);
        }
        return out;
    }

    // ---- neighbours that are alike, tile by tile

    @Benchmark
    public int pairs() {
        int same = 0;
        for (int tile = 0; tile < WIDTH; tile += TILE) {
            int before = surface.get(PIXEL, 4L * tile);
            for (int i = 1; i < TILE; i++) {
                int pixel = surface.get(PIXEL, 4L * (tile + i));
                same += pixel == before ? 1 : 0;
                before = pixel;
            }
        }
        return same;
    }

    @Benchmark
    public int pairsByVector() {
        int same = 0;
        for (int tile = 0; tile < WIDTH; tile += TILE) {
            int i = 1;
            for (; i + INTS.length() <= TILE; i += INTS.length()) {
                var pixel = IntVector.fromMemorySegment(INTS, surface, 4L * (tile + i), ByteOrder.LITTLE_ENDIAN);
                var before = IntVector.fromMemorySegment(INTS, surface, 4L * (tile + i - 1), ByteOrder.LITTLE_ENDIAN);
                same += pixel.eq(before).trueCount();
            }
            for (; i < TILE; i++) {
                same += surface.get(PIXEL, 4L * (tile + i)) == surface.get(PIXEL, 4L * (tile + i - 1)) ? 1 : 0;
            }
        }
        return same;
    }

    // ---- a PNG's row

    @Benchmark
    public int steps() {
        int sum = 0;
        for (int x = 1; x < WIDTH; x += 2) {
            int a = row[x];
            int b = above[x];
            sum += Math.abs((a >> 8 & 0xff) - (b >> 8 & 0xff)) + Math.abs((a & 0xff) - (b & 0xff));
        }
        return sum;
    }

    @Benchmark
    public int stepsByVector() {
        var sum = IntVector.zero(INTS);
        var lanes = IntVector.zero(INTS).addIndex(1).and(1).eq(1);
        for (int x = 0; x < WIDTH; x += INTS.length()) {
            var a = IntVector.fromArray(INTS, row, x);
            var b = IntVector.fromArray(INTS, above, x);
            var green = a.lanewise(VectorOperators.LSHR, 8)
                    .and(0xff)
                    .sub(b.lanewise(VectorOperators.LSHR, 8).and(0xff))
                    .abs();
            var blue = a.and(0xff).sub(b.and(0xff)).abs();
            sum = sum.add(green.add(blue), lanes);
        }
        return sum.reduceLanes(VectorOperators.ADD);
    }

    @Benchmark
    public byte[] filtered() {
        int at = 0;
        for (int x = 0; x < WIDTH; x++) {
            int pixel = row[x];
            int before = above[x];
            packed[at++] = (byte) ((pixel >> 16) - (before >> 16));
            packed[at++] = (byte) ((pixel >> 8) - (before >> 8));
            packed[at++] = (byte) (pixel - before);
        }
        return packed;
    }

    @Benchmark
    public byte[] filteredByVector() {
        int at = 0;
        for (int x = 0; x < WIDTH; x += FOUR.length(), at += 12) {
            IntVector.fromArray(FOUR, row, x)
                    .reinterpretAsBytes()
                    .sub(IntVector.fromArray(FOUR, above, x).reinterpretAsBytes())
                    .rearrange(PACKED)
                    .intoArray(packed, at);
        }
        return packed;
    }

    // ---- one colour

    @Benchmark
    public boolean isSolid() {
        int color = solid[0];
        for (int i = 1; i < WIDTH; i++) {
            if (solid[i] != color) {
                return false;
            }
        }
        return true;
    }

    @Benchmark
    public boolean isSolidByMismatch() {
        return Arrays.mismatch(solid, 0, WIDTH - 1, solid, 1, WIDTH) < 0;
    }

    @Benchmark
    public boolean isSolidByVector() {
        for (int i = 0; i < WIDTH; i += INTS.length()) {
            if (IntVector.fromArray(INTS, solid, i)
                    .compare(VectorOperators.NE, solid[0])
                    .anyTrue()) {
                return false;
            }
        }
        return true;
    }
}
