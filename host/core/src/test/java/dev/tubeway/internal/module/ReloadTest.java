package dev.tubeway.internal.module;

import static dev.tubeway.internal.module.WasmBuilder.DROP;
import static dev.tubeway.internal.module.WasmBuilder.code;
import static dev.tubeway.internal.module.WasmBuilder.i32;
import static dev.tubeway.internal.module.WasmBuilder.module;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.module.ModuleConfig;
import dev.tubeway.module.ModuleInfo;
import dev.tubeway.module.ModuleLimits;
import dev.tubeway.module.ModuleVerdict;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(1800)
class ReloadTest {
    /// As many as the continuous build has time for; `-Dtubeway.long=true` runs ten thousand.
    private static final int RELOADS = Boolean.getBoolean("tubeway.long") ? 10_000 : 500;

    private static final long MOST_GROWTH_BYTES = 4 << 20;

    @TempDir
    private Path folder = Path.of("unset");

    private final BlockingQueue<String> changes = new LinkedBlockingQueue<>();

    private ModuleStore open(ModuleConfig config) {
        var store = new ModuleStore(config);
        store.onChange(changes::add);
        return store;
    }

    /// Waits for an event and returns its length.
    private static byte[] waiting(String version) {
        var builder = module("test", version).imports("event", "iii>i");
        return builder.main(builder.call("event", 0, 64, -1)).build();
    }

    private static byte[] returning(String version) {
        var builder = module("test", version).imports("clock", "iii>i");
        return builder.main(builder.call("clock", 0, 0, 8), code(DROP), i32(0)).build();
    }

    private static void add(ModuleStore store, byte[] wasm) {
        assertInstanceOf(ModuleVerdict.Accepted.class, store.add(wasm));
    }

    private static List<String> versions(ModuleStore store) {
        return store.list().stream().map(ModuleInfo::version).toList();
    }

    @Test
    void aNewVersionServesNewSessionsAndTheOldOneEndsItsOwn() throws Exception {
        try (var store = open(ModuleConfig.defaults())) {
            add(store, waiting("1.9.0"));
            var host = new FakeHost();
            ModuleRun run = store.serving("test").orElseThrow().open(host, ModuleLimits.defaults());
            var end = new CompletableFuture<ModuleEnd>();
            Thread.ofVirtual().start(() -> end.complete(run.run()));
            host.attached.await();
            add(store, waiting("1.10.0"));
            assertEquals(List.of("1.10.0", "1.9.0"), versions(store));
            assertEquals("1.10.0", store.serving("test").orElseThrow().info().version());
            assertEquals(1, store.find("test", "1.9.0").orElseThrow().sessions());
            assertTrue(store.remove("test", "1.9.0"));
            assertEquals(List.of("1.10.0"), versions(store));
            host.queue(new byte[24]);
            assertEquals(
                    24,
                    assertInstanceOf(ModuleEnd.Returned.class, end.get(30, TimeUnit.SECONDS))
                            .status());
        }
    }

    @Test
    void aDisabledVersionServesNoNewSessions() {
        try (var store = open(ModuleConfig.defaults())) {
            add(store, waiting("1.0.0"));
            add(store, waiting("2.0.0"));
            assertTrue(store.enable("test", "2.0.0", false));
            assertEquals("1.0.0", store.serving("test").orElseThrow().info().version());
            assertTrue(store.enable("test", "1.0.0", false));
            assertTrue(store.serving("test").isEmpty());
            assertFalse(store.enable("test", "3.0.0", false));
        }
    }

    @Test
    void theCodeOfARemovedVersionIsUnloadedAfterItsLastSession() throws Exception {
        try (var store = open(ModuleConfig.defaults())) {
            WeakReference<LoadedModule> gone = runAndRemove(store);
            for (int i = 0; i < 100 && gone.get() != null; i++) {
                System.gc();
            }
            assertTrue(gone.refersTo(null));
        }
    }

    private static WeakReference<LoadedModule> runAndRemove(ModuleStore store) throws Exception {
        add(store, returning("1.0.0"));
        LoadedModule module = store.serving("test").orElseThrow();
        ModuleRun run = module.open(new FakeHost(), ModuleLimits.defaults());
        assertTrue(store.remove("test", "1.0.0"));
        assertInstanceOf(ModuleEnd.Returned.class, run.run());
        return new WeakReference<>(module);
    }

    @Test
    void reloadsLeaveHeapAndMetaspaceFlat() {
        try (var store = new ModuleStore(ModuleConfig.defaults())) {
            reload(store, 0, RELOADS / 4);
            Used before = Used.now();
            reload(store, RELOADS / 4, RELOADS);
            Used after = Used.now();
            String both = "before: " + before + ", after: " + after + ", reloads: " + RELOADS;
            assertTrue(after.heap() - before.heap() < MOST_GROWTH_BYTES, both);
            assertTrue(after.metaspace() - before.metaspace() < MOST_GROWTH_BYTES, both);
            assertTrue(after.classes() - before.classes() < 500, both);
            System.getLogger(ReloadTest.class.getName()).log(System.Logger.Level.INFO, both);
        }
    }

    private static void reload(ModuleStore store, int from, int to) {
        var host = new FakeHost();
        for (int i = from; i < to; i++) {
            add(store, returning("1.0." + i));
            LoadedModule module = store.serving("test").orElseThrow();
            assertInstanceOf(
                    ModuleEnd.Returned.class,
                    module.open(host, ModuleLimits.defaults()).run());
            assertTrue(store.remove("test", "1.0." + i));
        }
    }

    /// What lives after a collection.
    private record Used(long heap, long metaspace, int classes) {
        static Used now() {
            for (int i = 0; i < 3; i++) {
                System.gc();
            }
            long metaspace = ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> pool.getName().contains("Metaspace"))
                    .map(MemoryPoolMXBean::getUsage)
                    .mapToLong(usage -> usage.getUsed())
                    .sum();
            return new Used(
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                    metaspace,
                    ManagementFactory.getClassLoadingMXBean().getLoadedClassCount());
        }
    }

    @Test
    void aWatchedFolderAddsReplacesAndRemoves() throws Exception {
        Files.write(folder.resolve("there.wasm"), returning("1.0.0"));
        try (var store = open(ModuleConfig.defaults().withFolder(folder))) {
            assertEquals(List.of("1.0.0"), versions(store));
            copyIn("later.wasm", returning("2.0.0"));
            assertEquals("added test 2.0.0", changes.poll(30, TimeUnit.SECONDS));
            copyIn("later.wasm", returning("3.0.0"));
            assertEquals("added test 3.0.0", changes.poll(30, TimeUnit.SECONDS));
            assertEquals("removed test 2.0.0", changes.poll(30, TimeUnit.SECONDS));
            Files.delete(folder.resolve("there.wasm"));
            assertEquals("removed test 1.0.0", changes.poll(30, TimeUnit.SECONDS));
            assertEquals(List.of("3.0.0"), versions(store));
        }
    }

    @Test
    void aFileThatIsStillBeingWrittenIsNotTaken() throws Exception {
        byte[] wasm = returning("1.0.0");
        try (var out = Files.newOutputStream(folder.resolve("slow.wasm"));
                var store = open(ModuleConfig.defaults().withFolder(folder))) {
            assertEquals(List.of(), versions(store));
            out.write(wasm, 0, 10);
            out.flush();
            // A whole file that comes later is taken before, or after, but what is cut is taken never.
            copyIn("other.wasm", module("other", "1.0.0").main(i32(0)).build());
            assertEquals("added other 1.0.0", changes.poll(30, TimeUnit.SECONDS));
            out.write(wasm, 10, wasm.length - 10);
            out.flush();
            assertEquals("added test 1.0.0", changes.poll(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void whatWasAddedAndDisabledOutlivesARestart() {
        try (var store = open(ModuleConfig.defaults().withFolder(folder))) {
            add(store, returning("1.0.0"));
            add(store, returning("2.0.0"));
            store.enable("test", "2.0.0", false);
        }
        try (var store = open(ModuleConfig.defaults().withFolder(folder))) {
            assertEquals(List.of("2.0.0", "1.0.0"), versions(store));
            assertEquals("1.0.0", store.serving("test").orElseThrow().info().version());
        }
    }

    /// As a careful administrator does it.
    private void copyIn(String name, byte[] bytes) throws Exception {
        Path part = folder.resolve(name + ".part");
        Files.write(part, bytes);
        Files.move(part, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }
}
