package dev.tubeway.internal.module;

import static dev.tubeway.internal.module.WasmBuilder.DROP;
import static dev.tubeway.internal.module.WasmBuilder.UNREACHABLE;
import static dev.tubeway.internal.module.WasmBuilder.code;
import static dev.tubeway.internal.module.WasmBuilder.i32;
import static dev.tubeway.internal.module.WasmBuilder.module;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.CloseReason;
import dev.tubeway.internal.module.abi.LogLevel;
import dev.tubeway.module.ModuleConfig;
import dev.tubeway.module.ModulePolicy;
import dev.tubeway.module.ModuleVerdict;
import dev.tubeway.module.RecordingInfo;
import dev.tubeway.module.RecordingRequest;
import dev.tubeway.module.RecordingVerdict;
import dev.tubeway.module.RecordingVerdict.Refused;
import dev.tubeway.module.ReplayVerdict;
import dev.tubeway.module.ReplayVerdict.Agreed;
import dev.tubeway.module.ReplayVerdict.Diverged;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RecordingTest {
    private static final byte[] DROPPED = code(DROP);
    private static final String SECRET = "correct horse";

    @TempDir
    private Path folder;

    private final FakeHost host = new FakeHost();
    private ModuleStore store;
    private Path file;

    RecordingTest() {
        store = new ModuleStore(ModuleConfig.defaults());
        file = Path.of("unset");
    }

    @BeforeEach
    void open() {
        store.close();
        store = new ModuleStore(ModuleConfig.defaults()
                .withRecordings(folder.resolve("recordings"))
                .withPolicy(ModulePolicy.defaults().withGrants(Map.of("*", Set.of("secrets")))));
        file = folder.resolve("one.twrec");
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static WasmBuilder askingModule(String version, String said) {
        return module("test", version)
                .imports("clock", "iii>i")
                .imports("random", "ii>i")
                .imports("log", "iii>i")
                .data(512, said);
    }

    /// Logs the clock and random bytes, so that a replay that answers anything else diverges.
    private static byte[] asking(String version, String said) {
        var builder = askingModule(version, said);
        return builder.main(
                        builder.call("clock", 0, 0, 8),
                        DROPPED,
                        builder.call("random", 8, 16),
                        DROPPED,
                        builder.call("log", LogLevel.INFO, 0, 24),
                        DROPPED,
                        builder.call("log", LogLevel.INFO, 512, said.length()),
                        DROPPED,
                        i32(0))
                .build();
    }

    private ModuleEnd record(byte[] wasm, RecordingRequest request) throws Exception {
        add(wasm);
        store.recordings().order(request);
        return run();
    }

    private void add(byte[] wasm) {
        assertInstanceOf(ModuleVerdict.Accepted.class, store.add(wasm));
    }

    private ModuleEnd run() throws Exception {
        LoadedModule module = store.serving("test").orElseThrow();
        return start(module.open(host, module.limits())).get(30, TimeUnit.SECONDS);
    }

    private static CompletableFuture<ModuleEnd> start(ModuleRun run) {
        var end = new CompletableFuture<ModuleEnd>();
        Thread.ofVirtual().start(() -> end.complete(run.run()));
        return end;
    }

    private RecordingRequest toFile() {
        return RecordingRequest.ofModule("test").withFile(file);
    }

    private RecordingInfo recorded() {
        return assertInstanceOf(
                        RecordingVerdict.Accepted.class, store.recordings().read(file))
                .recording();
    }

    private Agreed agreed() {
        ReplayVerdict verdict = store.recordings().replay(file);
        return assertInstanceOf(Agreed.class, verdict, verdict.toString());
    }

    private Diverged diverged(byte[] wasm) {
        ReplayVerdict verdict = store.recordings().replay(file, Optional.of(wasm));
        return assertInstanceOf(Diverged.class, verdict, verdict.toString());
    }

    @Test
    void theSameModuleDoesTheSameAgain() throws Exception {
        record(asking("1.0.0", "hello"), toFile());
        RecordingInfo recording = recorded();
        assertEquals(RecordingInfo.State.COMPLETE, recording.state());
        assertEquals(4, recording.calls());
        assertEquals("returned 0", recording.end());
        Agreed agreed = agreed();
        assertEquals(4, agreed.calls());
        assertEquals("test 1.0.0", agreed.module());
        assertEquals(java.util.List.of(), agreed.notes());
    }

    @Test
    void aNewerModuleThatDoesTheSameAgreesAtOtherAddresses() throws Exception {
        record(asking("1.0.0", "hello"), toFile());
        var builder = askingModule("1.1.0", "hello");
        byte[] newer = builder.main(
                        builder.call("clock", 0, 1024, 16),
                        DROPPED,
                        builder.call("random", 1032, 16),
                        DROPPED,
                        builder.call("log", LogLevel.INFO, 1024, 24),
                        DROPPED,
                        builder.call("log", LogLevel.INFO, 512, 5),
                        DROPPED,
                        i32(0))
                .build();
        ReplayVerdict verdict = store.recordings().replay(file, Optional.of(newer));
        Agreed agreed = assertInstanceOf(Agreed.class, verdict, verdict.toString());
        assertEquals(1, agreed.notes().size());
    }

    @Test
    void theFirstDivergenceOfANewerModuleIsTold() throws Exception {
        record(asking("1.0.0", "hello"), toFile());
        Diverged diverged = diverged(asking("1.1.0", "Hello"));
        assertEquals(4, diverged.call());
        assertTrue(diverged.recorded().startsWith("log(3, 5 bytes #"), diverged.recorded());
        assertTrue(diverged.replayed().startsWith("log(3, 5 bytes #"), diverged.replayed());
        assertFalse(diverged.recorded().equals(diverged.replayed()));
        assertTrue(diverged.frames().getFirst().contains("tubeway_v1_main"), diverged.toString());
    }

    @Test
    void aModuleThatReturnsTooEarlyDiverges() throws Exception {
        record(asking("1.0.0", "hello"), toFile());
        Diverged diverged = diverged(module("test", "1.1.0").main(i32(0)).build());
        assertEquals(1, diverged.call());
        assertEquals("the call clock", diverged.recorded());
        assertEquals("returned 0", diverged.replayed());
    }

    @Test
    void aModuleThatGoesOnAfterTheEndDiverges() throws Exception {
        record(module("test", "1.0.0").main(i32(0)).build(), toFile());
        Diverged diverged = diverged(asking("1.1.0", "hello"));
        assertEquals("returned 0", diverged.recorded());
        assertEquals("clock(0, 8 bytes of room)", diverged.replayed());
    }

    @Test
    void anotherStatusAtTheEndDiverges() throws Exception {
        record(module("test", "1.0.0").main(i32(0)).build(), toFile());
        assertEquals(
                "returned 7",
                diverged(module("test", "1.1.0").main(i32(7)).build()).replayed());
    }

    @Test
    void aTrapIsReplayed() throws Exception {
        var builder = module("test", "1.0.0").imports("clock", "iii>i");
        record(builder.main(builder.call("clock", 0, 0, 8), code(UNREACHABLE)).build(), toFile());
        assertEquals(1, agreed().calls());
    }

    @Test
    void aCallWithABadBufferIsReplayed() throws Exception {
        var builder = module("test", "1.0.0").imports("random", "ii>i");
        record(builder.main(builder.call("random", 140_000, 16)).build(), toFile());
        assertTrue(recorded().end().startsWith("bad call"), recorded().end());
        assertEquals(1, agreed().calls());
    }

    @Test
    void clocksAndRandomnessOfWasiAreReplayed() throws Exception {
        var builder = module("test", "1.0.0")
                .imports("wasi_snapshot_preview1", "random_get", "ii>i")
                .imports("wasi_snapshot_preview1", "proc_exit", "i>")
                .imports("log", "iii>i");
        record(
                builder.main(
                                builder.call("random_get", 0, 16),
                                DROPPED,
                                builder.call("log", LogLevel.INFO, 0, 16),
                                DROPPED,
                                builder.call("proc_exit", 0),
                                i32(1))
                        .build(),
                toFile());
        assertEquals(3, agreed().calls());
    }

    private static byte[] tellingModule() {
        var builder = module("test", "1.0.0")
                .manifest(WasmBuilder.manifest(
                        "test",
                        "1.0.0",
                        ", \"capabilities\": {\"needs\": [\"secrets\"]}, \"parameters\": [{\"name\": \"password\","
                                + " \"type\": \"string\", \"secret\": true}]"))
                .imports("secret", "iiii>i")
                .imports("log", "iii>i")
                .data(100, "password");
        return builder.main(
                        builder.call("secret", 100, 8, 200, 64),
                        DROPPED,
                        builder.call("log", LogLevel.INFO, 190, 40),
                        DROPPED,
                        i32(0))
                .build();
    }

    @Test
    void secretsAreNotInTheFileAndTheReplayAgrees() throws Exception {
        host.secrets.put("password", SECRET);
        record(tellingModule(), toFile());
        assertFalse(holds(SECRET));
        assertFalse(recorded().secrets());
        assertEquals(2, agreed().calls());
    }

    @Test
    void secretsAreInTheFileOnlyWhereItWasAskedForAndItSaysSo() throws Exception {
        host.secrets.put("password", SECRET);
        record(tellingModule(), toFile().withSecrets(true));
        assertTrue(recorded().secrets());
        assertEquals(2, agreed().calls());
    }

    /// Looks into the blocks as a thief would.
    private boolean holds(String text) throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        boolean found = new String(bytes, StandardCharsets.ISO_8859_1).contains(text);
        for (int at = 0; at < bytes.length; at++) {
            var inflater = new java.util.zip.Inflater(true);
            try {
                inflater.setInput(bytes, at, bytes.length - at);
                byte[] out = new byte[1 << 16];
                int length = inflater.inflate(out);
                found |= new String(out, 0, length, StandardCharsets.ISO_8859_1).contains(text);
            } catch (java.util.zip.DataFormatException e) {
                // No block begins here.
            } finally {
                inflater.end();
            }
        }
        return found;
    }

    @Test
    void theThiefOfThisTestFindsWhatIsInTheClear() throws Exception {
        host.secrets.put("password", SECRET);
        record(tellingModule(), toFile().withSecrets(true));
        assertTrue(holds(SECRET));
    }

    @Test
    void theFileIsItsOwnersAlone() throws Exception {
        record(asking("1.0.0", "hello"), toFile());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void anOrderCountsItsSessionsAndTheFolderListsThem() throws Exception {
        add(asking("1.0.0", "hello"));
        store.recordings().order(RecordingRequest.ofModule("test").withSessions(2));
        for (String session : new String[] {"$one", "$two", "$three"}) {
            host.session = session;
            run();
        }
        assertEquals(
                Set.of("$one", "$two"),
                Set.copyOf(store.recordings().list().stream()
                        .map(RecordingInfo::session)
                        .toList()));
        assertEquals(java.util.List.of(), store.recordings().orders());
        assertEquals(
                "rwx------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("recordings"))));
    }

    @Test
    void aWithdrawnOrderRecordsNothing() throws Exception {
        add(asking("1.0.0", "hello"));
        String id = store.recordings().order(toFile()).id();
        assertTrue(store.recordings().withdraw(id));
        assertFalse(store.recordings().withdraw(id));
        run();
        assertFalse(Files.exists(file));
    }

    @Test
    void aRecordingOverwritesNothing() throws Exception {
        Files.writeString(file, "precious");
        RecordingRequest request = toFile();
        assertThrows(IllegalArgumentException.class, () -> store.recordings().order(request));
    }

    @Test
    void aRecordingThatReachesItsBoundIsCutAndItsSessionGoesOn() throws Exception {
        var builder = module("test", "1.0.0").imports("random", "ii>i").memory(4, 4);
        byte[] wasm = builder.main(
                        builder.call("random", 0, 200_000),
                        DROPPED,
                        builder.call("random", 0, 100_000),
                        DROPPED,
                        builder.call("random", 0, 100),
                        DROPPED,
                        i32(0))
                .build();
        ModuleEnd end = record(wasm, toFile().withMaxBytes(128 << 10));
        assertEquals(CloseReason.Kind.NORMAL, end.reason().kind());
        assertEquals(RecordingInfo.State.CUT, recorded().state());
        assertEquals(1, recorded().calls());
        assertTrue(agreed().notes().getFirst().contains("bound"), agreed().toString());
    }

    @Test
    void aRecordingIsStoppedWhileItsSessionRuns() throws Exception {
        var builder = module("test", "1.0.0").imports("event", "iii>i");
        add(builder.main(builder.call("event", 0, 64, 0), DROPPED, builder.call("event", 0, 64, -1))
                .build());
        store.recordings().order(toFile());
        LoadedModule module = store.serving("test").orElseThrow();
        ModuleRun run = module.open(host, module.limits());
        var end = start(run);
        host.attached.await();
        assertEquals(
                RecordingInfo.State.RUNNING,
                store.recordings().list().getFirst().state());
        assertTrue(store.recordings().stop(host.sessionId()));
        assertFalse(store.recordings().stop(host.sessionId()));
        run.cancel(CloseReason.of(CloseReason.Kind.ADMIN_CLOSED));
        end.get(10, TimeUnit.SECONDS);
        assertEquals(RecordingInfo.State.CUT, recorded().state());
        assertTrue(agreed().notes().getFirst().contains("stopped"), agreed().toString());
    }

    @Test
    void aCancelledSessionIsReplayed() throws Exception {
        var builder = module("test", "1.0.0").imports("event", "iii>i");
        add(builder.main(builder.call("event", 0, 64, -1)).build());
        store.recordings().order(toFile());
        LoadedModule module = store.serving("test").orElseThrow();
        ModuleRun run = module.open(host, module.limits());
        var end = start(run);
        host.attached.await();
        run.cancel(CloseReason.of(CloseReason.Kind.ADMIN_CLOSED));
        end.get(10, TimeUnit.SECONDS);
        assertTrue(recorded().end().startsWith("cancelled"), recorded().end());
        assertEquals(1, agreed().calls());
    }

    @Test
    void aFileThatIsChangedAnywhereIsRefusedOrAgreesWithLess() throws Exception {
        record(asking("1.0.0", "hello"), toFile());
        byte[] whole = Files.readAllBytes(file);
        for (int at = 0; at < whole.length; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x11;
            Files.write(file, damaged);
            // A length that is too large reads as a file that was cut off; all else is found.
            if (store.recordings().read(file) instanceof RecordingVerdict.Accepted(RecordingInfo recording)) {
                assertEquals(RecordingInfo.State.UNFINISHED, recording.state(), "changed byte: " + at);
            }
        }
    }

    @Test
    void aFileThatIsCutAnywhereHasNoEnd() throws Exception {
        record(asking("1.0.0", "hello"), toFile());
        byte[] whole = Files.readAllBytes(file);
        int readable = 0;
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            switch (store.recordings().read(file)) {
                case Refused(String why) -> assertTrue(why.startsWith(file.toString()), why);
                case RecordingVerdict.Accepted(RecordingInfo recording) -> {
                    readable++;
                    assertEquals(RecordingInfo.State.UNFINISHED, recording.state(), "length: " + length);
                }
            }
        }
        assertTrue(readable > 0);
        assertTrue(agreed().notes().getFirst().contains("no end"), agreed().toString());
    }

    @Test
    void randomBytesAreNoRecording() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            byte[] bytes = new byte[random.nextInt(500)];
            random.nextBytes(bytes);
            Files.write(file, bytes);
            assertInstanceOf(Refused.class, store.recordings().read(file), "seed: " + seed);
        }
    }

    @Test
    void whatIsRefusedIsSaid() throws Exception {
        assertTrue(refused().contains("no such file"));
        Files.writeString(file, "GET / HTTP/1.1\r\n\r\n");
        assertTrue(refused().contains("it is no recording"));
        Files.delete(file);
        record(asking("1.0.0", "hello"), toFile());
        byte[] whole = Files.readAllBytes(file);
        whole[9] = 2;
        Files.write(file, whole);
        assertTrue(refused().contains("format 2, this host reads 1"));
        whole[9] = 1;
        whole[whole.length / 2] ^= 1;
        Files.write(file, whole);
        assertTrue(refused().contains("damaged"), refused());
    }

    @Test
    void anotherModuleIsNotReplayed() throws Exception {
        record(asking("1.0.0", "hello"), toFile());
        ReplayVerdict verdict = store.recordings()
                .replay(file, Optional.of(module("other", "1.0.0").main(i32(0)).build()));
        assertTrue(
                assertInstanceOf(ReplayVerdict.Refused.class, verdict).why().contains("another module"),
                verdict.toString());
    }

    private String refused() {
        return assertInstanceOf(ReplayVerdict.Refused.class, store.recordings().replay(file))
                .why();
    }
}
