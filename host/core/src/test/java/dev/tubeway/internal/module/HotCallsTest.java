package dev.tubeway.internal.module;

import static dev.tubeway.internal.module.WasmBuilder.DROP;
import static dev.tubeway.internal.module.WasmBuilder.bytes;
import static dev.tubeway.internal.module.WasmBuilder.code;
import static dev.tubeway.internal.module.WasmBuilder.i32;
import static dev.tubeway.internal.module.WasmBuilder.module;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.tubeway.internal.module.ModuleHost.SessionTarget;
import dev.tubeway.internal.module.abi.ClockKind;
import dev.tubeway.internal.module.abi.Interest;
import dev.tubeway.internal.module.abi.PixelFormat;
import dev.tubeway.module.ModuleConfig;
import dev.tubeway.module.ModuleLimits;
import dev.tubeway.module.ModuleVerdict;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Calls that sessions make many times a second allocate nothing.
@Timeout(120)
class HotCallsTest {
    private static final int CALLS = 100_000;

    /// What an instance takes, and what the JVM allocates while it still interprets.
    private static final long START_BYTES = 600_000;

    private static final int RUNS = 6;

    private final FakeHost host = new FakeHost();
    private final ModuleStore store = new ModuleStore(ModuleConfig.defaults());

    @AfterEach
    void close() {
        store.close();
    }

    /// A call with its constant arguments; the handle of the target's stream is 2.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Hot(String function, String signature, int... arguments) {
        @Override
        public String toString() {
            return function;
        }
    }

    static Stream<Hot> hot() {
        return Stream.of(
                new Hot("clock", "iii>i", ClockKind.MONOTONIC, 64, 8),
                new Hot("wait", "iii>i", 0, 12, 0),
                new Hot("event", "iii>i", 64, 64, 0),
                new Hot("read", "iiii>i", 2, 64, 4096, 0),
                new Hot("grid_cells", "iiii>i", 1, 1, 64, 32),
                new Hot("grid_cursor", "iiii>i", 1, 1, 0, 1),
                new Hot("surface_fill", "iiiiii>i", 0, 0, 0, 8, 8, 0x112233),
                new Hot("surface_put", "iiiiiiiii>i", 0, 8, 8, 4, 4, PixelFormat.BGRX, 16, 64, 64),
                new Hot("surface_copy", "iiiiiiii>i", 0, 0, 0, 8, 8, 0, 16, 16));
    }

    @ParameterizedTest
    @MethodSource("hot")
    void allocatesNothing(Hot hot) throws Exception {
        try (var server = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"))) {
            host.target = new SessionTarget("test", "127.0.0.1", server.getLocalPort());
            var builder = module("test", "1.0.0")
                    .imports("connect", "iiii>i")
                    .imports("grid_open", "iiii>i")
                    .data(0, new byte[] {1, 0, 0, 0, Interest.READ, 0, 0, 0, 0, 0, 0, 0});
            if (!hot.function().equals("connect")) {
                builder.imports(hot.function(), hot.signature());
            }
            builder.main(
                    builder.call("connect", 0, 0, 0, 10_000),
                    code(DROP),
                    hot.function().startsWith("grid")
                            ? bytes(builder.call("grid_open", 0, 0, 4096, 64), code(DROP))
                            : new byte[0],
                    i32(CALLS),
                    code(0x21, 1, 0x03, 0x40),
                    builder.call(hot.function(), hot.arguments()),
                    code(0x21, 2),
                    code(0x20, 1, 0x41, 1, 0x6b, 0x22, 1, 0x0d, 0, 0x0b),
                    // What the last call gave.
                    code(0x20, 2));
            assertInstanceOf(ModuleVerdict.Accepted.class, store.add(builder.build()));
            LoadedModule module = store.serving("test").orElseThrow();
            long least = Long.MAX_VALUE;
            for (int i = 0; i < RUNS; i++) {
                least = Math.min(least, allocated(module, hot));
            }
            assertTrue(
                    least < START_BYTES,
                    hot + " allocates " + (least - START_BYTES / 2) / (double) CALLS + " B a call");
        }
    }

    private long allocated(LoadedModule module, Hot hot) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        ModuleRun run = module.open(
                host,
                ModuleLimits.defaults()
                        .withHostCallsPerSecond(Long.MAX_VALUE)
                        .withOutputBytesPerSecond(Long.MAX_VALUE));
        long before = threads.getCurrentThreadAllocatedBytes();
        ModuleEnd end = run.run();
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        int status =
                assertInstanceOf(ModuleEnd.Returned.class, end, end.toString()).status();
        assertTrue(status >= dev.tubeway.internal.module.abi.Status.AGAIN, hot + " gave " + status);
        assertEquals(CALLS, end.accounts().hostCalls().get(hot.function()));
        return allocated;
    }
}
