package dev.tubeway.internal.module;

import static dev.tubeway.internal.module.WasmBuilder.DROP;
import static dev.tubeway.internal.module.WasmBuilder.code;
import static dev.tubeway.internal.module.WasmBuilder.i32;
import static dev.tubeway.internal.module.WasmBuilder.module;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.module.ModuleConfig;
import dev.tubeway.module.ModuleLimits;
import dev.tubeway.module.ModuleVerdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Compiled classes, in the distribution and in the private cache.
class CompiledModulesTest {
    @TempDir
    private Path folder = Path.of("unset");

    private Path modules = Path.of("unset");
    private Path compiled = Path.of("unset");
    private Path cache = Path.of("unset");
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @BeforeEach
    void lay() throws IOException {
        modules = Files.createDirectory(folder.resolve("modules"));
        compiled = folder.resolve("modules-compiled");
        cache = folder.resolve("cache");
        Files.write(modules.resolve("test.wasm"), wasm("1.0.0"));
    }

    private static byte[] wasm(String version) {
        var builder = module("test", version).imports("clock", "iii>i");
        return builder.main(builder.call("clock", 0, 0, 8), code(DROP), i32(7)).build();
    }

    private int precompile(Path... arguments) throws IOException {
        said.reset();
        return Precompile.run(
                Stream.of(arguments).map(Path::toString).toList(), new PrintStream(said, true, StandardCharsets.UTF_8));
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    private static List<Path> entries(Path at) throws IOException {
        try (Stream<Path> files = Files.exists(at) ? Files.list(at) : Stream.empty()) {
            return files.toList();
        }
    }

    /// Starts as a gateway does and runs a session. What was compiled for it lies in the private cache.
    private void startAndRun() {
        var config = ModuleConfig.defaults().withBuiltIn(modules, compiled).withCache(cache);
        try (var store = new ModuleStore(config)) {
            ModuleRun run = store.serving("test").orElseThrow().open(new FakeHost(), ModuleLimits.defaults());
            assertEquals(
                    7, assertInstanceOf(ModuleEnd.Returned.class, run.run()).status());
        }
    }

    @Test
    void whatWasCompiledByTheBuildIsNotCompiledByAStart() throws IOException {
        assertEquals(0, precompile(modules));
        assertTrue(said().startsWith("test.wasm: compiled in "), said());
        startAndRun();
        assertEquals(List.of(), entries(cache));
        assertEquals(1, entries(compiled).size());
    }

    @Test
    void theBuildCompilesNothingTwice() throws IOException {
        precompile(modules, compiled);
        byte[] before = Files.readAllBytes(entries(compiled).getFirst());
        assertEquals(0, precompile(modules, compiled));
        assertEquals("test.wasm: compiled already\n", said().replace("\r\n", "\n"));
        assertArrayEquals(before, Files.readAllBytes(entries(compiled).getFirst()));
    }

    @Test
    void theBuildDeletesWhatBelongsToNoModule() throws IOException {
        precompile(modules);
        Path old = entries(compiled).getFirst();
        Files.write(modules.resolve("test.wasm"), wasm("1.0.1"));
        assertEquals(0, precompile(modules));
        assertEquals(1, entries(compiled).size());
        assertTrue(Files.notExists(old));
    }

    @Test
    void theBuildSaysWhatIsNoModuleAndCompilesTheRest() throws IOException {
        Files.writeString(modules.resolve("broken.wasm"), "broken");
        assertEquals(1, precompile(modules));
        assertTrue(said().contains("broken.wasm: not-wasm: file: "), said());
        assertEquals(1, entries(compiled).size());
    }

    @Test
    void aWrongCommandLineIsExplained() throws IOException {
        assertEquals(2, precompile());
        assertEquals(2, precompile(folder.resolve("nowhere")));
        assertTrue(said().startsWith("usage: "), said());
    }

    @Test
    void theSecondStartCompilesNothing() throws IOException {
        startAndRun();
        Path entry = entries(cache).getFirst();
        Object key = Files.readAttributes(entry, java.nio.file.attribute.BasicFileAttributes.class)
                .fileKey();
        startAndRun();
        assertEquals(List.of(entry), entries(cache));
        assertEquals(
                key,
                Files.readAttributes(entry, java.nio.file.attribute.BasicFileAttributes.class)
                        .fileKey());
    }

    @Test
    void aDamagedEntryOfTheDistributionIsMadeAnewInThePrivateCache() throws IOException {
        precompile(modules);
        damage(entries(compiled).getFirst());
        startAndRun();
        assertEquals(1, entries(cache).size());
    }

    @Test
    void anEntryWhoseClassesDoNotLoadIsMadeAnewInThePrivateCache() throws IOException {
        precompile(modules);
        String digest = HexFormat.of().formatHex(ClassCache.sha256(wasm("1.0.0")));
        byte[] junk = "no classes, under a good checksum".getBytes(StandardCharsets.UTF_8);
        ClassCache.writeEntry(compiled, digest, new ClassCache.Entry(junk, List.of()));
        assertEquals(1, entries(compiled).size());
        startAndRun();
        assertEquals(1, entries(cache).size());
    }

    @Test
    void theBuildMakesADamagedEntryAnew() throws IOException {
        precompile(modules);
        damage(entries(compiled).getFirst());
        assertEquals(0, precompile(modules));
        assertTrue(said().startsWith("test.wasm: compiled in "), said());
        startAndRun();
        assertEquals(List.of(), entries(cache));
    }

    @Test
    void aDamagedEntryOfThePrivateCacheIsMadeAnew() throws IOException {
        startAndRun();
        damage(entries(cache).getFirst());
        assertFalse(isWhole());
        startAndRun();
        assertTrue(isWhole());
    }

    @Test
    void anEntryUnderAnothersNameIsNotUsed() throws IOException {
        Files.write(
                modules.resolve("test.wasm"),
                module("test", "1.0.0").main(i32(1)).build());
        precompile(modules);
        byte[] other = Files.readAllBytes(entries(compiled).getFirst());
        Files.write(modules.resolve("test.wasm"), wasm("1.0.0"));
        precompile(modules);
        Files.write(entries(compiled).getFirst(), other);
        startAndRun();
    }

    private boolean isWhole() throws IOException {
        return ClassCache.has(cache, HexFormat.of().formatHex(ClassCache.sha256(wasm("1.0.0"))));
    }

    private static void damage(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }

    @Test
    void aFolderOfTheDistributionThatOthersMayWriteToIsNotUsed() throws IOException {
        precompile(modules);
        Files.setPosixFilePermissions(compiled, PosixFilePermissions.fromString("rwxrwxrwx"));
        startAndRun();
        assertEquals(1, entries(cache).size());
    }

    @Test
    void thePrivateCacheIsItsOwnersAloneAndAnotherIsNotUsed() throws IOException {
        startAndRun();
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)));
        Files.delete(entries(cache).getFirst());
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxr-x---"));
        startAndRun();
        assertEquals(List.of(), entries(cache));
    }

    @Test
    void aFileThatIsOnlyCheckedLeavesNothing() throws IOException {
        try (var store = new ModuleStore(ModuleConfig.defaults().withCache(cache))) {
            assertInstanceOf(ModuleVerdict.Accepted.class, store.check(wasm("1.0.0")));
        }
        assertEquals(List.of(), entries(cache));
    }
}
