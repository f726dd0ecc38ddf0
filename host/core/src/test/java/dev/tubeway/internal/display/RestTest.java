package dev.tubeway.internal.display;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.internal.buffer.BufferPool;
import dev.tubeway.internal.guacamole.InstructionWriter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// How long a module rests whose frames nobody sees.
class RestTest {
    private final BufferPool pool = BufferPool.ofDefaultSize();
    private final InstructionWriter writer = new InstructionWriter(pool);
    private final AtomicLong clock = new AtomicLong(42);
    private final Display display =
            new Display(DisplayOptions.defaults().withSize(64, 64, 96), ClipboardSink.NONE, clock::get);

    @AfterEach
    void close() {
        display.close();
        writer.close();
        pool.close();
    }

    private void pass(long millis) {
        clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private long restAfterFrame() {
        assertEquals(Display.OK, display.surfaceFill(0, 0, 0, 64, 64, (int) clock.get()));
        assertEquals(Display.OK, display.frame());
        return TimeUnit.NANOSECONDS.toMillis(display.restNanos());
    }

    /// Writes what there is; the `sync` of it.
    private long read(View view, Canvas canvas) {
        assertTrue(view.write(writer));
        canvas.draw(writer);
        return canvas.lastSync;
    }

    @Test
    void whereNobodyIsThereIsAFrameASecondAfterAWhile() {
        assertEquals(0, restAfterFrame());
        pass(999);
        assertEquals(0, restAfterFrame());
        pass(1);
        assertEquals(200, restAfterFrame());
        pass(3000);
        assertEquals(800, restAfterFrame());
        pass(60_000);
        assertEquals(1000, restAfterFrame());
        pass(400);
        assertEquals(600, TimeUnit.NANOSECONDS.toMillis(display.restNanos()), "from the end of the frame");
        View _ = display.view(ViewOptions.defaults());
        assertEquals(0, display.restNanos(), "somebody came");
    }

    @Test
    void theOneThatIsBehindLeastDecides() {
        View slow = display.view(ViewOptions.defaults());
        View prompt = display.view(ViewOptions.defaults());
        var slowly = new Canvas();
        var promptly = new Canvas();
        slow.synced(read(slow, slowly));
        prompt.synced(read(prompt, promptly));
        restAfterFrame();
        read(slow, slowly);
        long sync = read(prompt, promptly);
        pass(700);
        assertEquals(0, restAfterFrame());
        pass(800);
        assertEquals(300, restAfterFrame(), "both are behind");

        var woken = new AtomicInteger();
        display.resting(woken::incrementAndGet);
        prompt.synced(sync);
        assertEquals(1, woken.get());
        assertEquals(0, display.restNanos());
        display.resting(null);
        pass(10_000);
        assertEquals(0, restAfterFrame(), "one of the two has seen all");
    }

    @Test
    void programsInATerminalAreNotHeldUp() {
        assertEquals(Display.OK, display.gridOpen(new byte[16], 0, 0, 0, 16));
        pass(60_000);
        assertEquals(Display.OK, display.frame());
        assertEquals(0, display.restNanos());
    }
}
