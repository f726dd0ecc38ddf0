package dev.tubeway.internal.display;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.internal.display.grid.GridMeasure;
import dev.tubeway.internal.module.abi.CellAttr;
import dev.tubeway.internal.module.abi.Status;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GridTest {
    private final Typewriter typewriter = new Typewriter();
    private final Display display = typewriter.display;
    private final byte[] memory = typewriter.memory;

    @AfterEach
    void close() {
        typewriter.close();
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
        typewriter.write(0, 0, "Hello", 0, 0x01000004, 0);
        BufferedImage picture = typewriter.picture();

        assertEquals(0xff000000, picture.getRGB(3, 3));
        assertEquals(0xff3e3e99, picture.getRGB(7, 7));
        assertEquals(0xff3e3e99, picture.getRGB(7 + 49, 7 + 18));
        assertEquals(0xff000000, picture.getRGB(7 + 50, 7 + 18));
        assertTrue(colors(picture, 7, 7, 10, 19) > 2, "a letter has soft edges");
    }

    @Test
    void fillsRectanglesAndForgetsWhatWasThere() throws IOException {
        int[] empty = typewriter.pixels();
        typewriter.write(1, 0, "some text that goes", 0, 0, 0);
        typewriter.cell(5, 5, ' ', 0, 0x02336699, 0);
        assertEquals(Display.OK, display.gridFill(0, 3, 3, 4, memory, 0, 16));
        BufferedImage picture = typewriter.picture();
        for (int x = 0; x < 99; x++) {
            assertEquals(x >= 3 && x < 7 ? 0xff336699 : 0xff000000, picture.getRGB(7 + 10 * x, 7));
            assertEquals(x >= 3 && x < 7 ? 0xff336699 : 0xff000000, picture.getRGB(16 + 10 * x, 7 + 56));
        }
        assertEquals("som xt that goes", typewriter.select(1, 0, 1, 20).replaceAll(" +", " "));
        typewriter.cell(5, 5, ' ', 0, 0, 0);
        assertEquals(Display.OK, display.gridFill(0, 0, 39, 99, memory, 0, 16));
        typewriter.click(20, 20);
        assertArrayEquals(empty, typewriter.pixels());
    }

    @Test
    void joinsLinesAcrossCells() throws IOException {
        typewriter.write(0, 0, "───", 0, 0, 0);
        typewriter.write(1, 0, "│", 0, 0, 0);
        typewriter.write(2, 0, "│", 0, 0, 0);
        BufferedImage picture = typewriter.picture();
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
        typewriter.write(0, 0, " ", 0, 0x01000007, 0);
        assertEquals(0xff112233, typewriter.picture().getRGB(900, 700));
        assertEquals(0xff445566, typewriter.picture().getRGB(10, 10));
        assertEquals(Display.OK, display.gridPalette(257, -1));
        assertEquals(0xff000000, typewriter.picture().getRGB(900, 700));
        assertEquals(Status.INVALID, display.gridPalette(259, 0));
        assertEquals(Display.OK, display.gridMode(4));
        assertEquals(0xff999999, typewriter.picture().getRGB(900, 700));
    }

    @Test
    void changesItsLooksWhileItIsShown() throws IOException {
        View view = display.view(ViewOptions.defaults());
        var canvas = new Canvas();
        typewriter.write(0, 0, "stays", 0, 0, 0);
        typewriter.pull(view, canvas);
        assertFalse(display.look("color-scheme", "black-white"));
        typewriter.pull(view, canvas);
        typewriter.assertSamePicture(canvas);
        assertEquals(0xffffffff, canvas.layer(0).getRGB(900, 700));

        assertTrue(display.look("font-size", "24"));
        assertEquals(99, display.columns());
        assertEquals(new GridMeasure(52, 19, 19, 38), display.measure(1024, 768, 96));
        display.size(1024, 768, 96);
        assertEquals(52, display.columns());
        typewriter.pull(view, canvas);
        typewriter.assertSamePicture(canvas);
        assertFalse(display.look("font-size", "24"));
        assertFalse(display.look("hostname", "example"));
    }

    @Test
    void takesCodesForGraphemes() throws IOException {
        byte[] text = "e\u0301".getBytes(StandardCharsets.UTF_8);
        int code = display.gridGrapheme(text, 0, text.length);
        assertEquals(0x110000, code);
        assertEquals(code, display.gridGrapheme(text, 0, text.length));
        assertEquals(Status.INVALID, display.gridGrapheme(memory, 0, 65));
        typewriter.cell(0, 0, code, 0, 0, 0);
        typewriter.cell(0, 1, 'e', 0, 0, 0);
        BufferedImage picture = typewriter.picture();
        assertNotEquals(ink(picture, 7, 7, 10, 19), ink(picture, 17, 7, 10, 19));
        assertEquals("e\u0301e", typewriter.select(0, 0, 0, 1));
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
        assertTrue(view.write(typewriter.writer));
        canvas.draw(typewriter.writer);
        assertEquals("vim — notes", canvas.name);
    }

    @Test
    void letsClientsCopyWhatScrolls() throws IOException {
        View view = display.view(ViewOptions.defaults());
        var canvas = new Canvas();
        for (int row = 0; row < 39; row++) {
            typewriter.write(row, 0, "line " + row + " of some text that stands here", 0, 0, 0);
        }
        typewriter.pull(view, canvas);
        canvas.opcodes.clear();
        int before = canvas.bytes;

        assertEquals(Display.OK, display.gridScroll(0, 39, 1));
        typewriter.write(38, 0, "$", 0, 0, 0);
        typewriter.pull(view, canvas);

        assertEquals("copy", canvas.opcodes.getFirst());
        assertTrue(canvas.bytes - before < 2000, "bytes=" + (canvas.bytes - before));
        typewriter.assertSamePicture(canvas);
    }

    @Test
    void sendsLittleForAKey() throws IOException {
        View view = display.view(ViewOptions.defaults());
        var canvas = new Canvas();
        typewriter.pull(view, canvas);
        int before = canvas.bytes;
        typewriter.write(0, 0, "x", 0, 0, 0);
        assertEquals(Display.OK, display.gridCursor(0, 1, 0, 1));
        typewriter.pull(view, canvas);
        assertTrue(canvas.bytes - before < 500, "bytes=" + (canvas.bytes - before));
        typewriter.assertSamePicture(canvas);
    }

    @Test
    void drawsNothingAgainThatLooksAsBefore() throws IOException {
        View view = display.view(ViewOptions.defaults());
        var canvas = new Canvas();
        // Until as many lines are kept as may be, the bar at the side is drawn anew.
        for (int screen = 0; screen < 3; screen++) {
            letters(display.rows());
            typewriter.pull(view, canvas);
            assertEquals(Display.OK, display.gridScroll(0, display.rows(), display.rows()));
        }
        letters(display.rows());
        typewriter.pull(view, canvas);
        int before = canvas.bytes;

        assertEquals(Display.OK, display.gridScroll(0, display.rows(), display.rows()));
        letters(display.rows());
        typewriter.pull(view, canvas);
        assertEquals(before, canvas.bytes);

        typewriter.write(3, 0, "erased, and written again", 0, 0, 0);
        typewriter.pull(view, canvas);
        before = canvas.bytes;
        typewriter.cell(3, 0, 0, 0, 0, 0);
        assertEquals(Display.OK, display.gridFill(3, 0, 1, 40, memory, 0, 16));
        typewriter.write(3, 0, "erased, and written again", 0, 0, 0);
        typewriter.pull(view, canvas);
        assertEquals(before, canvas.bytes);

        typewriter.write(3, 0, "erased, and written anew!", 0, 0, 0);
        typewriter.pull(view, canvas);
        assertTrue(canvas.bytes > before);
        typewriter.assertSamePicture(canvas);
    }

    @Test
    void drawsACursorThatComesAndGoes() throws IOException {
        View view = display.view(ViewOptions.defaults());
        var canvas = new Canvas();
        letters(display.rows());
        typewriter.pull(view, canvas);
        for (int visible : new int[] {1, 0, 1}) {
            assertEquals(Display.OK, display.gridCursor(5, 0, 0, visible));
            typewriter.pull(view, canvas);
            typewriter.assertSamePicture(canvas);
            letters(display.rows());
            typewriter.pull(view, canvas);
            typewriter.assertSamePicture(canvas);
        }
    }

    private void letters(int rows) {
        for (int row = 0; row < rows; row++) {
            typewriter.write(row, 0, "y", 0, 0, 0);
        }
    }

    @Test
    void followsTheSizeOfTheScreen() throws IOException {
        View view = display.view(ViewOptions.defaults());
        var canvas = new Canvas();
        typewriter.write(0, 0, "stays", 0, 0, 0);
        typewriter.pull(view, canvas);
        display.size(640, 480, 96);
        typewriter.pull(view, canvas);
        assertEquals(640, canvas.layer(0).getWidth());
        assertEquals(61, display.columns());
        assertEquals(24, display.rows());
        typewriter.assertSamePicture(canvas);
        assertEquals("stays", typewriter.select(0, 0, 0, 4));
    }

    @Test
    void aTypedCharacterIsToldWithTheCursorAndNoMore() throws IOException {
        View view = display.view(ViewOptions.defaults());
        var canvas = new Canvas();
        typewriter.write(0, 0, "typed", 0, 0, 0);
        assertEquals(Display.OK, display.gridCursor(0, 5, 0, 1));
        typewriter.pull(view, canvas);
        typewriter.write(0, 5, "!", 0, 0, 0);
        assertEquals(Display.OK, display.gridCursor(0, 6, 0, 1));
        typewriter.pull(view, canvas);
        typewriter.assertSamePicture(canvas);
        assertEquals(2 * 10, canvas.lastWidth);
        assertEquals(19, canvas.lastHeight);
    }

    /// Halves of wide characters are written over as terminals do, and the cursor stands on either.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void nothingOfAWideCharacterStays(long seed) throws IOException {
        display.size(200, 60, 96);
        var random = new Random(seed);
        View view = display.view(ViewOptions.defaults());
        var canvas = new Canvas();
        boolean[] wide = new boolean[display.columns()];
        for (int step = 0; step < 400; step++) {
            int column = random.nextInt(wide.length - 1);
            int background = random.nextInt(2) << 24 | random.nextInt(8);
            switch (random.nextInt(3)) {
                case 0 -> {
                    clearHalf(wide, column);
                    typewriter.cell(0, column, 0x6f22, 0, background, CellAttr.WIDE);
                    typewriter.cell(0, column + 1, 0, 0, background, 0);
                    wide[column] = true;
                    wide[column + 1] = false;
                }
                case 1 -> {
                    clearHalf(wide, column);
                    typewriter.cell(0, column, 'a' + random.nextInt(3), 0, background, 0);
                    wide[column] = false;
                }
                default ->
                    assertEquals(Display.OK, display.gridCursor(0, column, random.nextInt(3), random.nextInt(3)));
            }
            typewriter.pull(view, canvas);
            typewriter.assertSamePicture(canvas);
        }
    }

    private void clearHalf(boolean[] wide, int column) {
        if (column > 0 && wide[column - 1]) {
            typewriter.cell(0, column - 1, ' ', 0, 0, 0);
            wide[column - 1] = false;
        }
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
                    typewriter.pull(views.get(i), canvases.get(i));
                    typewriter.assertSamePicture(canvases.get(i));
                }
            }
        }
        assertFalse(views.isEmpty());
    }

    private void operation(Random random) {
        int rows = display.rows();
        int row = random.nextInt(rows);
        switch (random.nextInt(16)) {
            case 0, 1, 2, 3 ->
                typewriter.write(
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
                typewriter.cell(row, 3, 0x6f22, 0, 0, CellAttr.WIDE);
                typewriter.cell(row, 4, 0, 0, 0, 0);
            }
            case 10 -> {
                boolean _ = display.mouse(random.nextInt(400), random.nextInt(260), random.nextInt(2));
            }
            case 11 -> {
                boolean _ = display.mouse(100, 100, random.nextBoolean() ? 8 : 16);
                boolean _ = display.mouse(100, 100, 0);
            }
            case 12 ->
                assertEquals(
                        Display.OK,
                        display.gridFill(row, random.nextInt(40) - 5, 3, random.nextInt(40), memory, 0, 16));
            case 13 -> {
                if (random.nextInt(10) == 0) {
                    assertEquals(Display.OK, display.gridMode(random.nextInt(8)));
                }
            }
            case 14 -> {
                assertEquals(Display.OK, display.gridScroll(0, rows, 1 + random.nextInt(rows)));
                letters(rows);
            }
            default -> {
                if (random.nextInt(10) == 0) {
                    display.size(300 + random.nextInt(200), 200 + random.nextInt(100), 96);
                }
            }
        }
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
}
