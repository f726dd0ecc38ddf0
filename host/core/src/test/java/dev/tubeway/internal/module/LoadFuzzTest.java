package dev.tubeway.internal.module;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.Fuzz;
import dev.tubeway.internal.module.abi.AbiVersion;
import dev.tubeway.module.ModuleConfig;
import dev.tubeway.module.ModuleInfo;
import dev.tubeway.module.ModuleLimits;
import dev.tubeway.module.ModuleVerdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Damaged modules are refused with a reason, or load and run to an end; nothing of it harms the host.
@Timeout(600)
class LoadFuzzTest {
    private static final int SEEDS = 3;
    private static final ModuleLimits LIMITS = ModuleLimits.defaults()
            .withGuestTime(Duration.ofMillis(50))
            .withHostCallsPerSecond(100_000)
            .withMemoryPages(16);

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "-1",
            "1e999",
            "99999999999999999999",
            "\"\"",
            "\"\\u0000\"",
            "[]",
            "{}",
            "[[[[{}]]]]",
            "\"../../x\"",
            "\"1.99\"",
            "\"2.0\"",
            "{\"a\": {\"a\": 1}}",
            "0.5",
            "\"\ud83d\ude00\"");

    private static final String MANIFEST = WasmBuilder.manifest(
            "damaged",
            "1.0.0",
            ", \"capabilities\": {\"needs\": [], \"wants\": [\"tls\"]},"
                    + " \"parameters\": [{\"name\": \"port\", \"type\": \"integer\", \"default\": \"1\","
                    + " \"secret\": false}], \"limits\": {\"memoryPages\": 2, \"handles\": 4}");

    private final ModuleStore store = new ModuleStore(ModuleConfig.defaults());

    @AfterEach
    void close() {
        store.close();
    }

    private static byte[] module(String manifest) {
        var builder = new WasmBuilder()
                .manifest(manifest)
                .imports("event", "iii>i")
                .imports("log", "iii>i")
                .data(64, "some text");
        builder.function("helper", "il>i", WasmBuilder.i32(7));
        return builder.main(
                        builder.call("event", 0, 64, 0),
                        WasmBuilder.code(WasmBuilder.DROP),
                        builder.call("log", 3, 64, 9))
                .build();
    }

    private void judge(byte[] wasm) {
        switch (store.add(wasm)) {
            case ModuleVerdict.Refused(var refusals) -> assertFalse(refusals.isEmpty(), "a refusal tells why");
            case ModuleVerdict.Accepted(ModuleInfo module) -> run(module);
        }
    }

    private void run(ModuleInfo module) {
        LoadedModule loaded = store.loaded(module.name(), module.version()).orElseThrow();
        var host = new FakeHost();
        var end = new CompletableFuture<ModuleEnd>();
        Thread.ofVirtual().start(() -> end.complete(loaded.open(host, LIMITS).run()));
        try (var _ = host.display()) {
            ModuleEnd ended = end.get(60, TimeUnit.SECONDS);
            assertTrue(!(ended instanceof ModuleEnd.HostFailed), ended::toString);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatIsNotDamagedIsAccepted() {
        assertInstanceOf(ModuleVerdict.Accepted.class, store.add(module(MANIFEST)));
    }

    @Test
    void damagedBytesAreRefusedOrRun() {
        byte[] sound = module(MANIFEST);
        Fuzz.rounds(SEEDS, random -> {
            for (int i = 0; i < 60; i++) {
                judge(damaged(sound, random));
            }
        });
    }

    @Test
    void aModuleIsCutAnywhere() {
        byte[] sound = module(MANIFEST);
        for (int length = 0; length < sound.length; length++) {
            judge(Arrays.copyOf(sound, length));
        }
    }

    private static byte[] damaged(byte[] sound, Random random) {
        byte[] bytes = sound.clone();
        for (int times = 1 + random.nextInt(3); times > 0; times--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 5), (byte) 0xff);
                case 3 -> {
                    int from = random.nextInt(bytes.length);
                    int length = Math.min(random.nextInt(16), bytes.length - Math.max(at, from));
                    System.arraycopy(sound, Math.min(from, sound.length - length), bytes, at, length);
                }
                default -> {
                    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
                    System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
                    longer[at] = (byte) random.nextInt(256);
                    bytes = longer;
                }
            }
        }
        return bytes;
    }

    @Test
    void damagedManifestsAreRefusedOrRun() {
        Fuzz.rounds(SEEDS, random -> {
            for (int i = 0; i < 60; i++) {
                judge(module(damagedText(random)));
            }
        });
    }

    private static String damagedText(Random random) {
        var text = new StringBuilder(MANIFEST);
        int at = random.nextInt(text.length());
        switch (random.nextInt(4)) {
            case 0 -> text.setCharAt(at, (char) random.nextInt(0x2000));
            case 1 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(20)));
            case 2 -> text.insert(at, VALUES.get(random.nextInt(VALUES.size())));
            default -> {
                // Another value in place of one.
                int colon = text.indexOf(": ", at);
                int end = colon < 0 ? -1 : text.indexOf(",", colon);
                if (end > 0) {
                    text.replace(colon + 2, end, VALUES.get(random.nextInt(VALUES.size())));
                }
            }
        }
        return text.toString();
    }

    @Test
    void aManifestThatIsDeepOrNoTextIsRefused() {
        var builder = new WasmBuilder().main(WasmBuilder.i32(0));
        byte[] deep = "[".repeat(200_000).getBytes(StandardCharsets.UTF_8);
        byte[] noText = {(byte) 0xc3, 0x28, (byte) 0xff};
        for (byte[] section : List.of(deep, noText, new byte[0])) {
            byte[] wasm = builder.section(AbiVersion.MANIFEST_SECTION, section).build();
            assertInstanceOf(ModuleVerdict.Refused.class, store.add(wasm));
        }
    }
}
