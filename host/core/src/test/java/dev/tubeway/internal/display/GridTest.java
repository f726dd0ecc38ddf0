package dev.tubeway.internal.display;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.internal.buffer.BufferPool;
import dev.tubeway.internal.display.grid.GridMeasure;
import dev.tubeway.internal.display.grid.GridOptions;
import dev.tubeway.internal.guacamole.InstructionWriter;
import dev.tubeway.internal.module.abi.Status;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GridTest {
    private static final int BOLD = 1;
    private static final int WIDE = 1 << 11;
    private static final int WRAPPED = 1 << 12;
    private static final int SHIFT = 0xffe1;
    private static final int CONTROL = 0xffe3;
    private static final int PAGE_UP = 0xff55;
    private static final int PAGE_DOWN = 0xff56;

    private final BufferPool pool = BufferPool.ofDefaultSize();
    private final InstructionWriter writer = new InstructionWriter(pool);
    private final List<String> copied = new ArrayList<>();
    private final Display display = new Display(
            DisplayOptions.defaults().withGrid(GridOptions.defaults().withScrollbackLines(50)), copied::add);
    private final byte[] memory = new byte[1 << 16];

    @BeforeEach
    void open() {
        assertEquals(Display.OK, display.gridOpen(memory, 0, 0, 0, 16));
        assertEquals(Display.OK, display.gridCursor(0, 0, 0, 0));
    }

    @AfterEach
    void close() {
        display.close();
        writer.close();
        pool.close();
    }

    @Test
    void measuresAsTheReferenceDoes() {
        ByteBuffer out = ByteBuffer.wrap(memory).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(99, out.getInt());
        assertEquals(39, out.getInt());
        assertEquals(10, out.getInt());
        assertEquals(19, out.getInt());
        assertEquals(0, display.columnAt(7));
        assertEquals(98, display.columnAt(7 + 989));
        assertEquals(-1, display.columnAt(6));
        assertEquals(38, display.rowAt(7 + 740));
        assertEquals(new GridMeasure(162, 56, 10, 19), display.measure(1650, 1080, 96));
    }

    @Test
    void readsTheModulesOptions() {
        byte[] lines = "font-size=24\nscrollback=x\nunknown=1".getBytes(StandardCharsets.UTF_8);
        System.arraycopy(lines, 0, memory, 0, lines.length);
        assertEquals(Display.OK, display.gridOpen(memory, 0, lines.length, 64, 16));
        assertEquals(52, display.columns());
        assertEquals(Status.INVALID, display.gridOpen(lines, 0, lines.length, 0, 15));
    }

    @Test
    void drawsWhatWasWritten() throws IOException {
        write(0, 0, "Hello", 0, 0x01000004, 0);
        BufferedImage picture = picture();

        assertEquals(0xff000000, picture.getRGB(3, 3));
        assertEquals(0xff3e3e99, picture.getRGB(7, 7));
        assertEquals(0xff3e3e99, picture.getRGB(7 + 49, 7 + 18));
        assertEquals(0xff000000, picture.getRGB(7 + 50, 7 + 18));
        assertTrue(colors(picture, 7, 7, 10, 19) > 2, "a letter has soft edges");
    }

    @Test
    void joinsLinesAcrossCells() throws IOException {
        write(0, 0, "───", 0, 0, 0);
        write(1, 0, "│", 0, 0, 0);
        write(2, 0, "│", 0, 0, 0);
        BufferedImage picture = picture();
        for (int x = 7; x < 37; x++) {
            assertEquals(0xff999999, picture.getRGB(x, 7 + 9));
        }
        for (int y = 7 + 19; y < 7 + 57; y++) {
            assertEquals(0xff999999, picture.getRGB(7 + 4, y));
        }
    }

    @Test
    void followsSchemeAndPalette() throws IOException {
        assertEquals(Display.OK, display.gridPalette(257, 0x112233));
        assertEquals(Display.OK, display.gridPalette(7, 0x445566));
        write(0, 0, " ", 0, 0x01000007, 0);
        assertEquals(0xff112233, picture().getRGB(900, 700));
        assertEquals(0xff445566, picture().getRGB(10, 10));
        assertEquals(Display.OK, display.gridPalette(257, -1));
        assertEquals(0xff000000, picture().getRGB(900, 700));
        assertEquals(Status.INVALID, display.gridPalette(259, 0));
        assertEquals(Display.OK, display.gridMode(4));
        assertEquals(0xff999999, picture().getRGB(900, 700));
    }

    @Test
    void takesCodesForGraphemes() throws IOException {
        byte[] text = "e\u0301".getBytes(StandardCharsets.UTF_8);
        int code = display.gridGrapheme(text, 0, text.length);
        assertEquals(0x110000, code);
        assertEquals(code, display.gridGrapheme(text, 0, text.length));
        assertEquals(Status.INVALID, display.gridGrapheme(memory, 0, 65));
        cell(0, 0, code, 0, 0, 0);
        cell(0, 1, 'e', 0, 0, 0);
        BufferedImage picture = picture();
        assertNotEquals(ink(picture, 7, 7, 10, 19), ink(picture, 17, 7, 10, 19));
        assertEquals("e\u0301e", select(0, 0, 0, 1));
    }

    @Test
    void refusesWhatIsNotInTheGrid() {
        assertEquals(Status.INVALID, display.gridScroll(-1, 5, 1));
        assertEquals(Status.INVALID, display.gridScroll(5, 5, 1));
        assertEquals(Status.INVALID, display.gridScroll(0, 40, 1));
        assertEquals(Display.OK, display.gridScroll(0, 39, Integer.MIN_VALUE));
        assertEquals(Status.INVALID, display.gridCells(0, 0, memory, 0, 15));
        assertEquals(Display.OK, display.gridCells(Integer.MAX_VALUE, Integer.MAX_VALUE, memory, 0, 64));
        assertEquals(Display.OK, display.gridCells(0, Integer.MIN_VALUE + 1, memory, 0, 64));
        assertEquals(Display.OK, display.gridCells(0, -2, memory, 0, 64));
        assertEquals(Display.OK, display.gridFill(-5, -5, Integer.MAX_VALUE, Integer.MAX_VALUE, memory, 0, 16));
        assertEquals(Status.INVALID, display.gridFill(0, 0, -1, 1, memory, 0, 16));
        assertEquals(Status.INVALID, display.gridCursor(0, 0, 3, 1));
        assertEquals(Status.INVALID, display.surfaceFill(0, 0, 0, 1, 1, 0));
        display.close();
        assertEquals(Status.CANCELLED, display.gridClear());
    }

    @Test
    void knowsNoGridBeforeItIsOpened() {
        try (var other = new Display(DisplayOptions.defaults(), ClipboardSink.NONE)) {
            assertEquals(Status.NOT_FOUND, other.gridClear());
            assertEquals(Status.NOT_FOUND, other.gridPalette(1000, 0));
            assertEquals(Status.NOT_FOUND, other.gridRaw(memory, 0, 1));
            assertEquals(0, other.columns());
            assertFalse(other.mouse(1, 1, 1));
        }
    }

    @Test
    void passesRawOutputOn() {
        var heard = new StringBuilder();
        assertEquals(Display.OK, display.gridRaw(memory, 0, 1));
        display.onRaw((bytes, offset, length) -> heard.append(length));
        assertEquals(Display.OK, display.gridRaw(memory, 5, 7));
        assertEquals("7", heard.toString());
    }

    @Test
    void tellsTheTitle() {
        View view = display.view(ViewOptions.defaults());
        var canvas = new Canvas();
        byte[] title = "vim — notes".getBytes(StandardCharsets.UTF_8);
        assertEquals(Display.OK, display.gridTitle(title, 0, title.length));
        assertEquals(0, display.frame());
        assertTrue(view.write(writer));
        canvas.draw(writer);
        assertEquals("vim — notes", canvas.name);
    }

    @Test
    void letsClientsCopyWhatScrolls() throws IOException {
        View view = display.view(ViewOptions.defaults());
        var canvas = new Canvas();
        for (int row = 0; row < 39; row++) {
            write(row, 0, "line " + row + " of some text that stands here", 0, 0, 0);
        }
        pull(view, canvas);
        canvas.opcodes.clear();
        int before = canvas.bytes;

        assertEquals(Display.OK, display.gridScroll(0, 39, 1));
        write(38, 0, "$", 0, 0, 0);
        pull(view, canvas);

        assertEquals("copy", canvas.opcodes.getFirst());
        assertTrue(canvas.bytes - before < 2000, "bytes=" + (canvas.bytes - before));
        assertSamePicture(canvas);
    }

    @Test
    void sendsLittleForAKey() throws IOException {
        View view = display.view(ViewOptions.defaults());
        var canvas = new Canvas();
        pull(view, canvas);
        int before = canvas.bytes;
        write(0, 0, "x", 0, 0, 0);
        assertEquals(Display.OK, display.gridCursor(0, 1, 0, 1));
        pull(view, canvas);
        assertTrue(canvas.bytes - before < 500, "bytes=" + (canvas.bytes - before));
        assertSamePicture(canvas);
    }

    @Test
    void copiesWhatTheMouseSelects() {
        write(0, 0, "The quick brown fox", 0, 0, 0);
        write(1, 0, "jumps", 0, 0, 0);
        assertEquals("quick", select(0, 4, 0, 8));
        assertEquals("quick brown fox\njum", select(0, 4, 1, 2));
        assertEquals("quick brown fox\njum", select(1, 2, 0, 4));
        assertEquals(List.of("quick", "quick brown fox\njum", "quick brown fox\njum"), copied);
    }

    @Test
    void selectsAWordByTwoClicksAndALineByThree() {
        write(0, 0, "cat /etc/hosts | wc", 0, 0, 0);
        click(0, 6);
        assertEquals("", display.selection());
        click(0, 6);
        assertEquals("/etc/hosts", display.selection());
        click(0, 6);
        assertEquals("cat /etc/hosts | wc", display.selection());
        click(0, 6);
        assertEquals("", display.selection());
    }

    @Test
    void joinsWrappedLinesAndKeepsWideCharactersWhole() {
        String text = "x".repeat(98);
        write(0, 0, text, 0, 0, 0);
        cell(0, 98, 'y', 0, 0, WRAPPED);
        cell(1, 0, 0x6f22, 0, 0, WIDE);
        cell(1, 1, 0, 0, 0, 0);
        write(1, 2, "z", 0, 0, 0);
        assertEquals("xy漢z", select(0, 97, 1, 2));
    }

    @Test
    void forgetsTheSelectionWhenItsTextChanges() {
        write(0, 0, "one two", 0, 0, 0);
        assertEquals("one", select(0, 0, 0, 2));
        write(1, 0, "other", 0, 0, 0);
        assertEquals("one", display.selection());
        assertEquals(Display.OK, display.gridScroll(0, 39, 1));
        assertEquals("one", display.selection());
        assertEquals(Display.OK, display.gridMode(2));
        assertEquals("", display.selection());
    }

    @Test
    void leavesTheMouseToAModuleThatWantsIt() {
        write(0, 0, "text", 0, 0, 0);
        assertEquals(Display.OK, display.gridMode(1));
        assertFalse(display.mouse(10, 10, 1));
        assertFalse(display.mouse(10, 10, 0));
        assertFalse(display.key(SHIFT, true));
        assertEquals("text", select(0, 0, 0, 3));
    }

    @Test
    void doesNotCopyWhereThatIsForbidden() {
        var options = DisplayOptions.defaults().withGrid(GridOptions.defaults().withCopy(false));
        var heard = new ArrayList<String>();
        try (var other = new Display(options, heard::add)) {
            assertEquals(Display.OK, other.gridOpen(memory, 0, 0, 0, 16));
            assertTrue(other.mouse(10, 10, 1));
            assertTrue(other.mouse(100, 10, 1));
            assertTrue(other.mouse(100, 10, 0));
        }
        assertEquals(List.of(), heard);
    }

    @Test
    void scrollsBackByKeysWheelAndBar() throws IOException {
        int[] empty = pixels();
        for (int i = 0; i < 60; i++) {
            write(38, 0, "line " + i, 0, 0, 0);
            assertEquals(Display.OK, display.gridScroll(0, 39, 1));
        }
        write(38, 0, "newest", 0, 0, 0);
        int[] bottom = pixels();
        assertEquals("newest", select(38, 0, 38, 5));

        assertFalse(display.key(SHIFT, true));
        assertTrue(display.key(PAGE_UP, true));
        assertTrue(display.key(PAGE_UP, false));
        assertFalse(display.key(SHIFT, false));
        assertEquals("line 22", select(38, 0, 38, 10).strip());
        assertTrue(display.mouse(100, 100, 8));
        assertTrue(display.mouse(100, 100, 0));
        assertEquals("line 19", select(38, 0, 38, 10).strip());
        // Fifty lines are kept: the bar's top is the oldest of them.
        assertTrue(display.mouse(1015, 400, 1));
        assertTrue(display.mouse(1015, 0, 1));
        assertTrue(display.mouse(1015, 0, 0));
        assertEquals("line 10", select(38, 0, 38, 10).strip());
        assertFalse(display.key('a', true));
        click(5, 5);
        assertArrayEquals(bottom, pixels());
        assertEquals(Display.OK, display.gridClear());
        assertEquals(Display.OK, display.gridScrollbackClear());
        assertArrayEquals(empty, pixels());
        assertFalse(display.key(PAGE_DOWN, true));
    }

    @Test
    void asksForAPaste() {
        var asked = new ArrayList<String>();
        var sink = new ClipboardSink() {
            @Override
            public void copied(String text) {}

            @Override
            public void pasteRequested() {
                asked.add("paste");
            }
        };
        try (var other = new Display(DisplayOptions.defaults(), sink)) {
            assertEquals(Display.OK, other.gridOpen(memory, 0, 0, 0, 16));
            assertTrue(other.mouse(10, 10, 2));
            assertTrue(other.mouse(10, 10, 0));
            assertFalse(other.key(CONTROL, true));
            assertFalse(other.key('v', true));
            assertFalse(other.key(SHIFT, true));
            assertTrue(other.key('V', true));
        }
        assertEquals(List.of("paste", "paste"), asked);
    }

    @Test
    void followsTheSizeOfTheScreen() throws IOException {
        View view = display.view(ViewOptions.defaults());
        var canvas = new Canvas();
        write(0, 0, "stays", 0, 0, 0);
        pull(view, canvas);
        display.size(640, 480, 96);
        pull(view, canvas);
        assertEquals(640, canvas.layer(0).getWidth());
        assertEquals(61, display.columns());
        assertEquals(24, display.rows());
        assertSamePicture(canvas);
        assertEquals("stays", select(0, 0, 0, 4));
    }

    @Test
    void breaksOldLinesAnewForANewWidth() {
        String text = "a".repeat(99);
        write(0, 0, text.substring(1), 0, 0, BOLD);
        cell(0, 98, 'b', 0, 0, WRAPPED | BOLD);
        write(1, 0, "rest", 0, 0, BOLD);
        assertEquals(Display.OK, display.gridScroll(0, 39, 2));
        display.size(640, 480, 96);
        assertFalse(display.key(SHIFT, true));
        assertTrue(display.key(PAGE_UP, true));
        assertFalse(display.key(SHIFT, false));
        assertEquals("a".repeat(98) + "brest", select(0, 0, 1, 60));
    }

    /// Every picture is right after an update, whatever was written, scrolled and looked at in between.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void showsWhatWasWritten(long seed) throws IOException {
        display.size(400, 260, 96);
        var random = new Random(seed);
        var views = new ArrayList<View>();
        var canvases = new ArrayList<Canvas>();
        for (int step = 0; step < 400; step++) {
            if (views.size() < 3 && random.nextInt(50) == 0) {
                views.add(display.view(ViewOptions.defaults()));
                canvases.add(new Canvas());
            }
            operation(random);
            for (int i = 0; i < views.size(); i++) {
                if (random.nextInt(10) == 0) {
                    pull(views.get(i), canvases.get(i));
                    assertSamePicture(canvases.get(i));
                }
            }
        }
        assertFalse(views.isEmpty());
    }

    private void operation(Random random) {
        int rows = display.rows();
        int row = random.nextInt(rows);
        switch (random.nextInt(14)) {
            case 0, 1, 2, 3 ->
                write(
                        row,
                        random.nextInt(30) - 3,
                        "text ▄█ é " + random.nextInt(1000),
                        random.nextBoolean() ? 0 : 0x01000000 | random.nextInt(256),
                        random.nextInt(3) == 0 ? 0x02000000 | random.nextInt(1 << 24) : 0,
                        random.nextInt(1 << 11));
            case 4, 5, 6 -> assertEquals(Display.OK, display.gridScroll(0, rows, 1 + random.nextInt(2)));
            case 7 -> assertEquals(Display.OK, display.gridScroll(row / 2, rows, random.nextInt(7) - 3));
            case 8 ->
                assertEquals(
                        Display.OK, display.gridCursor(row, random.nextInt(36), random.nextInt(3), random.nextInt(3)));
            case 9 -> {
                cell(row, 3, 0x6f22, 0, 0, WIDE);
                cell(row, 4, 0, 0, 0, 0);
            }
            case 10 -> {
                boolean _ = display.mouse(random.nextInt(400), random.nextInt(260), random.nextInt(2));
            }
            case 11 -> {
                boolean _ = display.mouse(100, 100, random.nextBoolean() ? 8 : 16);
                boolean _ = display.mouse(100, 100, 0);
            }
            case 12 -> {
                if (random.nextInt(10) == 0) {
                    assertEquals(Display.OK, display.gridMode(random.nextInt(8)));
                }
            }
            default -> {
                if (random.nextInt(10) == 0) {
                    display.size(300 + random.nextInt(200), 200 + random.nextInt(100), 96);
                }
            }
        }
    }

    // ---- what the tests do

    private void write(int row, int column, String text, int foreground, int background, int attributes) {
        ByteBuffer out = ByteBuffer.wrap(memory).order(ByteOrder.LITTLE_ENDIAN);
        text.codePoints()
                .forEach(code ->
                        out.putInt(code).putInt(foreground).putInt(background).putInt(attributes));
        assertEquals(Display.OK, display.gridCells(row, column, memory, 0, out.position()));
    }

    private void cell(int row, int column, int code, int foreground, int background, int attributes) {
        ByteBuffer.wrap(memory)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(code)
                .putInt(foreground)
                .putInt(background)
                .putInt(attributes);
        assertEquals(Display.OK, display.gridCells(row, column, memory, 0, 16));
    }

    private void click(int row, int column) {
        assertTrue(display.mouse(12 + 10 * column, 15 + 19 * row, 1));
        assertTrue(display.mouse(12 + 10 * column, 15 + 19 * row, 0));
    }

    private String select(int fromRow, int fromColumn, int toRow, int toColumn) {
        // A click elsewhere, so that no two presses count as one double click.
        click(display.rows() / 2, 50 + fromColumn % 5 + 5 * (fromRow % 2));
        assertTrue(display.mouse(12 + 10 * fromColumn, 15 + 19 * fromRow, 1));
        assertTrue(display.mouse(12 + 10 * toColumn, 15 + 19 * toRow, 1));
        assertTrue(display.mouse(12 + 10 * toColumn, 15 + 19 * toRow, 0));
        return display.selection();
    }

    private void pull(View view, Canvas canvas) {
        assertEquals(0, display.frame());
        if (view.write(writer)) {
            canvas.draw(writer);
            view.synced(canvas.lastSync);
        }
    }

    private BufferedImage picture() throws IOException {
        assertEquals(0, display.frame());
        // The bar and the like are settled when a view asks.
        try (View view = display.view(ViewOptions.defaults())) {
            assertTrue(view.write(writer));
            writer.clear();
        }
        return ImageIO.read(new ByteArrayInputStream(display.screenshot()));
    }

    private int[] pixels() throws IOException {
        BufferedImage picture = picture();
        return picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
    }

    private static int ink(BufferedImage picture, int x, int y, int width, int height) {
        int ink = 0;
        for (int pixel : picture.getRGB(x, y, width, height, null, 0, width)) {
            ink += pixel & 0xff;
        }
        return ink;
    }

    private static long colors(BufferedImage picture, int x, int y, int width, int height) {
        return Arrays.stream(picture.getRGB(x, y, width, height, null, 0, width))
                .distinct()
                .count();
    }

    private void assertSamePicture(Canvas canvas) throws IOException {
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(display.screenshot()));
        int width = picture.getWidth();
        int height = picture.getHeight();
        assertEquals(width, canvas.layer(0).getWidth());
        assertEquals(height, canvas.layer(0).getHeight());
        assertArrayEquals(picture.getRGB(0, 0, width, height, null, 0, width), canvas.pixels());
    }
}
