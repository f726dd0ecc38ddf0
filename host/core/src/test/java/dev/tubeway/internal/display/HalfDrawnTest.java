package dev.tubeway.internal.display;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Nobody sees a terminal whose rows have moved up and whose new ones are not there yet.
class HalfDrawnTest {
    private static final long LONGEST = Display.LONGEST_FRAME_NANOS;

    private final AtomicLong clock = new AtomicLong();
    private final Typewriter typewriter = new Typewriter(clock::get);
    private final Display display = typewriter.display;
    private final Canvas canvas = new Canvas();

    @AfterEach
    void close() {
        typewriter.close();
    }

    private void half() {
        assertEquals(Display.OK, display.gridScroll(0, display.rows(), -display.rows()));
    }

    private void whole(String text) {
        typewriter.write(0, 0, text, 0, 0x01000004, 0);
        assertEquals(Display.OK, display.frame());
    }

    @Test
    void aClientThatAnswersLateIsShownTheFrameOnceItHasEnded() throws IOException {
        View view = display.view(ViewOptions.defaults().withMaxUnsynced(1));
        typewriter.pull(view, canvas);
        whole("one");
        assertTrue(view.write(typewriter.writer));
        canvas.draw(typewriter.writer);
        whole("two");
        assertFalse(view.write(typewriter.writer), "one frame is on its way");

        half();
        var woken = new ArrayList<String>();
        view.onChange(() -> woken.add("woken"), () -> woken.add("frame"));
        woken.clear();
        view.synced(canvas.lastSync);
        assertFalse(view.write(typewriter.writer));
        assertEquals(LONGEST, view.waitNanos());

        whole("three");
        assertEquals(List.of("woken", "frame"), woken);
        assertTrue(view.write(typewriter.writer));
        assertEquals(Long.MAX_VALUE, view.waitNanos());
        canvas.draw(typewriter.writer);
        typewriter.assertSamePicture(canvas);
    }

    @Test
    void whoComesInTheMiddleIsShownTheFrameOnceItHasEnded() throws IOException {
        half();
        View view = display.view(ViewOptions.defaults());
        assertFalse(view.write(typewriter.writer));
        whole("text");
        typewriter.pull(view, canvas);
        typewriter.assertSamePicture(canvas);
    }

    @Test
    void aFrameThatDoesNotEndIsShownAfterAWhile() {
        half();
        View view = display.view(ViewOptions.defaults());
        clock.addAndGet(7 * LONGEST);
        assertFalse(view.write(typewriter.writer), "the wait begins when somebody wants to see it");
        clock.addAndGet(LONGEST - 1);
        assertFalse(view.write(typewriter.writer));
        assertEquals(1, view.waitNanos());
        clock.addAndGet(1);
        assertTrue(view.write(typewriter.writer));
        assertEquals(Long.MAX_VALUE, view.waitNanos());
    }

    @Test
    void framesThatAreBegunAgainAtOnceKeepNobodyWaiting() {
        half();
        View view = display.view(ViewOptions.defaults());
        for (int i = 0; i < 10; i++) {
            assertFalse(view.write(typewriter.writer));
            clock.addAndGet(LONGEST / 10);
            whole("text");
            half();
        }
        assertTrue(view.write(typewriter.writer));
    }

    @Test
    void aScreenshotAwaitsTheFrame() throws IOException, InterruptedException {
        whole("text");
        int[] wanted = typewriter.pixels();
        boolean seen = false;
        // Where this machine halts for longer than a frame is awaited, once more.
        for (int i = 0; i < 20 && !seen; i++) {
            half();
            var shot = new CompletableFuture<byte[]>();
            Thread taker = Thread.ofPlatform().start(() -> shot.complete(display.screenshot()));
            while (taker.getState() != Thread.State.TIMED_WAITING && taker.isAlive()) {
                Thread.onSpinWait();
            }
            whole("text");
            seen = Arrays.equals(wanted, Typewriter.pixels(shot.join()));
            taker.join();
        }
        assertTrue(seen);
    }
}
