package dev.tubeway.services.imaging;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.internal.buffer.BufferPool;
import dev.tubeway.internal.display.Canvas;
import dev.tubeway.internal.display.ClipboardSink;
import dev.tubeway.internal.display.Display;
import dev.tubeway.internal.display.DisplayOptions;
import dev.tubeway.internal.display.View;
import dev.tubeway.internal.display.ViewOptions;
import dev.tubeway.internal.guacamole.InstructionWriter;
import dev.tubeway.internal.module.abi.PixelFormat;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a client is sent whose link is slow, and what one whose link is fast.
class SlowLinkTest {
    private static final int WIDTH = 320;
    private static final int HEIGHT = 240;
    private static final long FRAME = 40_000_000;
    private static final long FAST = 1_000_000;
    private static final long SLOW = 400_000_000;
    private static final Set<String> ALL = Set.of("image/png", "image/jpeg", "image/webp");

    private final BufferPool pool = BufferPool.ofDefaultSize();
    private final InstructionWriter writer = new InstructionWriter(pool);
    private final AtomicLong nanos = new AtomicLong(1L << 40);
    private final Display display =
            new Display(DisplayOptions.defaults().withSize(WIDTH, HEIGHT, 96), ClipboardSink.NONE, nanos::get);
    private final Canvas canvas = new Canvas();
    private int frames;

    @AfterEach
    void close() {
        display.close();
        writer.close();
        pool.close();
    }

    @Test
    void sendsWebPWhereTheLinkIsSlowAndTheClientTakesIt() throws IOException {
        View view = display.view(ViewOptions.defaults().withImageTypes(ALL));
        film(view, 4, FAST);
        assertEquals(Set.of("image/png", "image/jpeg"), Set.copyOf(canvas.imageTypes));
        film(view, 6, SLOW);
        assertEquals("image/webp", canvas.imageTypes.getLast());
        canvas.imageTypes.clear();

        rest(view);

        assertEquals(
                List.of("image/webp"), canvas.imageTypes.stream().distinct().toList());
        assertArrayEquals(drawn(), canvas.pixels());
        assertFalse(view.write(writer));
    }

    @Test
    void sendsNoWebPWhereTheLinkIsFast() throws IOException {
        View view = display.view(ViewOptions.defaults().withImageTypes(ALL));
        film(view, 12, FAST);
        rest(view);
        assertEquals(Set.of("image/png", "image/jpeg"), Set.copyOf(canvas.imageTypes));
        assertArrayEquals(drawn(), canvas.pixels());
    }

    @Test
    void sendsNoWebPToAClientThatDoesNotTakeIt() throws IOException {
        View view = display.view(ViewOptions.defaults().withImageTypes(Set.of("image/png", "image/jpeg")));
        film(view, 2, FAST);
        film(view, 10, SLOW);
        rest(view);
        assertEquals(Set.of("image/png", "image/jpeg"), Set.copyOf(canvas.imageTypes));
        assertArrayEquals(drawn(), canvas.pixels());
    }

    /// A window's few colours are smaller as a PNG, on whatever link.
    @Test
    void sendsTextAsPngAlsoWhereTheLinkIsSlow() throws IOException {
        View view = display.view(ViewOptions.defaults().withImageTypes(ALL));
        film(view, 2, FAST);
        film(view, 8, SLOW);
        rest(view);
        canvas.imageTypes.clear();
        assertEquals(0, display.surfaceFill(0, 0, 0, WIDTH, HEIGHT, 0x101010));
        for (int i = 0; i < 300; i++) {
            assertEquals(0, display.surfaceFill(0, 7 * i % WIDTH, 11 * i % HEIGHT, 5, 2, i % 4 * 0x333333));
        }
        assertEquals(0, display.frame());
        show(view, SLOW);
        rest(view);
        assertEquals(List.of("image/png"), canvas.imageTypes.stream().distinct().toList());
        assertArrayEquals(drawn(), canvas.pixels());
    }

    /// The two take different images, and each keeps its own.
    @Test
    void servesAFastClientBesideASlowOne() throws IOException {
        View fast = display.view(ViewOptions.defaults().withImageTypes(ALL));
        View slow = display.view(ViewOptions.defaults().withImageTypes(ALL));
        var other = new Canvas();
        for (int frame = 0; frame < 7; frame++) {
            assertTrue(slow.write(writer));
            other.draw(writer);
            for (long left = frame < 2 ? FRAME : SLOW; left > 0; left -= FRAME) {
                draw();
                show(fast, FAST);
            }
            slow.synced(other.lastSync);
        }
        assertEquals(Set.of("image/png", "image/jpeg"), Set.copyOf(canvas.imageTypes));
        assertEquals(ALL, Set.copyOf(other.imageTypes));
    }

    private void film(View view, int count, long roundTrip) {
        for (int frame = 0; frame < count; frame++) {
            draw();
            assertTrue(view.write(writer));
            canvas.draw(writer);
            // The film goes on.
            for (long left = roundTrip; left > FRAME; left -= FRAME) {
                draw();
            }
            nanos.addAndGet(FAST);
            view.synced(canvas.lastSync);
        }
    }

    private void show(View view, long roundTrip) {
        assertTrue(view.write(writer));
        canvas.draw(writer);
        nanos.addAndGet(roundTrip);
        view.synced(canvas.lastSync);
    }

    /// Until the client has all exactly.
    private void rest(View view) {
        while (view.waitNanos() != Long.MAX_VALUE) {
            nanos.addAndGet(Math.max(0, view.waitNanos()));
            if (view.write(writer)) {
                canvas.draw(writer);
                view.synced(canvas.lastSync);
            }
        }
    }

    private int[] drawn() throws IOException {
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(display.screenshot()));
        return picture.getRGB(0, 0, WIDTH, HEIGHT, null, 0, WIDTH);
    }

    /// Warm light on rough ground: as in a photograph, the colours get lighter and darker together.
    private void draw() {
        int frame = frames++;
        var random = new Random(frame);
        byte[] memory = new byte[4 * WIDTH * HEIGHT];
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                double wave = Math.sin((x + 5 * frame) / 23.0) + Math.cos((y - 3 * frame) / 31.0);
                int level = (int) (110 + 30 * wave) + random.nextInt(20);
                int at = 4 * (y * WIDTH + x);
                memory[at] = (byte) (level - 30);
                memory[at + 1] = (byte) level;
                memory[at + 2] = (byte) (level + 10 + x / 8);
            }
        }
        assertEquals(0, display.surfacePut(0, 0, 0, WIDTH, HEIGHT, PixelFormat.BGRX, 0, memory, 0, memory.length));
        nanos.addAndGet(FRAME);
        assertEquals(0, display.frame());
    }
}
