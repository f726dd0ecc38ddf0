package dev.tubeway.bench.micro;

import dev.tubeway.internal.buffer.BufferPool;
import dev.tubeway.internal.buffer.ByteQueue;
import java.nio.ByteBuffer;
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

/// Queues a payload for a socket and takes it out again; the copy is part of it.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ByteQueueBenchmark {

    /// Payload, bytes.
    @Param({"64", "8192"})
    int payload;

    private final BufferPool pool = BufferPool.ofDefaultSize();
    private final ByteQueue queue = new ByteQueue(pool);
    private ByteBuffer source = ByteBuffer.allocateDirect(0);

    @Setup
    public void setUp() {
        source = ByteBuffer.allocateDirect(payload);
    }

    @TearDown
    public void tearDown() {
        var _ = queue.clear();
        pool.close();
    }

    @Benchmark
    public long appendAndConsume() {
        var _ = queue.append(source.clear());
        int bytes = Objects.requireNonNull(queue.first()).remaining();
        return queue.consumed(bytes);
    }
}
