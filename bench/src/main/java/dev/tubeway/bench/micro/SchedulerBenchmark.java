package dev.tubeway.bench.micro;

import dev.tubeway.internal.buffer.Buffer;
import dev.tubeway.internal.buffer.BufferPool;
import dev.tubeway.internal.channel.Flow;
import dev.tubeway.internal.channel.Frame;
import dev.tubeway.internal.channel.SendScheduler;
import java.util.Objects;
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

/// Queues a frame and takes the next, with a number of flows that always have one waiting.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SchedulerBenchmark {

    /// Flows with a frame of 8 KiB.
    @Param({"1", "5"})
    int flows;

    private final BufferPool pool = BufferPool.ofDefaultSize();
    private final SendScheduler scheduler = new SendScheduler();

    @Setup
    public void setUp() {
        for (int i = 0; i < flows; i++) {
            Buffer buffer = pool.acquire(8192);
            Frame.seal(buffer, i + 1, 0, 8192);
            scheduler.enqueue(new Flow(this), buffer);
        }
    }

    @TearDown
    public void tearDown() {
        scheduler.dropAll();
        pool.close();
    }

    @Benchmark
    public Buffer pollAndEnqueue() {
        Buffer frame = Objects.requireNonNull(scheduler.poll());
        scheduler.enqueue(Objects.requireNonNull(scheduler.takenFrom()), frame);
        return frame;
    }
}
