package dev.tubeway.bench.micro;

import dev.tubeway.internal.display.ClipboardSink;
import dev.tubeway.internal.display.Display;
import dev.tubeway.internal.display.DisplayOptions;
import dev.tubeway.internal.display.View;
import dev.tubeway.internal.display.ViewOptions;
import java.util.Random;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Draws pixels on a screen that one client looks at; what it would be sent is noted, and not encoded.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SurfaceBenchmark {
    private static final int SIDE = 16;

    /// 1 is BGRX, 5 is RGB565.
    @Param({"1", "5"})
    int format = 1;

    private final byte[] memory = new byte[4 * SIDE * SIDE];
    private Display display = new Display(DisplayOptions.defaults(), ClipboardSink.NONE);
    private View view = display.view(ViewOptions.defaults());
    private int turn;

    @Setup(Level.Trial)
    public void setUp() {
        new Random(1).nextBytes(memory);
        display = new Display(DisplayOptions.defaults().withSize(1920, 1080, 96), ClipboardSink.NONE);
        view = display.view(ViewOptions.defaults());
        put();
    }

    @TearDown(Level.Trial)
    public void tearDown() {
        view.close();
        display.close();
    }

    /// A square of 16 × 16 pixels.
    @Benchmark
    public int put() {
        int turns = turn++;
        return display.surfacePut(0, turns % 1800, turns % 1000, SIDE, SIDE, format, 0, memory, 0, memory.length);
    }

    /// The same in one colour.
    @Benchmark
    public int fill() {
        int turns = turn++;
        return display.surfaceFill(0, turns % 1800, turns % 1000, SIDE, SIDE, turns);
    }

    /// The whole screen moves up by 8 pixels.
    @Benchmark
    public int scroll() {
        return display.surfaceCopy(0, 0, 8, 1920, 1072, 0, 0, 0);
    }
}
