package dev.tubeway.internal.display;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.internal.buffer.BufferPool;
import dev.tubeway.internal.guacamole.InstructionWriter;
import dev.tubeway.internal.module.abi.PixelFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a module draws anew, told as what became different.
class MotionTest {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;

    private final BufferPool pool = BufferPool.ofDefaultSize();
    private final InstructionWriter writer = new InstructionWriter(pool);
    private final Display display =
            new Display(DisplayOptions.defaults().withSize(WIDTH, HEIGHT, 96), ClipboardSink.NONE);
    /// The same drawing, without what tells it.
    private final Surfaces mirror = new Surfaces(
            new Screen(WIDTH, HEIGHT), DisplayOptions.defaults().withSize(WIDTH, HEIGHT, 96), System::nanoTime);

    private final View view = display.view(ViewOptions.defaults());
    private final Canvas canvas = new Canvas();
    private final int[] page = page(new Random(7));

    @AfterEach
    void close() {
        display.close();
        mirror.close();
        writer.close();
        pool.close();
    }

    @Test
    void tellsNothingWhereTheSameIsDrawnAgain() {
        show(page);
        draw(page);
        assertEquals(Display.OK, display.frame());
        assertFalse(view.write(writer));
    }

    @Test
    void tellsOnlyThePixelsThatDiffer() {
        show(page);
        int[] next = page.clone();
        next[100 * WIDTH + 200] ^= 0x00ffffff;
        next[103 * WIDTH + 201] ^= 0x00ffffff;
        canvas.opcodes.clear();
        show(next);
        assertEquals(List.of("img", "blob", "end", "sync"), canvas.opcodes);
        assertEquals(List.of(2, 4), List.of(canvas.lastWidth, canvas.lastHeight));
    }

    /// A byte of each pixel means nothing, and servers put anything there.
    @Test
    void takesNoNoteOfTheByteThatMeansNothing() {
        show(page);
        int[] next = page.clone();
        for (int i = 0; i < next.length; i++) {
            next[i] = (next[i] & 0x00ffffff) | i << 24;
        }
        draw(next);
        assertEquals(Display.OK, display.frame());
        assertFalse(view.write(writer));
    }

    @ParameterizedTest
    @CsvSource({"0,-13", "0,57", "-40,0", "96,0", "31,-22", "-64,64"})
    void tellsAPageThatMovedAsACopy(int byX, int byY) {
        show(page);
        int whole = canvas.bytes;
        show(moved(page, byX, byY, new Random(8)));
        assertTrue(canvas.opcodes.contains("copy"), canvas.opcodes::toString);
        assertTrue(canvas.bytes - whole < whole / 2, "whole=" + whole + " after=" + (canvas.bytes - whole));
        assertShown();
    }

    @Test
    void tellsAWindowThatWasDraggedAsACopy() {
        int[] desk = new int[WIDTH * HEIGHT];
        java.util.Arrays.fill(desk, 0xff336699);
        show(with(desk, 50, 60));
        int before = canvas.bytes;
        canvas.opcodes.clear();
        show(with(desk, 85, 41));
        assertTrue(canvas.opcodes.contains("copy"), canvas.opcodes::toString);
        assertTrue(canvas.bytes - before < before / 4, "first=" + before + " then=" + (canvas.bytes - before));
        assertShown();
    }

    /// Whatever is drawn in whatever order, the client has it after the frame.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void endsWithThePictureThatWasDrawn(long seed) {
        Random random = new Random(seed);
        show(page);
        for (int frame = 0; frame < 30; frame++) {
            for (int i = random.nextInt(4); i >= 0; i--) {
                step(random);
            }
            assertEquals(Display.OK, display.frame());
            assertArrayEquals(drawn(), shownNow());
            if (random.nextInt(3) > 0 && view.write(writer)) {
                canvas.draw(writer);
                assertShown();
            }
        }
    }

    private void step(Random random) {
        int x = random.nextInt(-20, WIDTH);
        int y = random.nextInt(-20, HEIGHT);
        int w = random.nextInt(1, 300);
        int h = random.nextInt(1, 300);
        switch (random.nextInt(5)) {
            case 0 -> {
                int color = random.nextInt();
                display.surfaceFill(0, x, y, w, h, color);
                mirror.fill(0, x, y, w, h, color);
            }
            case 1 -> {
                int toX = random.nextInt(-20, WIDTH);
                int toY = random.nextInt(-20, HEIGHT);
                display.surfaceCopy(0, x, y, w, h, 0, toX, toY);
                mirror.copy(0, x, y, w, h, 0, toX, toY);
            }
            case 2 -> draw(moved(shownNow(), random.nextInt(-50, 50), random.nextInt(-50, 50), random));
            case 3 -> draw(with(shownNow(), random.nextInt(300), random.nextInt(200)));
            default -> {
                byte[] noise = new byte[4 * w * h];
                random.nextBytes(noise);
                display.surfacePut(0, x, y, w, h, PixelFormat.BGRX, 0, noise, 0, noise.length);
                mirror.put(0, x, y, w, h, PixelFormat.BGRX, 0, noise, 0, noise.length);
            }
        }
    }

    private int[] drawn() {
        int[] pixels = new int[WIDTH * HEIGHT];
        mirror.front().read(0, 0, WIDTH, HEIGHT, pixels, 0);
        return pixels;
    }

    private int[] shownNow() {
        int[] pixels = new int[WIDTH * HEIGHT];
        display.locked(() -> display.read(0, 0, WIDTH, HEIGHT, pixels, 0));
        return pixels;
    }

    private void assertShown() {
        assertArrayEquals(shownNow(), canvas.pixels());
    }

    private void show(int[] picture) {
        draw(picture);
        assertEquals(Display.OK, display.frame());
        assertTrue(view.write(writer));
        canvas.draw(writer);
    }

    /// As a server does it that knows nothing of motion: all of it, in tiles.
    private void draw(int[] picture) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * WIDTH * HEIGHT).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(picture);
        for (int y = 0; y < HEIGHT; y += 60) {
            for (int x = 0; x < WIDTH; x += 80) {
                byte[] memory = bytes.array();
                int from = 4 * (y * WIDTH + x);
                int length = memory.length - from;
                int stride = 4 * WIDTH;
                assertEquals(
                        Display.OK,
                        display.surfacePut(0, x, y, 80, 60, PixelFormat.BGRX, stride, memory, from, length));
                assertEquals(Display.OK, mirror.put(0, x, y, 80, 60, PixelFormat.BGRX, stride, memory, from, length));
            }
        }
    }

    /// Lines of something like words, in some colours.
    private static int[] page(Random random) {
        int[] pixels = new int[WIDTH * HEIGHT];
        java.util.Arrays.fill(pixels, 0xfff8f8f0);
        for (int line = 4; line + 12 < HEIGHT; line += 16) {
            for (int x = 8; x < WIDTH - 16; x += random.nextInt(4, 14)) {
                int ink = 0xff000000 | (random.nextInt(5) == 0 ? 0x2040c0 : 0x202020);
                for (int y = line; y < line + 12; y++) {
                    for (int i = 0; i < 3; i++) {
                        if (random.nextInt(3) > 0) {
                            pixels[y * WIDTH + x + i] = ink;
                        }
                    }
                }
            }
        }
        return pixels;
    }

    private static int[] moved(int[] picture, int byX, int byY, Random random) {
        int[] pixels = page(random);
        for (int y = Math.max(0, byY); y < Math.min(HEIGHT, HEIGHT + byY); y++) {
            for (int x = Math.max(0, byX); x < Math.min(WIDTH, WIDTH + byX); x++) {
                pixels[y * WIDTH + x] = picture[(y - byY) * WIDTH + x - byX];
            }
        }
        return pixels;
    }

    private int[] with(int[] desk, int left, int top) {
        int[] pixels = desk.clone();
        for (int y = 0; y < 240; y++) {
            System.arraycopy(page, y * WIDTH, pixels, (top + y) * WIDTH + left, 320);
        }
        return pixels;
    }
}
