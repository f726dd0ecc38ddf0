package dev.tubeway.bench.micro;

import dev.tubeway.internal.buffer.BufferPool;
import dev.tubeway.internal.display.ClipboardSink;
import dev.tubeway.internal.display.Display;
import dev.tubeway.internal.display.DisplayOptions;
import dev.tubeway.internal.display.View;
import dev.tubeway.internal.display.ViewOptions;
import dev.tubeway.internal.guacamole.InstructionWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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

/// A terminal's screen: what it costs to show all of it, one more line, one more character.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class GridBenchmark {
    private static final int CELL_BYTES = 16;

    /// Size of the client's screen, pixels.
    @Param({"830x470", "1024x768"})
    String screen = "1024x768";

    private final BufferPool pool = BufferPool.ofDefaultSize();
    private final InstructionWriter out = new InstructionWriter(pool);
    private Display display = new Display(DisplayOptions.defaults(), ClipboardSink.NONE);
    private View view = display.view(ViewOptions.defaults());
    private byte[] memory = new byte[0];
    private int rows;
    private int rowBytes;
    private int turn;

    @Setup(Level.Trial)
    public void setUp() {
        String[] size = screen.split("x", -1);
        int width = Integer.parseInt(size[0]);
        int height = Integer.parseInt(size[1]);
        display = new Display(DisplayOptions.defaults().withSize(width, height, 96), ClipboardSink.NONE);
        display.gridOpen(new byte[CELL_BYTES], 0, 0, 0, CELL_BYTES);
        view = display.view(ViewOptions.defaults());
        rows = display.rows();
        rowBytes = display.columns() * CELL_BYTES;
        memory = text(2 * rows, display.columns());
        fullRedraw();
    }

    /// Lines as a log has them: words of letters, some in colour, with a ragged right edge.
    private static byte[] text(int rows, int columns) {
        var random = new Random(1);
        ByteBuffer cells = ByteBuffer.allocate(rows * columns * CELL_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int row = 0; row < rows; row++) {
            int length = columns / 4 + random.nextInt(columns * 3 / 4);
            int color = 0;
            for (int column = 0; column < columns; column++) {
                boolean space = column >= length || random.nextInt(6) == 0;
                if (space) {
                    color = random.nextInt(8) == 0 ? 0x01000000 | random.nextInt(16) : 0;
                }
                cells.putInt(space ? ' ' : 'a' + random.nextInt(26))
                        .putInt(color)
                        .putInt(0)
                        .putInt(0);
            }
        }
        return cells.array();
    }

    @TearDown(Level.Trial)
    public void tearDown() {
        display.close();
        out.close();
        pool.close();
    }

    /// All cells change, and the client gets a picture of them.
    @Benchmark
    public int fullRedraw() {
        int from = (turn++ & 1) * rows;
        for (int row = 0; row < rows; row++) {
            display.gridCells(row, 0, memory, (from + row) * rowBytes, rowBytes);
        }
        return show();
    }

    /// The screen moves up by a line, and a new one appears.
    @Benchmark
    public int scrollOneLine() {
        int row = turn++ % (2 * rows);
        display.gridScroll(0, rows, 1);
        display.gridCells(rows - 1, 0, memory, row * rowBytes, rowBytes);
        return show();
    }

    /// One character is typed.
    @Benchmark
    public int typeOneKey() {
        int at = turn++ & 63;
        display.gridCells(0, at & 7, memory, (at & 31) * CELL_BYTES, CELL_BYTES);
        display.gridCursor(0, (at & 7) + 1, 0, 1);
        return show();
    }

    /// A row of cells is written and nobody looks: what a flood of output costs.
    @Benchmark
    public int writeRow() {
        int turns = turn++;
        return display.gridCells(turns % rows, 0, memory, turns % (2 * rows) * rowBytes, rowBytes);
    }

    /// A line scrolls in and nobody looks: it costs what it takes to keep the one that leaves.
    @Benchmark
    public int floodOneLine() {
        int row = turn++ % (2 * rows);
        display.gridScroll(0, rows, 1);
        return display.gridCells(rows - 1, 0, memory, row * rowBytes, rowBytes);
    }

    private int show() {
        display.frame();
        view.write(out);
        int bytes = out.length();
        out.clear();
        return bytes;
    }
}
