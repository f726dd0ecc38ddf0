package dev.tubeway.internal.module;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.tubeway.Fuzz;
import dev.tubeway.module.ModuleConfig;
import dev.tubeway.module.ModuleVerdict;
import dev.tubeway.module.Modules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Files that somebody offers as modules.
class ModuleFileFuzzTest {

    @Test
    void aDamagedFileIsJudged() throws Exception {
        String root = System.getProperty("tubeway.wasm");
        assertNotNull(root, "-Dtubeway.wasm names the folder of the built modules; ./tubeway test sets it");
        byte[] echo = Files.readAllBytes(Path.of(root, "samples", "echo.wasm"));
        try (Modules modules = Modules.open(ModuleConfig.defaults())) {
            Fuzz.rounds(60, random -> judged(modules.check(Fuzz.mutated(random, echo))));
        }
    }

    @Test
    void aManifestOfNoiseIsJudged() {
        List<String> words = List.of(
                "\"name\"",
                "\"version\"",
                "\"kind\"",
                "\"abi\"",
                "\"protocols\"",
                "\"limits\"",
                "\"parameters\"",
                ":",
                ",",
                "{",
                "}",
                "[",
                "]",
                "\"1.0\"",
                "\"protocol\"",
                "\"a\"",
                "1",
                "-1",
                "1e999",
                "null",
                "true",
                "\"\\u0000\"");
        try (Modules modules = Modules.open(ModuleConfig.defaults())) {
            Fuzz.rounds(300, random -> {
                StringBuilder json = new StringBuilder();
                if (random.nextBoolean()) {
                    json.append(WasmBuilder.manifest("noise", "1.0.0", ", \"limits\": {\"memoryPages\": 8}"));
                    byte[] changed = Fuzz.mutated(random, Fuzz.utf8(json.toString()));
                    judged(modules.check(WasmBuilder.module("noise", "1.0.0")
                            .section("tubeway.manifest", changed)
                            .build()));
                } else {
                    for (int i = random.nextInt(30); i > 0; i--) {
                        json.append(words.get(random.nextInt(words.size())));
                    }
                    judged(modules.check(WasmBuilder.module("noise", "1.0.0")
                            .manifest("{" + json + "}")
                            .build()));
                }
            });
        }
    }

    private static void judged(ModuleVerdict verdict) {
        if (verdict instanceof ModuleVerdict.Refused(var refusals)) {
            assertFalse(refusals.isEmpty());
            refusals.forEach(refusal -> assertFalse(refusal.what().isEmpty()));
        }
    }
}
