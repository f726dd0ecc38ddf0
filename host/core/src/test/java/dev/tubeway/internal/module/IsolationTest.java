package dev.tubeway.internal.module;

import static dev.tubeway.internal.module.WasmBuilder.DROP;
import static dev.tubeway.internal.module.WasmBuilder.UNREACHABLE;
import static dev.tubeway.internal.module.WasmBuilder.bytes;
import static dev.tubeway.internal.module.WasmBuilder.code;
import static dev.tubeway.internal.module.WasmBuilder.forEver;
import static dev.tubeway.internal.module.WasmBuilder.i32;
import static dev.tubeway.internal.module.WasmBuilder.module;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.tubeway.CloseReason;
import dev.tubeway.internal.module.ModuleEnd.Fault;
import dev.tubeway.internal.module.ModuleEnd.Faulted;
import dev.tubeway.module.ModuleConfig;
import dev.tubeway.module.ModuleLimits;
import dev.tubeway.module.ModuleVerdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What one session's module does wrong is not felt in another.
@Timeout(120)
class IsolationTest {
    private static final byte[] DROPPED = code(DROP);

    private final ModuleStore store = new ModuleStore(ModuleConfig.defaults());
    private final ModuleLimits limits =
            ModuleLimits.defaults().withGuestTime(Duration.ofSeconds(60)).withGraceTime(Duration.ZERO);

    @AfterEach
    void close() {
        store.close();
    }

    /// A session that runs.
    private record Running(ModuleRun run, FakeHost host, CompletableFuture<ModuleEnd> end) {
        void cancel() throws Exception {
            run.cancel(CloseReason.of(CloseReason.Kind.ADMIN_CLOSED));
            end.get(60, TimeUnit.SECONDS);
        }
    }

    private Running start(String name, ModuleLimits most) throws Exception {
        var host = new FakeHost();
        ModuleRun run = store.serving(name).orElseThrow().open(host, most);
        var end = new CompletableFuture<ModuleEnd>();
        Thread.ofVirtual().start(() -> end.complete(run.run()));
        return new Running(run, host, end);
    }

    private void add(String name, WasmBuilder builder) {
        assertInstanceOf(ModuleVerdict.Accepted.class, store.add(builder.build()), name);
    }

    /// Waits for 20 events of a millisecond each, in turn with all the others.
    private void addPolite() {
        var polite = module("polite", "1.0.0").imports("event", "iii>i");
        byte[] once = bytes(polite.call("event", 0, 64, 1), DROPPED);
        byte[][] all = new byte[21][];
        java.util.Arrays.fill(all, once);
        all[20] = i32(0);
        add("polite", polite.main(all));
    }

    @RepeatedTest(5)
    void sessionsGoOnWhileMoreModulesComputeThanThereAreProcessors() throws Exception {
        addPolite();
        add("spins", module("spins", "1.0.0").main(forEver(), i32(0)));
        List<Running> spinning = new ArrayList<>();
        for (int i = 0; i < Runtime.getRuntime().availableProcessors() * 2; i++) {
            spinning.add(start("spins", limits));
        }
        for (int i = 0; i < 5; i++) {
            ModuleEnd end = start("polite", limits).end().get(60, TimeUnit.SECONDS);
            assertEquals(CloseReason.Kind.NORMAL, end.reason().kind());
        }
        for (Running each : spinning) {
            assertFalse(each.end().isDone());
            each.cancel();
        }
    }

    @RepeatedTest(5)
    void sessionsGoOnWhileModulesCallTheHostAllTheTime() throws Exception {
        addPolite();
        var chatty = module("chatty", "1.0.0").imports("clock", "iii>i");
        add("chatty", chatty.main(forEver(chatty.call("clock", 0, 0, 8), DROPPED), i32(0)));
        List<Running> calling = new ArrayList<>();
        for (int i = 0; i < Runtime.getRuntime().availableProcessors() * 2; i++) {
            calling.add(start("chatty", limits.withHostCallsPerSecond(Long.MAX_VALUE)));
        }
        for (int i = 0; i < 5; i++) {
            ModuleEnd end = start("polite", limits).end().get(60, TimeUnit.SECONDS);
            assertEquals(CloseReason.Kind.NORMAL, end.reason().kind());
        }
        for (Running each : calling) {
            assertFalse(each.end().isDone());
            each.cancel();
        }
    }

    @Test
    void faultsOfOthersLeaveASessionAlone() throws Exception {
        var listening = module("listening", "1.0.0").imports("event", "iii>i");
        add("listening", listening.main(listening.call("event", 0, 64, -1)));
        // The function's number is 0, for nothing is imported.
        var recursing = module("recursing", "1.0.0").function("deeper", ">", code(0x10, 0));
        add("recursing", recursing.main(recursing.call("deeper"), i32(0)));
        add("trapping", module("trapping", "1.0.0").main(code(UNREACHABLE)));
        add(
                "bombing",
                module("bombing", "1.0.0")
                        .memory(1, 500)
                        .main(
                                forEver(i32(1), code(0x40, 0), i32(-1), code(0x46, 0x04, 0x40, UNREACHABLE, 0x0b)),
                                i32(0)));
        add("spinning", module("spinning", "1.0.0").main(forEver(), i32(0)));

        Running listener = start("listening", limits);
        listener.host().attached.await();
        for (int round = 0; round < 3; round++) {
            assertFault(Fault.RECURSION, "recursing", limits);
            assertFault(Fault.TRAP, "trapping", limits);
            assertFault(Fault.MEMORY, "bombing", limits.withMemoryPages(100));
            assertFault(Fault.ENDLESS_LOOP, "spinning", limits.withGuestTime(Duration.ofMillis(200)));
        }
        assertFalse(listener.end().isDone());
        listener.host().queue(new byte[24]);
        assertEquals(
                24,
                assertInstanceOf(ModuleEnd.Returned.class, listener.end().get(60, TimeUnit.SECONDS))
                        .status());
    }

    private void assertFault(Fault fault, String module, ModuleLimits most) throws Exception {
        Faulted end = assertInstanceOf(Faulted.class, start(module, most).end().get(60, TimeUnit.SECONDS));
        assertEquals(fault, end.fault(), end.report());
    }
}
