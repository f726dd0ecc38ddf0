package dev.tubeway.internal.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.CloseReason;
import dev.tubeway.internal.module.ModuleEnd.Cancelled;
import dev.tubeway.internal.module.ModuleEnd.Fault;
import dev.tubeway.internal.module.ModuleEnd.Faulted;
import dev.tubeway.internal.module.ModuleEnd.Returned;
import dev.tubeway.module.ModuleConfig;
import dev.tubeway.module.ModuleLimits;
import dev.tubeway.module.ModuleVerdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The samples as they are built: `echo` against a socket, and beside it each fault of `faults`.
@Timeout(120)
class FaultsTest {
    private static final ModuleLimits TIGHT = ModuleLimits.defaults()
            .withGuestTime(Duration.ofMillis(500))
            .withGraceTime(Duration.ofMillis(300))
            .withHandles(20)
            .withHostCallsPerSecond(20_000)
            .withOutputBytesPerSecond(1 << 20)
            .withLogBytesPerSecond(10_000);

    private final ModuleStore store = new ModuleStore(ModuleConfig.defaults());
    private final EchoSession healthy = new EchoSession();

    @BeforeEach
    void open() throws IOException {
        healthy.start(sample("echo"));
        healthy.echoes("before");
    }

    @AfterEach
    void close() throws Exception {
        assertEquals(CloseReason.Kind.NORMAL, healthy.end().reason().kind());
        store.close();
    }

    private LoadedModule sample(String name) throws IOException {
        String folder = System.getProperty("tubeway.wasm");
        assertTrue(folder != null, "the system property tubeway.wasm tells where the samples are built to");
        byte[] wasm = Files.readAllBytes(Path.of(folder, "samples", name + ".wasm"));
        assertInstanceOf(ModuleVerdict.Accepted.class, store.add(wasm));
        return store.serving(name).orElseThrow();
    }

    private static CompletableFuture<ModuleEnd> start(ModuleRun run) {
        var end = new CompletableFuture<ModuleEnd>();
        Thread.ofVirtual().start(() -> end.complete(run.run()));
        return end;
    }

    private ModuleEnd run(String fault, FakeHost host) throws Exception {
        host.parameters.put("fault", fault);
        return start(sample("faults").open(host, TIGHT)).get(60, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @CsvSource({
        "trap, TRAP",
        "loop, ENDLESS_LOOP",
        "recursion, RECURSION",
        "memory, MEMORY",
        "log, LOG_FLOOD",
        "output, OUTPUT_FLOOD",
        "calls, CALL_STORM"
    })
    void aFaultEndsItsSessionAlone(String sample, Fault fault) throws Exception {
        Faulted end = assertInstanceOf(Faulted.class, run(sample, new FakeHost()));
        assertEquals(fault, end.fault(), end.report());
        assertEquals(CloseReason.Kind.HANDLER_ERROR, end.reason().kind());
        assertTrue(end.reason().detail().startsWith(fault.words()), end.reason().detail());
        assertTrue(end.report().startsWith("faults 1.0.0: " + fault.words()), end.report());
        assertTrue(end.report().contains("faults::"), end.report());
        healthy.echoes("after " + sample);
    }

    @Test
    void aModuleThatLeaksHandlesIsToldAndGivesUp() throws Exception {
        ModuleEnd end = assertInstanceOf(Returned.class, run("handles", new FakeHost()));
        assertEquals(CloseReason.Kind.HANDLER_ERROR, end.reason().kind());
        assertEquals(
                "surface_new: a limit of the session is reached", end.reason().detail());
        healthy.echoes("after handles");
    }

    @Test
    void aModuleThatDoesNotHearItsEndIsEnded() throws Exception {
        var host = new FakeHost();
        host.parameters.put("fault", "deaf");
        ModuleRun run = sample("faults").open(host, TIGHT);
        var end = start(run);
        host.attached.await();
        run.cancel(CloseReason.of(CloseReason.Kind.ADMIN_CLOSED, "enough"));
        Cancelled cancelled = assertInstanceOf(Cancelled.class, end.get(60, TimeUnit.SECONDS));
        assertFalse(cancelled.inTime());
        assertEquals(CloseReason.Kind.ADMIN_CLOSED, cancelled.reason().kind());
        healthy.echoes("after deaf");
    }
}
