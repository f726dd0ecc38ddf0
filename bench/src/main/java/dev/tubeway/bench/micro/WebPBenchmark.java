package dev.tubeway.bench.micro;

import dev.tubeway.internal.display.ClipboardSink;
import dev.tubeway.internal.display.Display;
import dev.tubeway.internal.display.DisplayOptions;
import dev.tubeway.internal.imaging.ImageCoders;
import dev.tubeway.internal.module.abi.PixelFormat;
import dev.tubeway.spi.ImageCoder;
import dev.tubeway.spi.ImageCoder.Encoded;
import dev.tubeway.spi.ImageFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// A screen as WebP, and as PNG by the display.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class WebPBenchmark {

    @Param
    Content content = Content.TEXT;

    private final Arena arena = Arena.ofShared();
    private final Display display =
            new Display(DisplayOptions.defaults().withSize(Content.WIDTH, Content.HEIGHT, 96), ClipboardSink.NONE);
    private final ImageCoder coder = ImageCoders.host().open();
    private MemorySegment pixels = MemorySegment.NULL;

    @Setup
    public void setUp() {
        pixels = content.pixels(arena);
        byte[] memory = pixels.toArray(ValueLayout.JAVA_BYTE);
        int status = display.surfacePut(
                0, 0, 0, Content.WIDTH, Content.HEIGHT, PixelFormat.BGRX, 0, memory, 0, memory.length);
        if (status != Display.OK || display.frame() != Display.OK) {
            throw new IllegalStateException("not drawn: status=" + status);
        }
    }

    @TearDown
    public void tearDown() {
        coder.close();
        display.close();
        arena.close();
    }

    @Benchmark
    public MemorySegment lossless(EncodedSize size) {
        return encode(ImageFormat.WEBP_LOSSLESS, size);
    }

    @Benchmark
    public MemorySegment lossy(EncodedSize size) {
        return encode(ImageFormat.WEBP, size);
    }

    /// Reading the screen is part of it: some 2 ms.
    @Benchmark
    public byte[] png(EncodedSize size) {
        byte[] bytes = display.screenshot();
        size.bytes = bytes.length;
        return bytes;
    }

    private MemorySegment encode(ImageFormat format, EncodedSize size) {
        var encoded = (Encoded) coder.encode(format, pixels, Content.WIDTH, Content.HEIGHT, 4L * Content.WIDTH, 80);
        size.bytes = encoded.bytes().byteSize();
        return encoded.bytes();
    }
}
