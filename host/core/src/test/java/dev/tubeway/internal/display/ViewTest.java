package dev.tubeway.internal.display;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.internal.buffer.BufferPool;
import dev.tubeway.internal.guacamole.InstructionWriter;
import dev.tubeway.internal.module.abi.PixelFormat;
import dev.tubeway.internal.module.abi.Status;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ViewTest {
    private final BufferPool pool = BufferPool.ofDefaultSize();
    private final InstructionWriter writer = new InstructionWriter(pool);
    private final Display display = new Display(DisplayOptions.defaults().withSize(300, 200, 96), ClipboardSink.NONE);

    @AfterEach
    void close() {
        display.close();
        writer.close();
        pool.close();
    }

    /// Something is to be told, and the client draws it.
    private void show(View view, Canvas canvas) {
        assertTrue(view.write(writer));
        canvas.draw(writer);
    }

    @Test
    void startsWithTheWholePicture() throws IOException {
        fill(0, 0, 300, 200, 0xff102030);
        fill(10, 10, 20, 20, 0xffffffff);
        var canvas = new Canvas();
        View view = display.view(ViewOptions.defaults());

        show(view, canvas);

        assertEquals("size", canvas.opcodes.getFirst());
        assertEquals("sync", canvas.opcodes.getLast());
        assertSamePicture(canvas);
    }

    @Test
    void hasNothingToTellUntilAFrameEnds() {
        View view = display.view(ViewOptions.defaults());
        var canvas = new Canvas();
        show(view, canvas);

        assertEquals(Display.OK, display.surfaceFill(0, 0, 0, 5, 5, 0xffff0000));
        assertFalse(view.write(writer));
        assertEquals(0, display.frame());
        show(view, canvas);
        assertFalse(view.write(writer));
        assertEquals(0xffff0000, canvas.pixels()[0]);
    }

    @Test
    void tellsHowManyFramesOfTheModuleAreInOne() {
        View view = display.view(ViewOptions.defaults());
        var canvas = new Canvas();
        show(view, canvas);
        assertEquals(0, canvas.lastFrames, "the module has shown nothing yet");

        for (int colour : new int[] {0xffff0000, 0xff00ff00, 0xff0000ff}) {
            fill(0, 0, 5, 5, colour);
        }
        show(view, canvas);
        assertEquals(3, canvas.lastFrames);

        View late = display.view(ViewOptions.defaults());
        show(late, canvas);
        assertEquals(1, canvas.lastFrames, "whoever comes sees one picture");
    }

    /// A module says something and draws: whoever has the picture has its words.
    @Test
    void letsWordsGoAheadOfTheFrameThatEndedAfterThem() throws IOException {
        View view = display.view(ViewOptions.defaults());
        var canvas = new Canvas();
        show(view, canvas);
        assertFalse(view.write(writer, () -> writer.op("late").end()), "nothing is told");
        assertEquals(0, writer.length());

        canvas.opcodes.clear();
        fill(0, 0, 5, 5, 0xffff0000);
        assertTrue(view.write(writer, () -> {
            writer.op("name").arg("said").end();
            fill(0, 0, 5, 5, 0xff00ff00);
        }));
        canvas.draw(writer);
        assertEquals("name", canvas.opcodes.getFirst());
        assertEquals("sync", canvas.opcodes.getLast());
        assertEquals(0xffff0000, canvas.pixels()[0], "what is drawn later is of a later frame");
    }

    @Test
    void wakesItsListenerWhenAFrameEnds() {
        var calls = new ArrayList<String>();
        View view = display.view(ViewOptions.defaults());
        view.onChange(() -> calls.add("woken"));
        calls.clear();

        fill(0, 0, 5, 5, 0xffff0000);

        assertEquals(List.of("woken"), calls);
        view.close();
        fill(0, 0, 5, 5, 0xff00ff00);
        assertEquals(List.of("woken"), calls);
        assertFalse(view.write(writer));
    }

    @Test
    void writesALittleOnTheModulesThreadAndLeavesTheRest() throws IOException {
        View view = display.view(ViewOptions.defaults());
        var canvas = new Canvas();
        assertFalse(view.writeLittle(writer), "a whole picture is not little");
        assertEquals(0, writer.length());
        show(view, canvas);
        assertTrue(view.writeLittle(writer), "nothing is little");
        assertEquals(0, writer.length());

        fill(3, 4, 9, 16, 0xff123456);
        assertTrue(view.writeLittle(writer));
        canvas.draw(writer);
        assertSamePicture(canvas);

        fill(0, 0, 300, 200, 0xff654321);
        assertFalse(view.writeLittle(writer));
        assertEquals(0, writer.length());
        assertTrue(view.write(writer), "it is still to be told");
        canvas.draw(writer);
        assertSamePicture(canvas);

        View other = display.view(ViewOptions.defaults());
        fill(0, 0, 1, 1, 0xffffffff);
        assertFalse(view.writeLittle(writer), "an image for two is made by whoever comes first, and the other waits");
        other.close();
        assertTrue(view.writeLittle(writer));
    }

    @Test
    void anAnswerWakesNobodyWhereNothingWaitsForIt() {
        var calls = new ArrayList<String>();
        View view = display.view(ViewOptions.defaults().withMaxUnsynced(1));
        var canvas = new Canvas();
        view.onChange(() -> calls.add("woken"), () -> calls.add("frame"));
        show(view, canvas);
        calls.clear();

        view.synced(canvas.lastSync);
        assertEquals(List.of(), calls);

        fill(0, 0, 5, 5, 0xffff0000);
        show(view, canvas);
        fill(0, 0, 5, 5, 0xff00ff00);
        assertFalse(view.write(writer), "one frame is on its way");
        view.synced(canvas.lastSync);
        assertEquals(List.of("frame", "frame", "woken"), calls);
    }

    @Test
    void paintsOneColorWithoutAnImage() {
        View view = display.view(ViewOptions.defaults());
        var canvas = new Canvas();
        show(view, canvas);
        canvas.opcodes.clear();

        fill(10, 10, 100, 50, 0xffabcdef);
        show(view, canvas);

        assertEquals(List.of("rect", "cfill", "sync"), canvas.opcodes);
    }

    @Test
    void scrollsByCopy() throws IOException {
        View view = display.view(ViewOptions.defaults());
        var canvas = new Canvas();
        noise(new Random(1), 0, 0, 300, 200);
        assertEquals(0, display.frame());
        show(view, canvas);
        canvas.opcodes.clear();
        int before = canvas.bytes;

        for (int i = 0; i < 3; i++) {
            assertEquals(0, display.surfaceCopy(0, 0, 19, 300, 181, 0, 0, 0));
            fill(0, 181, 300, 19, 0xff000000);
        }
        show(view, canvas);

        assertEquals(List.of("copy", "rect", "cfill", "sync"), canvas.opcodes);
        assertTrue(canvas.bytes - before < 200, "bytes=" + (canvas.bytes - before));
        assertSamePicture(canvas);
    }

    @Test
    void waitsForTheClientsAnswers() {
        View view = display.view(ViewOptions.defaults().withMaxUnsynced(2));
        var canvas = new Canvas();
        show(view, canvas);
        view.synced(canvas.lastSync);
        for (int i = 0; i < 2; i++) {
            fill(i, 0, 1, 1, 0xffffffff);
            assertTrue(view.write(writer));
        }
        fill(5, 0, 1, 1, 0xffffffff);
        assertFalse(view.write(writer));
        assertEquals(2, view.unsynced());

        canvas.draw(writer);
        view.synced(canvas.lastSync);
        assertEquals(0, view.unsynced());
        assertTrue(view.write(writer));
    }

    @Test
    void tellsWhereAnotherClientMovesThePointer() {
        View mover = settled();
        View other = settled();
        var canvas = new Canvas();

        mover.moved(10, 20, 0);
        mover.moved(30, 40, 1);
        assertFalse(mover.write(writer));
        show(other, canvas);
        assertEquals(List.of("mouse", "sync"), canvas.opcodes);
        assertEquals(List.of(30, 40, 1), canvas.pointer);
        assertFalse(other.write(writer));

        other.moved(5, 6, 0);
        assertFalse(other.write(writer));
        show(mover, canvas);
        assertEquals(List.of(5, 6, 0), canvas.pointer);
    }

    @Test
    void tellsALateClientWhereThePointerIs() {
        View mover = settled();
        mover.moved(1000, -7, 0);

        var canvas = new Canvas();
        assertTrue(display.view(ViewOptions.defaults()).write(writer));
        canvas.draw(writer);

        assertEquals(List.of(299, 0, 0), canvas.pointer);
    }

    @Test
    void tellsEveryClientWhereTheTargetMovesThePointer() {
        View view = settled();
        view.moved(1, 1, 0);
        var calls = new ArrayList<String>();
        view.onChange(() -> calls.add("woken"));
        calls.clear();

        assertEquals(Display.OK, display.cursorMove(7, 8));
        assertEquals(List.of("woken"), calls);
        var canvas = new Canvas();
        show(view, canvas);
        assertEquals(List.of(7, 8, 0), canvas.pointer);
    }

    @Test
    void tellsAClientThatIsBehindTheNewestPlaceAlone() {
        View mover = settled();
        View slow = display.view(ViewOptions.defaults().withMaxUnsynced(1));
        var canvas = new Canvas();
        show(slow, canvas);
        slow.synced(canvas.lastSync);
        fill(0, 0, 1, 1, 0xffffffff);
        show(slow, canvas);
        canvas.opcodes.clear();

        for (int x = 0; x < 100; x++) {
            mover.moved(x, 9, 0);
            assertFalse(slow.write(writer));
        }
        slow.synced(canvas.lastSync);
        show(slow, canvas);
        assertEquals(List.of("mouse", "sync"), canvas.opcodes);
        assertEquals(List.of(99, 9, 0), canvas.pointer);
    }

    @Test
    void knowsHowFarTheSlowestClientIsBehind() {
        var nanos = new AtomicLong();
        try (var timed = new Display(DisplayOptions.defaults(), ClipboardSink.NONE, nanos::get)) {
            var canvas = new Canvas();
            View view = timed.view(ViewOptions.defaults().withMaxUnsynced(4));
            show(view, canvas);
            nanos.addAndGet(700_000_000);
            assertEquals(Lag.NONE, timed.lag(), "one that never answers is not known to be behind");
            view.synced(canvas.lastSync);
            assertEquals(Lag.NONE, timed.lag());
            for (int i = 0; i < 2; i++) {
                timed.surfaceFill(0, i, 0, 1, 1, 0xffffffff);
                timed.frame();
                assertTrue(view.write(writer));
                nanos.addAndGet(300_000_000);
            }
            assertEquals(new Lag(2, 600), timed.lag());
        }
        writer.clear();
    }

    /// A view whose client has everything.
    private View settled() {
        View view = display.view(ViewOptions.defaults());
        assertTrue(view.write(writer));
        new Canvas().draw(writer);
        return view;
    }

    @Test
    void followsTheSizeOfTheScreen() throws IOException {
        View view = display.view(ViewOptions.defaults());
        var canvas = new Canvas();
        fill(0, 0, 300, 200, 0xff336699);
        show(view, canvas);

        assertEquals(Display.OK, display.surfaceSize(0, 400, 150));
        assertEquals(0, display.frame());
        show(view, canvas);

        assertEquals(400, canvas.layer(0).getWidth());
        assertSamePicture(canvas);
    }

    @Test
    void drawsThePointer() {
        View view = display.view(ViewOptions.defaults());
        var canvas = new Canvas();
        assertEquals(0, display.cursor(1, 0, 2, 1, PixelFormat.BGRA, new byte[] {1, 2, 3, 4, 5, 6, 7, -1}, 0, 8));
        show(view, canvas);

        assertArrayEquals(new int[] {1, 0, -1, 0, 0, 2, 1}, canvas.cursor);
        assertEquals(0x04030201, canvas.layer(-1).getRGB(0, 0));
        assertEquals(0xff070605, canvas.layer(-1).getRGB(1, 0));
        assertEquals(Status.INVALID, display.cursorNamed(4));
        assertEquals(Display.OK, display.cursorNamed(0));
    }

    /// Every picture is right after an update, whatever was drawn in between and whenever a view has
    /// pulled.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void showsWhatWasDrawn(long seed) throws IOException {
        var random = new Random(seed);
        var views = new ArrayList<View>();
        var canvases = new ArrayList<Canvas>();
        int other = display.surfaceNew(120, 90);
        for (int step = 0; step < 300; step++) {
            if (views.size() < 4 && random.nextInt(40) == 0) {
                views.add(display.view(ViewOptions.defaults().withImageTypes(Set.of())));
                canvases.add(new Canvas());
            }
            operation(random, other);
            if (random.nextInt(3) == 0) {
                assertEquals(0, display.frame());
            }
            for (int i = 0; i < views.size(); i++) {
                if (random.nextInt(8) == 0 && views.get(i).write(writer)) {
                    canvases.get(i).draw(writer);
                    views.get(i).synced(canvases.get(i).lastSync);
                    assertSamePicture(canvases.get(i));
                }
            }
        }
        assertEquals(0, display.frame());
        for (int i = 0; i < views.size(); i++) {
            if (views.get(i).write(writer)) {
                canvases.get(i).draw(writer);
            }
            assertSamePicture(canvases.get(i));
        }
        assertFalse(views.isEmpty());
    }

    private void operation(Random random, int other) {
        int x = random.nextInt(360) - 30;
        int y = random.nextInt(260) - 30;
        int w = random.nextInt(random.nextBoolean() ? 20 : 300);
        int h = random.nextInt(random.nextBoolean() ? 20 : 200);
        switch (random.nextInt(8)) {
            case 0 -> assertEquals(0, display.surfaceFill(0, x, y, w, h, random.nextInt() | 0xff000000));
            case 1 -> noise(random, x, y, Math.min(w, 60), Math.min(h, 60));
            case 2 ->
                assertEquals(
                        0,
                        display.surfaceCopy(
                                0, x, y, w, h, 0, x + random.nextInt(40) - 20, y + random.nextInt(40) - 20));
            case 3, 4 -> {
                int top = random.nextInt(100);
                int bottom = top + 20 + random.nextInt(80);
                int by = 1 + random.nextInt(15);
                boolean up = random.nextInt(4) != 0;
                for (int i = 0; i < random.nextInt(5); i++) {
                    assertEquals(
                            0,
                            display.surfaceCopy(
                                    0, 0, up ? top + by : top, 300, bottom - top - by, 0, 0, up ? top : top + by));
                    assertEquals(
                            0,
                            display.surfaceFill(0, 0, up ? bottom - by : top, 300, by, random.nextInt() | 0xff000000));
                }
            }
            case 5 -> assertEquals(0, display.surfaceFill(other, x / 3, y / 3, w, h, random.nextInt() | 0xff000000));
            case 6 -> assertEquals(0, display.surfaceCopy(other, 0, 0, 120, 90, 0, x, y));
            default -> {
                if (random.nextInt(30) == 0) {
                    assertEquals(0, display.surfaceSize(0, 200 + random.nextInt(200), 150 + random.nextInt(150)));
                }
            }
        }
    }

    private void noise(Random random, int x, int y, int w, int h) {
        var pixels = new byte[4 * w * h];
        random.nextBytes(pixels);
        assertEquals(0, display.surfacePut(0, x, y, w, h, PixelFormat.BGRX, 0, pixels, 0, pixels.length));
    }

    private void fill(int x, int y, int w, int h, int color) {
        assertEquals(0, display.surfaceFill(0, x, y, w, h, color));
        assertEquals(0, display.frame());
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
