package dev.tubeway.internal.module;

import static dev.tubeway.internal.module.WasmBuilder.DROP;
import static dev.tubeway.internal.module.WasmBuilder.bytes;
import static dev.tubeway.internal.module.WasmBuilder.code;
import static dev.tubeway.internal.module.WasmBuilder.i32;
import static dev.tubeway.internal.module.WasmBuilder.module;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.CloseReason;
import dev.tubeway.internal.module.ModuleEnd.Cancelled;
import dev.tubeway.internal.module.ModuleEnd.Returned;
import dev.tubeway.internal.module.abi.Status;
import dev.tubeway.module.ModuleConfig;
import dev.tubeway.module.ModuleLimits;
import dev.tubeway.module.ModuleVerdict;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Guests whose memory is put away while they wait for long.
@Timeout(60)
class RestingTest {
    private final Asked host = new Asked();
    private final ModuleStore store = new ModuleStore(ModuleConfig.defaults(), Duration.ofMillis(1));

    @AfterEach
    void close() {
        store.close();
    }

    private ModuleRun opened(WasmBuilder builder) {
        assertInstanceOf(ModuleVerdict.Accepted.class, store.add(builder.build()));
        return store.serving("test").orElseThrow().open(host, ModuleLimits.defaults());
    }

    private static CompletableFuture<ModuleEnd> start(ModuleRun run) {
        var end = new CompletableFuture<ModuleEnd>();
        Thread.ofVirtual().start(() -> end.complete(run.run()));
        return end;
    }

    /// Waits until the guest has asked, was told that it waits for long, and asked again: now its memory rests.
    private byte[] resting() throws InterruptedException {
        byte[] first = asked();
        assertSame(first, asked(), "the memory rested before the wait was known to be long");
        return first;
    }

    private byte[] asked() throws InterruptedException {
        return Objects.requireNonNull(host.asked.poll(30, TimeUnit.SECONDS), "the guest did not ask");
    }

    @Test
    void aMemoryThatRestedIsAsItWasAndTakesTheEvent() throws Exception {
        var builder = module("test", "1.0.0")
                .imports("event", "iii>i")
                .imports("end", "iii>i")
                .memory(1, 4)
                .data(200, "begun, ");
        builder.main(
                i32(2),
                code(0x40, 0, DROP),
                // "grown" goes to 100,000, which lies in a page that the module did not begin with.
                bytes(i32(100_000), i32('g'), code(0x3a, 0, 0)),
                bytes(i32(207), i32('w'), code(0x3a, 0, 0)),
                builder.call("event", 208, 64, -1),
                code(DROP),
                // The letter of the far page is put behind the event.
                bytes(i32(209), i32(100_000), code(0x2d, 0, 0), code(0x3a, 0, 0)),
                builder.call("end", 0, 200, 10));
        var end = start(opened(builder));
        byte[] before = resting();
        host.queue(new byte[] {'e'});
        assertNotSame(before, asked());
        ModuleEnd ended = end.get(30, TimeUnit.SECONDS);
        assertInstanceOf(Returned.class, ended, ended.toString());
        assertEquals("begun, weg", ended.reason().detail());
        assertEquals(3, ended.accounts().peakPages());
    }

    @Test
    void aGuestIsCancelledInTimeWhileItsMemoryRests() throws Exception {
        var builder = module("test", "1.0.0").imports("event", "iii>i");
        builder.main(builder.call("event", 0, 64, -1));
        ModuleRun run = opened(builder);
        var end = start(run);
        resting();
        run.cancel(CloseReason.of(CloseReason.Kind.ADMIN_CLOSED));
        assertTrue(
                assertInstanceOf(Cancelled.class, end.get(30, TimeUnit.SECONDS)).inTime());
    }

    @Test
    void aTimeoutHoldsWhileTheMemoryRests() throws Exception {
        var builder = module("test", "1.0.0").imports("event", "iii>i");
        builder.main(builder.call("event", 0, 64, 500));
        var end = start(opened(builder));
        resting();
        Returned returned = assertInstanceOf(Returned.class, end.get(30, TimeUnit.SECONDS));
        assertEquals(Status.AGAIN, returned.status());
        long wall = returned.accounts().wall().toMillis();
        assertTrue(wall >= 500 && wall < 10_000, "ms=" + wall);
    }

    /// A host that tells which memory it was asked to put an event into.
    private static final class Asked extends FakeHost {
        private final BlockingQueue<byte[]> asked = new LinkedBlockingQueue<>();

        @Override
        public int event(byte[] out, int offset, int capacity) {
            int taken = super.event(out, offset, capacity);
            asked.add(out);
            return taken;
        }
    }
}
