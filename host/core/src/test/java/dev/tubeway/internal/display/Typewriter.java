package dev.tubeway.internal.display;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.internal.buffer.BufferPool;
import dev.tubeway.internal.display.grid.GridOptions;
import dev.tubeway.internal.guacamole.InstructionWriter;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import javax.imageio.ImageIO;

/// A display of 1024 × 768 with an open grid, and what a module, a person and a client do with it.
final class Typewriter implements AutoCloseable {
    private final BufferPool pool = BufferPool.ofDefaultSize();
    final InstructionWriter writer = new InstructionWriter(pool);

    /// What was selected with the mouse.
    final List<String> copied = new ArrayList<>();

    final Display display;
    final byte[] memory = new byte[1 << 16];

    Typewriter() {
        this(System::nanoTime);
    }

    /// Opens the grid, and hides the cursor.
    Typewriter(LongSupplier clock) {
        GridOptions grid = GridOptions.defaults().withScrollbackLines(50);
        display = new Display(DisplayOptions.defaults().withGrid(grid), copied::add, clock);
        assertEquals(Display.OK, display.gridOpen(memory, 0, 0, 0, 16));
        assertEquals(Display.OK, display.gridCursor(0, 0, 0, 0));
    }

    @Override
    public void close() {
        display.close();
        writer.close();
        pool.close();
    }

    void write(int row, int column, String text, int foreground, int background, int attributes) {
        ByteBuffer out = ByteBuffer.wrap(memory).order(ByteOrder.LITTLE_ENDIAN);
        text.codePoints()
                .forEach(code ->
                        out.putInt(code).putInt(foreground).putInt(background).putInt(attributes));
        assertEquals(Display.OK, display.gridCells(row, column, memory, 0, out.position()));
    }

    void cell(int row, int column, int code, int foreground, int background, int attributes) {
        ByteBuffer.wrap(memory)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(code)
                .putInt(foreground)
                .putInt(background)
                .putInt(attributes);
        assertEquals(Display.OK, display.gridCells(row, column, memory, 0, 16));
    }

    void click(int row, int column) {
        assertTrue(display.mouse(12 + 10 * column, 15 + 19 * row, 1));
        assertTrue(display.mouse(12 + 10 * column, 15 + 19 * row, 0));
    }

    String select(int fromRow, int fromColumn, int toRow, int toColumn) {
        // A click elsewhere, so that no two presses count as one double click.
        click(display.rows() / 2, 50 + fromColumn % 5 + 5 * (fromRow % 2));
        assertTrue(display.mouse(12 + 10 * fromColumn, 15 + 19 * fromRow, 1));
        assertTrue(display.mouse(12 + 10 * toColumn, 15 + 19 * toRow, 1));
        assertTrue(display.mouse(12 + 10 * toColumn, 15 + 19 * toRow, 0));
        return display.selection();
    }

    void pull(View view, Canvas canvas) {
        assertEquals(0, display.frame());
        if (view.write(writer)) {
            canvas.draw(writer);
            view.synced(canvas.lastSync);
        }
    }

    BufferedImage picture() throws IOException {
        assertEquals(0, display.frame());
        return screenshot();
    }

    int[] pixels() throws IOException {
        return pixels(picture());
    }

    /// All pixels of a picture that is a file.
    static int[] pixels(byte[] file) throws IOException {
        return pixels(ImageIO.read(new ByteArrayInputStream(file)));
    }

    private static int[] pixels(BufferedImage picture) {
        return picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
    }

    private BufferedImage screenshot() throws IOException {
        return ImageIO.read(new ByteArrayInputStream(display.screenshot()));
    }

    void assertSamePicture(Canvas canvas) throws IOException {
        BufferedImage picture = screenshot();
        assertEquals(picture.getWidth(), canvas.layer(0).getWidth());
        assertEquals(picture.getHeight(), canvas.layer(0).getHeight());
        assertArrayEquals(pixels(picture), canvas.pixels());
    }
}
