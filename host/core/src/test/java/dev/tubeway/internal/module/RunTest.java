package dev.tubeway.internal.module;

import static dev.tubeway.internal.module.WasmBuilder.DROP;
import static dev.tubeway.internal.module.WasmBuilder.UNREACHABLE;
import static dev.tubeway.internal.module.WasmBuilder.bytes;
import static dev.tubeway.internal.module.WasmBuilder.code;
import static dev.tubeway.internal.module.WasmBuilder.forEver;
import static dev.tubeway.internal.module.WasmBuilder.i32;
import static dev.tubeway.internal.module.WasmBuilder.module;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.CloseReason;
import dev.tubeway.internal.module.ModuleEnd.Cancelled;
import dev.tubeway.internal.module.ModuleEnd.Fault;
import dev.tubeway.internal.module.ModuleEnd.Faulted;
import dev.tubeway.internal.module.ModuleEnd.Returned;
import dev.tubeway.internal.module.abi.Status;
import dev.tubeway.module.ModuleConfig;
import dev.tubeway.module.ModuleLimits;
import dev.tubeway.module.ModuleVerdict;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RunTest {
    private static final byte[] DROPPED = code(DROP);

    private final ModuleStore store = new ModuleStore(ModuleConfig.defaults());
    private final FakeHost host = new FakeHost();
    private final ModuleLimits limits =
            ModuleLimits.defaults().withGuestTime(Duration.ofMillis(300)).withGraceTime(Duration.ofMillis(200));

    @AfterEach
    void close() {
        store.close();
    }

    private LoadedModule loaded(WasmBuilder builder) {
        switch (store.add(builder.build())) {
            case ModuleVerdict.Refused refused -> throw new AssertionError(refused.toString());
            case ModuleVerdict.Accepted _ -> {
                return store.serving("test").orElseThrow();
            }
        }
    }

    private ModuleEnd run(WasmBuilder builder) throws Exception {
        return run(builder, limits);
    }

    private ModuleEnd run(WasmBuilder builder, ModuleLimits most) throws Exception {
        return start(loaded(builder).open(host, most)).get(30, TimeUnit.SECONDS);
    }

    private static CompletableFuture<ModuleEnd> start(ModuleRun run) {
        var end = new CompletableFuture<ModuleEnd>();
        Thread.ofVirtual().start(() -> end.complete(run.run()));
        return end;
    }

    private Faulted faulted(WasmBuilder builder, ModuleLimits most, Fault fault) throws Exception {
        Faulted end = assertInstanceOf(Faulted.class, run(builder, most));
        assertEquals(fault, end.fault(), end.report());
        assertEquals(CloseReason.Kind.HANDLER_ERROR, end.reason().kind());
        assertTrue(end.reason().detail().startsWith(fault.words()), end.reason().detail());
        return end;
    }

    @Test
    void aModuleThatReturnsZeroEndsWell() throws Exception {
        Returned end =
                assertInstanceOf(Returned.class, run(module("test", "1.0.0").main(i32(0))));
        assertEquals(CloseReason.Kind.NORMAL, end.reason().kind());
    }

    @Test
    void aModuleSaysWhyItEnds() throws Exception {
        var builder = module("test", "1.0.0").imports("end", "iii>i").data(16, "the server said no");
        builder.main(builder.call("end", CloseReason.Kind.SERVER_REFUSE.code(), 16, 18));
        Returned end = assertInstanceOf(Returned.class, run(builder));
        assertEquals(CloseReason.of(CloseReason.Kind.SERVER_REFUSE, "the server said no"), end.reason());
        assertEquals(1L, end.accounts().hostCalls().get("end"));
    }

    @Test
    void anUnknownFunctionIsLinkedAndUnsupported() throws Exception {
        var builder = module("test", "1.0.0").imports("sql_connect", "iii>i");
        builder.main(builder.call("sql_connect", 0, 0, 0));
        assertEquals(
                Status.UNSUPPORTED,
                assertInstanceOf(Returned.class, run(builder)).status());
    }

    @Test
    void aTrapNamesTheGuestsFunctions() throws Exception {
        var builder = module("test", "1.0.0").function("render_row", ">", code(UNREACHABLE));
        builder.main(builder.call("render_row"), i32(0));
        Faulted end = faulted(builder, limits, Fault.TRAP);
        assertTrue(end.report().contains("(render_row)"), end.report());
        assertTrue(end.report().contains("(tubeway_v1_main)"), end.report());
    }

    @Test
    void aBufferOutsideTheMemoryNamesTheFunctionOfTheHost() throws Exception {
        var builder = module("test", "1.0.0").imports("random", "ii>i");
        builder.main(builder.call("random", 131_000, 100));
        Faulted end = faulted(builder, limits, Fault.BAD_CALL);
        assertTrue(end.report().contains("random: a buffer outside the memory"), end.report());
    }

    @Test
    void anEndlessLoopIsEnded() throws Exception {
        var builder = module("test", "1.0.0").function("spin", ">", forEver());
        builder.main(builder.call("spin"), i32(0));
        Faulted end = faulted(builder, limits, Fault.ENDLESS_LOOP);
        assertTrue(end.report().contains("(spin)"), end.report());
    }

    @Test
    void endlessRecursionIsEnded() throws Exception {
        var builder = module("test", "1.0.0").imports("frame", ">i");
        // The number of a function is known once it is there.
        builder.function("deeper", ">", code(0x10, 1));
        builder.main(builder.call("deeper"), i32(0));
        faulted(builder, limits, Fault.RECURSION);
    }

    @Test
    void aMemoryBombIsEnded() throws Exception {
        var builder = module("test", "1.0.0").memory(1, 64);
        // Grows by one page until it is refused, then traps as an allocator does.
        builder.main(forEver(i32(1), code(0x40, 0), i32(-1), code(0x46, 0x04, 0x40, UNREACHABLE, 0x0b)), i32(0));
        Faulted end = faulted(builder, limits.withMemoryPages(20), Fault.MEMORY);
        assertEquals(20, end.accounts().peakPages());
    }

    @Test
    void aHandleLeakIsEnded() throws Exception {
        var builder = module("test", "1.0.0").imports("inflate_new", "i>i");
        builder.main(forEver(builder.call("inflate_new", 1), DROPPED), i32(0));
        faulted(builder, limits.withHandles(10), Fault.HANDLES);
    }

    @Test
    void atTheLimitOfHandlesTheCallSaysSo() throws Exception {
        var builder = module("test", "1.0.0").imports("inflate_new", "i>i");
        builder.main(builder.call("inflate_new", 1), DROPPED, builder.call("inflate_new", 1));
        assertEquals(
                Status.LIMIT,
                assertInstanceOf(Returned.class, run(builder, limits.withHandles(1)))
                        .status());
    }

    @Test
    void aLogFloodIsEnded() throws Exception {
        var builder = module("test", "1.0.0").imports("log", "iii>i");
        builder.main(forEver(builder.call("log", 3, 0, 200), DROPPED), i32(0));
        Faulted end = faulted(builder, limits.withLogBytesPerSecond(10_000), Fault.LOG_FLOOD);
        assertTrue(host.log.size() < 60, "kept lines: " + host.log.size());
        assertTrue(end.accounts().logBytes() > 10_000);
    }

    @Test
    void anOutputFloodIsEnded() throws Exception {
        var builder = module("test", "1.0.0").imports("grid_cells", "iiii>i");
        builder.main(forEver(builder.call("grid_cells", 0, 0, 0, 16 * 1024), DROPPED), i32(0));
        faulted(builder, limits.withOutputBytesPerSecond(1 << 20), Fault.OUTPUT_FLOOD);
    }

    @Test
    void aStormOfCallsIsEnded() throws Exception {
        var builder = module("test", "1.0.0").imports("clock", "iii>i");
        builder.main(forEver(builder.call("clock", 0, 0, 8), DROPPED), i32(0));
        faulted(builder, limits.withHostCallsPerSecond(10_000), Fault.CALL_STORM);
    }

    @Test
    void aWaitingModuleIsCancelledInTime() throws Exception {
        var builder = module("test", "1.0.0").imports("event", "iii>i");
        builder.main(builder.call("event", 0, 64, -1));
        ModuleRun run = loaded(builder).open(host, limits);
        var end = start(run);
        host.attached.await();
        run.cancel(CloseReason.of(CloseReason.Kind.ADMIN_CLOSED, "enough"));
        Cancelled cancelled = assertInstanceOf(Cancelled.class, end.get(10, TimeUnit.SECONDS));
        assertTrue(cancelled.inTime());
        assertEquals(CloseReason.Kind.ADMIN_CLOSED, cancelled.reason().kind());
    }

    @Test
    void aModuleThatDoesNotObeyIsInterruptedAfterItsGraceTime() throws Exception {
        var builder = module("test", "1.0.0").imports("event", "iii>i");
        builder.main(forEver(builder.call("event", 0, 64, -1), DROPPED), i32(0));
        ModuleRun run = loaded(builder).open(host, limits);
        var end = start(run);
        host.attached.await();
        run.cancel(CloseReason.of(CloseReason.Kind.ADMIN_CLOSED));
        assertEquals(
                false,
                assertInstanceOf(Cancelled.class, end.get(10, TimeUnit.SECONDS)).inTime());
    }

    @Test
    void waitingIsNotBusy() throws Exception {
        var builder = module("test", "1.0.0").imports("event", "iii>i");
        builder.main(builder.call("event", 0, 64, 300));
        Returned end = assertInstanceOf(Returned.class, run(builder));
        assertEquals(Status.AGAIN, end.status());
        assertTrue(end.accounts().wall().toMillis() >= 300);
        assertTrue(end.accounts().busy().toMillis() < 200, end.accounts().toString());
    }

    @Test
    void aCapabilityThatIsNotGrantedIsDenied() throws Exception {
        var builder = module("test", "1.0.0").imports("start_tls", "iiii>i");
        builder.main(builder.call("start_tls", 5, 0, 0, 0));
        assertEquals(
                Status.DENIED, assertInstanceOf(Returned.class, run(builder)).status());
    }

    @Test
    void aModuleThatNeedsWhatPolicyDoesNotGrantDoesNotRun() throws Exception {
        var builder = module("test", "1.0.0")
                .manifest(WasmBuilder.manifest("test", "1.0.0", ", \"capabilities\": {\"needs\": [\"tls\"]}"))
                .main(i32(0));
        ModuleEnd end = run(builder);
        assertEquals(CloseReason.Kind.CONFIGURATION_ERROR, end.reason().kind());
        assertTrue(end.reason().detail().contains("[tls]"), end.reason().detail());
    }

    @Test
    void memoryGrownByTheGuestIsReadFromItsNewPlace() throws Exception {
        var builder = module("test", "1.0.0").imports("end", "iii>i").memory(1, 4);
        builder.main(
                i32(2),
                code(0x40, 0, DROP),
                // The letter A at 100,000, which lies in the second page.
                i32(100_000),
                i32('A'),
                code(0x3a, 0, 0),
                bytes(i32(5), i32(100_000), i32(1), builder.call("end")));
        assertEquals("A", run(builder).reason().detail());
    }
}
