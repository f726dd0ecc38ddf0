package dev.tubeway.internal.display;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.internal.buffer.BufferPool;
import dev.tubeway.internal.guacamole.InstructionWriter;
import dev.tubeway.internal.module.abi.Codec;
import dev.tubeway.internal.module.abi.Status;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// JPEGs that go on undecoded: they are decoded when somebody needs their pixels, and then it is as if they had been
/// decoded at once.
class UndecodedTest {
    private static final int WIDTH = 320;
    private static final int HEIGHT = 240;
    private static final ViewOptions ANY = ViewOptions.defaults().withImageTypes(Set.of("image/png", "image/jpeg"));

    private final BufferPool pool = BufferPool.ofDefaultSize();
    private final InstructionWriter writer = new InstructionWriter(pool);
    private final AtomicLong nanos = new AtomicLong(1L << 40);
    private final Display display = display();
    private final Canvas canvas = new Canvas();

    private Display display() {
        return new Display(DisplayOptions.defaults().withSize(WIDTH, HEIGHT, 96), ClipboardSink.NONE, nanos::get);
    }

    @AfterEach
    void close() {
        display.close();
        writer.close();
        pool.close();
    }

    @Test
    void aFilmThatAllTakeAsItCameIsNotDecoded() throws IOException {
        View view = display.view(ANY);
        show(view);
        canvas.imageTypes.clear();
        for (int frame = 0; frame < 5; frame++) {
            // Their sides are in the middle of tiles, and the cut between them moves.
            int cut = 60 + 3 * frame;
            put(display, 33, 20, 280, cut, frame);
            put(display, 33, 20 + cut, 170, 160 - cut, frame);
            put(display, 203, 20 + cut, 110, 160 - cut, frame);
            end(display);
            show(view);
            assertEquals(Collections.nCopies(3, "image/jpeg"), canvas.imageTypes, "nothing else is sent");
            assertEquals(3, display.undecoded());
            canvas.imageTypes.clear();
        }
        assertArrayEquals(pixels(display), pixels(display));
        assertEquals(0, display.undecoded(), "who reads the picture needs the pixels");
        rest(view);
        assertArrayEquals(pixels(display), canvas.pixels());
    }

    /// Each file has its tables, which are more than so few pixels.
    @Test
    void aSmallImageBecomesAPieceOfALargerOne() throws IOException {
        View view = display.view(ANY);
        show(view);
        canvas.imageTypes.clear();
        for (int i = 0; i < 16; i++) {
            put(display, 20 * i, 0, 20, 20, i);
        }
        end(display);
        show(view);
        assertEquals(1, canvas.imageTypes.size());
    }

    @Test
    void aClientThatTakesNoJpegSeesThePixels() throws IOException {
        View view = display.view(ViewOptions.defaults());
        show(view);
        put(display, 10, 10, 100, 100, 1);
        end(display);
        assertEquals(1, display.undecoded());
        show(view);
        assertEquals(0, display.undecoded());
        assertArrayEquals(pixels(display), canvas.pixels());
        assertEquals(Set.of("image/png"), Set.copyOf(canvas.imageTypes));
    }

    /// A client whose link is slow gets fewer bytes than the server sent.
    @Test
    void aClientThatIsFarBehindGetsAnImageOfItsOwn() throws IOException {
        View view = display.view(ANY);
        show(view);
        byte[] jpeg = jpeg(200, 150, 3);
        for (int frame = 0; frame < 40; frame++) {
            assertEquals(Display.OK, display.surfacePutEncoded(0, 20, 20, 200, 150, Codec.JPEG, jpeg, 0, jpeg.length));
            jpeg = jpeg(200, 150, frame + 4);
            nanos.addAndGet(40_000_000);
            end(display);
            if (view.write(writer)) {
                canvas.draw(writer);
                nanos.addAndGet(2_000_000_000);
                view.synced(canvas.lastSync);
            }
        }
        assertEquals(0, display.undecoded());
    }

    @Test
    void aDamagedImageIsRefusedAtOnce() throws IOException {
        byte[] jpeg = jpeg(100, 100, 1);
        byte[] cut = Arrays.copyOf(jpeg, jpeg.length / 2);
        assertEquals(Status.INVALID, display.surfacePutEncoded(0, 0, 0, 100, 100, Codec.JPEG, cut, 0, cut.length));
        assertEquals(Status.INVALID, display.surfacePutEncoded(0, 0, 0, 90, 100, Codec.JPEG, jpeg, 0, jpeg.length));
        assertEquals(Status.INVALID, display.surfacePutEncoded(0, 0, 0, 4, 4, Codec.JPEG, new byte[3], 0, 3));
        assertEquals(0, display.undecoded());
    }

    /// Without bounds, a module could have the host keep whatever it likes.
    @Test
    void keepsFewImages() throws IOException {
        byte[] jpeg = jpeg(128, 64, 1);
        for (int i = 0; i < 2000; i++) {
            int x = i % 190;
            int y = i * 7 % 170;
            assertEquals(Display.OK, display.surfacePutEncoded(0, x, y, 128, 64, Codec.JPEG, jpeg, 0, jpeg.length));
            assertTrue(display.undecoded() <= 256, () -> "undecoded=" + display.undecoded());
        }
    }

    /// Whatever is drawn, copied and read in between, in whatever order: the picture is that of a host that decodes at
    /// once.
    @Test
    void thePictureIsAsIfTheyHadBeenDecodedAtOnce() throws IOException {
        for (int seed = 0; seed < 20; seed++) {
            differ(seed);
        }
    }

    private void differ(int seed) throws IOException {
        Random random = new Random(seed);
        try (Display late = display();
                Display atOnce = display()) {
            var both = List.of(late, atOnce);
            var seen = new Canvas();
            View view = late.view(ANY);
            for (int step = 0; step < 60; step++) {
                int w = 1 + random.nextInt(250);
                int h = 1 + random.nextInt(200);
                int x = random.nextInt(WIDTH - w + 1);
                int y = random.nextInt(HEIGHT - h + 1);
                switch (random.nextInt(8)) {
                    case 0, 1, 2 -> {
                        put(late, x, y, w, h, step);
                        decoded(atOnce, x, y, w, h, step);
                    }
                    case 3 -> both.forEach(one -> one.surfaceFill(0, x, y, w, h, 0x10203 * w));
                    case 4 -> both.forEach(one -> one.surfaceCopy(0, x, y, w, h, 0, y / 2, x / 3));
                    case 5 -> assertArrayEquals(pixels(atOnce), pixels(late), "what is shown: seed=" + seed);
                    case 6 -> {
                        nanos.addAndGet(random.nextLong(400_000_000));
                        both.forEach(UndecodedTest::end);
                    }
                    default -> show(view, seen);
                }
            }
            both.forEach(UndecodedTest::end);
            rest(view, seen);
            assertArrayEquals(pixels(atOnce), pixels(late), "seed=" + seed);
            assertArrayEquals(pixels(late), seen.pixels(), "the client, at rest: seed=" + seed);
        }
    }

    private static void put(Display to, int x, int y, int w, int h, int seed) throws IOException {
        byte[] jpeg = jpeg(w, h, seed);
        assertEquals(Display.OK, to.surfacePutEncoded(0, x, y, w, h, Codec.JPEG, jpeg, 0, jpeg.length));
    }

    /// By way of another surface, whose images are decoded.
    private static void decoded(Display to, int x, int y, int w, int h, int seed) throws IOException {
        byte[] jpeg = jpeg(w, h, seed);
        int other = to.surfaceNew(w, h);
        assertEquals(Display.OK, to.surfacePutEncoded(other, 0, 0, w, h, Codec.JPEG, jpeg, 0, jpeg.length));
        assertEquals(Display.OK, to.surfaceCopy(other, 0, 0, w, h, 0, x, y));
        assertEquals(Display.OK, to.surfaceFree(other));
    }

    private static void end(Display of) {
        assertEquals(Display.OK, of.frame());
    }

    private void show(View view) {
        show(view, canvas);
    }

    private void show(View view, Canvas on) {
        if (view.write(writer)) {
            on.draw(writer);
            view.synced(on.lastSync);
        }
    }

    private void rest(View view) {
        rest(view, canvas);
    }

    private void rest(View view, Canvas on) {
        show(view, on);
        while (view.waitNanos() != Long.MAX_VALUE) {
            nanos.addAndGet(Math.max(0, view.waitNanos()));
            show(view, on);
        }
    }

    private static int[] pixels(Display of) {
        int[] pixels = new int[WIDTH * HEIGHT];
        of.locked(() -> of.read(0, 0, WIDTH, HEIGHT, pixels, 0));
        return pixels;
    }

    private static byte[] jpeg(int w, int h, int seed) throws IOException {
        Random random = new Random(seed);
        var image = new BufferedImage(w, h, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                image.setRGB(x, y, (x + seed + random.nextInt(9)) << 16 | (y + random.nextInt(9)) << 8 | 0x40);
            }
        }
        var out = new ByteArrayOutputStream();
        assertTrue(ImageIO.write(image, "jpeg", out));
        return out.toByteArray();
    }
}
