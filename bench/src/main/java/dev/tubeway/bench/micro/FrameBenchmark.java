package dev.tubeway.bench.micro;

import dev.tubeway.CloseReason;
import dev.tubeway.internal.buffer.Buffer;
import dev.tubeway.internal.buffer.BufferPool;
import dev.tubeway.internal.channel.ChannelDecoder;
import dev.tubeway.internal.channel.ChannelEvents;
import dev.tubeway.internal.channel.Frame;
import java.nio.ByteBuffer;
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

/// Builds a frame around a payload that lies in place, and reads one that lies whole in a message:
/// header, terminator and the call to whom the payload is told. No payload byte is touched.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FrameBenchmark {
    private static final int CONNECTION = 7;

    /// Payload, bytes.
    @Param({"64", "1024", "8192"})
    int payload;

    private final BufferPool pool = BufferPool.ofDefaultSize();
    private final Told told = new Told();
    private final ChannelDecoder decoder = new ChannelDecoder(1 << 20, told);
    private Buffer buffer = pool.acquire(BufferPool.LARGE_PAYLOAD);
    private ByteBuffer message = ByteBuffer.allocateDirect(0);
    private long clock = 1_700_000_000_000L;

    @Setup
    public void setUp() {
        buffer.release();
        buffer = pool.acquire(payload);
        Frame.seal(buffer, CONNECTION, clock, payload);
        message = ByteBuffer.allocateDirect(buffer.length());
        message.put(buffer.view(0, buffer.length()));
    }

    @TearDown
    public void tearDown() {
        buffer.release();
        pool.close();
    }

    @Benchmark
    public int build() {
        Frame.seal(buffer, CONNECTION, clock++, payload);
        return buffer.length();
    }

    @Benchmark
    public long parse() {
        if (decoder.decode(message.clear()) != null) {
            throw new IllegalStateException("a rule is broken: frames=" + decoder.frames());
        }
        return told.bytes;
    }

    /// Counts payload; nothing else is in the messages.
    private static final class Told implements ChannelEvents {
        private long bytes;

        @Override
        public void onData(int connection, ByteBuffer payload) {
            bytes += payload.remaining();
        }

        @Override
        public void onPing(ByteBuffer data) {}

        @Override
        public void onPong(ByteBuffer data) {}

        @Override
        public void onOpenConnection(int connection, ByteBuffer tail) {}

        @Override
        public void onCloseConnection(int connection, CloseReason reason) {}

        @Override
        public void onConnectionOpened(int connection) {}

        @Override
        public void onSendEof(int connection) {}

        @Override
        public void onCredit(int connection, int bytes) {}

        @Override
        public void onRenewal(int code, int attempt, ByteBuffer description) {}

        @Override
        public void onUdp(int code, ByteBuffer data) {}

        @Override
        public void onIgnored(int code, int bytes) {}
    }
}
