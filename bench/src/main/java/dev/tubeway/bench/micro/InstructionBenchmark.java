package dev.tubeway.bench.micro;

import dev.tubeway.internal.buffer.BufferPool;
import dev.tubeway.internal.guacamole.InstructionReader;
import dev.tubeway.internal.guacamole.InstructionWriter;
import dev.tubeway.internal.guacamole.Opcode;
import dev.tubeway.internal.guacamole.ReadResult;
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

/// Reads and writes one Guacamole instruction of four elements, an `argv` whose texts are ASCII, or of
/// one to four bytes a character.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class InstructionBenchmark {

    /// The texts.
    @Param({"ascii", "utf8"})
    String text = "ascii";

    private final BufferPool pool = BufferPool.ofDefaultSize();
    private final InstructionReader reader = new InstructionReader();
    private final InstructionWriter writer = new InstructionWriter(pool);
    private String first = "";
    private String second = "";
    private ByteBuffer bytes = ByteBuffer.allocateDirect(0);

    @Setup
    public void setUp() {
        first = text.equals("ascii") ? "color-scheme" : "ユーザー名é😀";
        second = text.equals("ascii") ? "gray-black" : "größe€";
        writer.op("argv").arg(1).arg(first).arg(second).end();
        bytes = ByteBuffer.allocateDirect(writer.length()).put(writer.bytes()).flip();
        writer.clear();
    }

    @TearDown
    public void tearDown() {
        writer.close();
        pool.close();
    }

    /// One instruction, from its bytes to its opcode and its number.
    @Benchmark
    public int read() {
        if (reader.read(bytes.rewind()) != ReadResult.Progress.INSTRUCTION || reader.opcode() != Opcode.ARGV) {
            throw new IllegalStateException("not read: text=" + text);
        }
        return reader.number(1) + reader.elements();
    }

    /// One instruction into a block that is reused when it is full.
    @Benchmark
    public int write() {
        writer.op("argv").arg(1).arg(first).arg(second).end();
        if (writer.length() > 1900) {
            writer.clear();
        }
        return writer.length();
    }
}
