package dev.tubeway.bench.micro;

import dev.tubeway.internal.imaging.ImageCoders;
import dev.tubeway.internal.imaging.JdkImaging;
import dev.tubeway.spi.ImageCoder;
import dev.tubeway.spi.ImageCoder.Decoded;
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

/// A JPEG of a screen at quality 80 as pixels, by what this host codes with and by the JDK.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class JpegBenchmark {
    private static final int QUALITY = 80;

    @Param({"host", "jdk"})
    String coder = "host";

    @Param
    Content content = Content.TEXT;

    private final Arena arena = Arena.ofShared();
    private ImageCoder tried = new JdkImaging().open();
    private MemorySegment pixels = MemorySegment.NULL;
    private byte[] file = new byte[0];

    @Setup
    public void setUp() {
        tried.close();
        tried = coder.equals("jdk")
                ? new JdkImaging().open()
                : ImageCoders.host().open();
        pixels = content.pixels(arena);
        // The same file for both.
        try (ImageCoder jdk = new JdkImaging().open()) {
            file = ((Encoded) encode(jdk)).bytes().toArray(ValueLayout.JAVA_BYTE);
        }
    }

    @TearDown
    public void tearDown() {
        tried.close();
        arena.close();
    }

    private ImageCoder.Encoding encode(ImageCoder by) {
        return by.encode(ImageFormat.JPEG, pixels, Content.WIDTH, Content.HEIGHT, 4L * Content.WIDTH, QUALITY);
    }

    @Benchmark
    public MemorySegment decode() {
        return ((Decoded) tried.decode(ImageFormat.JPEG, MemorySegment.ofArray(file), 4 << 20)).pixels();
    }
}
