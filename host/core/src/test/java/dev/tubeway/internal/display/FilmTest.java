package dev.tubeway.internal.display;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.internal.buffer.BufferPool;
import dev.tubeway.internal.guacamole.InstructionWriter;
import dev.tubeway.internal.imaging.JpegOptimizer;
import dev.tubeway.internal.module.abi.Codec;
import dev.tubeway.internal.module.abi.PixelFormat;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Moving pictures: lossy while they move, exact when they rest.
class FilmTest {
    private static final int WIDTH = 512;
    private static final int HEIGHT = 384;
    private static final long FRAME_NANOS = 40_000_000;
    private static final ViewOptions ANY = ViewOptions.defaults().withImageTypes(Set.of("image/png", "image/jpeg"));

    private final BufferPool pool = BufferPool.ofDefaultSize();
    private final InstructionWriter writer = new InstructionWriter(pool);
    private final AtomicLong nanos = new AtomicLong(1L << 40);
    private final Display display =
            new Display(DisplayOptions.defaults().withSize(WIDTH, HEIGHT, 96), ClipboardSink.NONE, nanos::get);
    private final Canvas canvas = new Canvas();

    @AfterEach
    void close() {
        display.close();
        writer.close();
        pool.close();
    }

    @Test
    void sendsAFilmAsJpegAndOnceMoreExactlyWhenItRests() {
        View view = display.view(ANY);
        for (int frame = 0; frame < 6; frame++) {
            film(frame, 64, 48, 300, 200);
            assertTrue(view.write(writer));
            canvas.draw(writer);
            view.synced(canvas.lastSync);
        }
        assertEquals("image/jpeg", canvas.imageTypes.getLast());
        assertTrue(farthest() > 0, "a JPEG loses something");
        assertTrue(farthest() < 80, () -> "and not much: " + farthest());
        assertFalse(view.write(writer), "it may still go on");

        canvas.imageTypes.clear();
        long rested = nanos.get();
        while (view.waitNanos() != Long.MAX_VALUE) {
            nanos.addAndGet(Math.max(0, view.waitNanos()));
            if (view.write(writer)) {
                canvas.draw(writer);
                view.synced(canvas.lastSync);
            }
        }
        assertEquals(Set.of("image/png"), Set.copyOf(canvas.imageTypes));
        assertArrayEquals(shown(), canvas.pixels());
        assertTrue(nanos.get() - rested < 1_000_000_000, "in less than a second");
        assertFalse(view.write(writer));
    }

    @Test
    void sendsTextWithoutLossHoweverFastItChanges() {
        View view = display.view(ANY);
        Random random = new Random(3);
        for (int frame = 0; frame < 8; frame++) {
            for (int i = 0; i < 400; i++) {
                display.surfaceFill(0, random.nextInt(WIDTH), random.nextInt(HEIGHT), 9, 2, random.nextInt(4) * 0x40);
            }
            nanos.addAndGet(FRAME_NANOS);
            assertEquals(Display.OK, display.frame());
            assertTrue(view.write(writer));
            canvas.draw(writer);
            view.synced(canvas.lastSync);
            assertArrayEquals(shown(), canvas.pixels());
        }
        assertEquals(Set.of("image/png"), Set.copyOf(canvas.imageTypes));
        assertEquals(Long.MAX_VALUE, view.waitNanos());
    }

    /// A photograph that is opened once is exact at once: nothing says that it moves.
    @Test
    void sendsASmallStillPictureWithoutLoss() {
        View view = display.view(ANY);
        film(1, 10, 10, 200, 100);
        assertTrue(view.write(writer));
        canvas.draw(writer);
        assertArrayEquals(shown(), canvas.pixels());
    }

    @Test
    void sendsNoJpegToAClientThatDoesNotTakeIt() {
        View view = display.view(ViewOptions.defaults());
        for (int frame = 0; frame < 4; frame++) {
            film(frame, 0, 0, WIDTH, HEIGHT);
            assertTrue(view.write(writer));
            canvas.draw(writer);
            assertArrayEquals(shown(), canvas.pixels());
        }
        assertEquals(Set.of("image/png"), Set.copyOf(canvas.imageTypes));
    }

    @Test
    void sendsSmallerImagesAndOneAtATimeToAClientThatIsBehind() {
        View view = display.view(ANY.withMaxUnsynced(4));
        int prompt = 0;
        for (int frame = 0; frame < 8; frame++) {
            prompt = shown(view, frame, 1_000_000);
        }
        int late = 0;
        for (int frame = 8; frame < 16; frame++) {
            late = shown(view, frame, 400_000_000);
        }
        assertTrue(10 * late < 8 * prompt, "prompt=" + prompt + " late=" + late);
        film(16, 0, 0, WIDTH, HEIGHT);
        assertTrue(view.write(writer));
        film(17, 0, 0, WIDTH, HEIGHT);
        assertFalse(view.write(writer), "one at a time");
        canvas.draw(writer);
        view.synced(canvas.lastSync);
        assertTrue(view.write(writer), "and then the newest");
    }

    /// Whoever waits for what is to be mended would wait for it for ever, or not at all.
    @Test
    void hasNothingToMendWhereTextFollowsAFilm() {
        View view = display.view(ANY);
        for (int frame = 0; frame < 3; frame++) {
            film(frame, 0, 0, WIDTH, HEIGHT);
            assertTrue(view.write(writer));
            canvas.draw(writer);
            view.synced(canvas.lastSync);
        }
        assertTrue(view.waitNanos() != Long.MAX_VALUE);
        byte[] memory = new byte[64];
        assertEquals(Display.OK, display.gridOpen(memory, 0, 0, 0, memory.length));
        assertEquals(Display.OK, display.frame());
        nanos.addAndGet(10 * FRAME_NANOS);
        while (view.write(writer)) {
            canvas.draw(writer);
            view.synced(canvas.lastSync);
        }
        assertEquals(Long.MAX_VALUE, view.waitNanos());
        assertArrayEquals(shown(), canvas.pixels());
    }

    /// What was lossy and then moved is lossy where it went.
    @Test
    void mendsAFilmWhoseWindowWasDragged() {
        View view = display.view(ANY);
        for (int frame = 0; frame < 4; frame++) {
            film(frame, 0, 0, 200, 200);
            assertTrue(view.write(writer));
        }
        assertEquals(Display.OK, display.surfaceCopy(0, 0, 0, 200, 200, 0, 250, 130));
        assertEquals(Display.OK, display.frame());
        assertTrue(view.write(writer));
        canvas.draw(writer);
        view.synced(canvas.lastSync);
        nanos.addAndGet(10 * FRAME_NANOS);
        while (view.write(writer)) {
            canvas.draw(writer);
            view.synced(canvas.lastSync);
            nanos.addAndGet(10 * FRAME_NANOS);
        }
        assertArrayEquals(shown(), canvas.pixels());
    }

    /// What a server has encoded loses nothing more on its way, and yet is exact at rest.
    @Test
    void passesAJpegThroughWithItsPixels() throws IOException {
        View view = display.view(ANY);
        View plain = display.view(ViewOptions.defaults());
        assertTrue(view.write(writer));
        canvas.draw(writer);
        byte[] jpeg = jpeg(7);
        assertEquals(Display.OK, display.surfacePutEncoded(0, 33, 50, 200, 150, Codec.JPEG, jpeg, 0, jpeg.length));
        assertEquals(Display.OK, display.frame());

        assertTrue(view.write(writer));
        String text = new String(bytes(), StandardCharsets.UTF_8);
        assertEquals("image/jpeg", text.substring(text.indexOf("image/"), text.indexOf("image/") + 10));
        byte[] sent = requireNonNull(JpegOptimizer.optimize(jpeg, 0, jpeg.length));
        assertTrue(text.contains(Base64.getEncoder().encodeToString(sent).substring(0, 2000)));
        assertTrue(plain.write(writer));
        assertFalse(new String(bytes(), StandardCharsets.UTF_8).contains("image/jpeg"));

        view.refresh();
        nanos.addAndGet(10 * FRAME_NANOS);
        while (view.write(writer)) {
            canvas.draw(writer);
            view.synced(canvas.lastSync);
            nanos.addAndGet(10 * FRAME_NANOS);
        }
        assertArrayEquals(shown(), canvas.pixels());
    }

    /// A part that was drawn over is not what the image shows.
    @Test
    void passesNoJpegThroughThatWasDrawnOver() throws IOException {
        View view = display.view(ANY);
        assertTrue(view.write(writer));
        canvas.draw(writer);
        byte[] jpeg = jpeg(8);
        assertEquals(Display.OK, display.surfacePutEncoded(0, 33, 50, 200, 150, Codec.JPEG, jpeg, 0, jpeg.length));
        assertEquals(Display.OK, display.surfaceFill(0, 100, 100, 3, 3, 0xff0000));
        assertEquals(Display.OK, display.frame());
        assertTrue(view.write(writer));
        canvas.draw(writer);
        assertArrayEquals(shown(), canvas.pixels());
    }

    private static byte[] jpeg(int seed) throws IOException {
        Random random = new Random(seed);
        var image = new BufferedImage(200, 150, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 150; y++) {
            for (int x = 0; x < 200; x++) {
                image.setRGB(x, y, (x + random.nextInt(9)) << 16 | (y + random.nextInt(9)) << 8 | 0x40);
            }
        }
        var out = new ByteArrayOutputStream();
        assertTrue(ImageIO.write(image, "jpeg", out));
        return out.toByteArray();
    }

    @Test
    void encodesOnceForClientsThatTakeTheSame() {
        View first = display.view(ANY);
        View second = display.view(ANY);
        for (int frame = 0; frame < 3; frame++) {
            film(frame, 0, 0, WIDTH, HEIGHT);
            assertTrue(first.write(writer));
            byte[] one = bytes();
            assertTrue(second.write(writer));
            byte[] other = bytes();
            assertEquals(List.of(withoutSync(one)), List.of(withoutSync(other)));
        }
    }

    /// Whichever of them is first encodes; the others wait for it, and get what it made.
    @Test
    void encodesOnceForClientsThatComeAtTheSameTime() throws Exception {
        List<View> views = List.of(display.view(ANY), display.view(ANY), display.view(ANY));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            // The first update has the pointer's picture, too.
            threads.invokeAll(views.stream().map(FilmTest::writing).toList());
            long before = display.sharedImages();
            for (int frame = 0; frame < 12; frame++) {
                film(frame, 0, 0, WIDTH, HEIGHT);
                List<String> written = threads
                        .invokeAll(views.stream().map(FilmTest::writing).toList())
                        .stream()
                        .map(Future::resultNow)
                        .toList();
                assertEquals(Set.of(written.getFirst()), Set.copyOf(written));
                int images = written.getFirst().split("3\\.img,", -1).length - 1;
                assertTrue(images > 0);
                assertEquals(images, display.sharedImages() - before);
                before = display.sharedImages();
            }
        }
    }

    private static Callable<String> writing(View view) {
        return () -> {
            try (var pool = BufferPool.ofDefaultSize();
                    var writer = new InstructionWriter(pool)) {
                assertTrue(view.write(writer));
                return withoutSync(bytes(writer));
            }
        };
    }

    private byte[] bytes() {
        return bytes(writer);
    }

    private static byte[] bytes(InstructionWriter writer) {
        ByteBuffer from = writer.bytes();
        byte[] bytes = new byte[from.remaining()];
        from.get(bytes);
        writer.clear();
        return bytes;
    }

    private static String withoutSync(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.substring(0, text.lastIndexOf("4.sync"));
    }

    /// Shows a frame, answered after a time; returns its bytes.
    private int shown(View view, int frame, long roundTrip) {
        film(frame, 0, 0, WIDTH, HEIGHT);
        assertTrue(view.write(writer));
        int before = canvas.bytes;
        canvas.draw(writer);
        nanos.addAndGet(roundTrip);
        view.synced(canvas.lastSync);
        return canvas.bytes - before;
    }

    private int farthest() {
        int[] drawn = shown();
        int[] seen = canvas.pixels();
        int most = 0;
        for (int i = 0; i < drawn.length; i++) {
            for (int shift = 0; shift < 24; shift += 8) {
                most = Math.max(most, Math.abs((drawn[i] >> shift & 0xff) - (seen[i] >> shift & 0xff)));
            }
        }
        return most;
    }

    private int[] shown() {
        int[] pixels = new int[WIDTH * HEIGHT];
        display.locked(() -> display.read(0, 0, WIDTH, HEIGHT, pixels, 0));
        return pixels;
    }

    /// Clouds that drift, with some noise: no two neighbours are alike.
    private void film(int frame, int x, int y, int w, int h) {
        Random random = new Random(frame);
        ByteBuffer bytes = ByteBuffer.allocate(4 * w * h).order(ByteOrder.LITTLE_ENDIAN);
        for (int row = 0; row < h; row++) {
            for (int column = 0; column < w; column++) {
                double wave = Math.sin((column + 5 * frame) / 23.0) + Math.cos((row - 3 * frame) / 31.0);
                int level = (int) (128 + 50 * wave) + random.nextInt(6);
                bytes.putInt(level << 16 | (255 - level) << 8 | level / 2 + 40);
            }
        }
        byte[] memory = bytes.array();
        assertEquals(Display.OK, display.surfacePut(0, x, y, w, h, PixelFormat.BGRX, 0, memory, 0, memory.length));
        nanos.addAndGet(FRAME_NANOS);
        assertEquals(Display.OK, display.frame());
    }
}
