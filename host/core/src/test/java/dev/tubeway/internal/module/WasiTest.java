package dev.tubeway.internal.module;

import static dev.tubeway.internal.module.WasmBuilder.DROP;
import static dev.tubeway.internal.module.WasmBuilder.code;
import static dev.tubeway.internal.module.WasmBuilder.forEver;
import static dev.tubeway.internal.module.WasmBuilder.i32;
import static dev.tubeway.internal.module.WasmBuilder.module;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.CloseReason;
import dev.tubeway.internal.module.ModuleEnd.Fault;
import dev.tubeway.internal.module.ModuleEnd.Faulted;
import dev.tubeway.internal.module.ModuleEnd.Returned;
import dev.tubeway.module.ModuleConfig;
import dev.tubeway.module.ModuleLimits;
import dev.tubeway.module.ModuleVerdict;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The few functions of WASI preview 1.
@Timeout(60)
class WasiTest {
    private static final String WASI = "wasi_snapshot_preview1";
    private static final int BAD_DESCRIPTOR = 8;

    private final FakeHost host = new FakeHost();
    private final ModuleStore store = new ModuleStore(ModuleConfig.defaults());

    @AfterEach
    void close() {
        store.close();
    }

    private ModuleEnd run(WasmBuilder builder) throws Exception {
        assertInstanceOf(ModuleVerdict.Accepted.class, store.add(builder.build()));
        var end = new CompletableFuture<ModuleEnd>();
        ModuleRun run = store.serving("test").orElseThrow().open(host, ModuleLimits.defaults());
        Thread.ofVirtual().start(() -> end.complete(run.run()));
        return end.get(30, TimeUnit.SECONDS);
    }

    private int status(WasmBuilder builder) throws Exception {
        ModuleEnd end = run(builder);
        return assertInstanceOf(Returned.class, end, end.toString()).status();
    }

    @Test
    void whatIsPrintedGoesToTheLogLineByLine() throws Exception {
        byte[] vectors = ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(100)
                .putInt(6)
                .putInt(106)
                .putInt(5)
                .array();
        var builder = module("test", "1.0.0")
                .imports(WASI, "fd_write", "iiii>i")
                .data(0, vectors)
                .data(100, "hello\nworld");
        // What it says was written is the module's status.
        builder.main(builder.call("fd_write", 1, 0, 2, 50), code(DROP), i32(50), code(0x28, 2, 0));
        assertEquals(11, status(builder));
        assertEquals(List.of("hello", "world"), List.copyOf(host.log));
    }

    @Test
    void thereAreNoFiles() throws Exception {
        var builder = module("test", "1.0.0").imports(WASI, "fd_write", "iiii>i");
        builder.main(builder.call("fd_write", 3, 0, 0, 50));
        assertEquals(BAD_DESCRIPTOR, status(builder));
    }

    @Test
    void theWallClockIsAfterThisWasWritten() throws Exception {
        var builder = module("test", "1.0.0").imports(WASI, "clock_time_get", "ili>i");
        builder.main(
                i32(0),
                code(0x42, 1),
                i32(64),
                builder.call("clock_time_get"),
                code(DROP),
                // The high half of the nanoseconds.
                i32(68),
                code(0x28, 2, 0));
        assertTrue(status(builder) > 1_750_000_000_000_000_000L >> 32);
    }

    @Test
    void randomBytesDiffer() throws Exception {
        var builder = module("test", "1.0.0").imports(WASI, "random_get", "ii>i");
        builder.main(
                builder.call("random_get", 64, 8),
                code(DROP),
                i32(64),
                code(0x28, 2, 0),
                i32(68),
                code(0x28, 2, 0),
                code(0x46));
        assertEquals(0, status(builder));
    }

    @Test
    void theEnvironmentIsEmpty() throws Exception {
        var builder = module("test", "1.0.0")
                .imports(WASI, "environ_sizes_get", "ii>i")
                .data(64, new byte[] {1, 1, 1, 1, 1, 1, 1, 1});
        builder.main(
                builder.call("environ_sizes_get", 64, 68),
                i32(64),
                code(0x28, 2, 0),
                i32(68),
                code(0x28, 2, 0),
                code(0x6a, 0x6a));
        assertEquals(0, status(builder));
    }

    @Test
    void exitEndsTheModule() throws Exception {
        var builder = module("test", "1.0.0").imports(WASI, "proc_exit", "i>");
        builder.main(builder.call("proc_exit", 3), i32(0));
        assertEquals(3, status(builder));
    }

    @Test
    void aBufferOutsideTheMemoryEndsTheModuleAndIsNamed() throws Exception {
        var builder = module("test", "1.0.0").imports(WASI, "random_get", "ii>i");
        builder.main(builder.call("random_get", -4, 8));
        Faulted end = assertInstanceOf(Faulted.class, run(builder));
        assertEquals(Fault.BAD_CALL, end.fault());
        assertTrue(
                end.reason().detail().contains("wasi_snapshot_preview1.random_get"),
                end.reason().detail());
    }

    @Test
    void aModuleThatOnlyCallsWasiIsCancelledAllTheSame() throws Exception {
        var builder = module("test", "1.0.0").imports(WASI, "sched_yield", ">i");
        builder.main(forEver(builder.call("sched_yield"), code(DROP)), i32(0));
        assertInstanceOf(ModuleVerdict.Accepted.class, store.add(builder.build()));
        var end = new CompletableFuture<ModuleEnd>();
        ModuleRun run = store.serving("test")
                .orElseThrow()
                .open(
                        host,
                        ModuleLimits.defaults()
                                .withGraceTime(java.time.Duration.ZERO)
                                .withHostCallsPerSecond(Long.MAX_VALUE));
        Thread.ofVirtual().start(() -> end.complete(run.run()));
        host.attached.await();
        run.cancel(CloseReason.of(CloseReason.Kind.ADMIN_CLOSED));
        assertInstanceOf(ModuleEnd.Cancelled.class, end.get(30, TimeUnit.SECONDS));
    }
}
