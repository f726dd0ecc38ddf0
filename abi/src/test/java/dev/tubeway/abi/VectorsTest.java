package dev.tubeway.abi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// That the golden vectors cover the table; what they say is run by the host and by each SDK.
class VectorsTest {
    private static final Path FOLDER = GeneratedFilesTest.ROOT.resolve("abi/vectors");
    private final Abi abi;

    VectorsTest() throws IOException {
        abi = Abi.read(GeneratedFilesTest.ROOT.resolve("abi/tubeway-abi.json"));
    }

    @Test
    void everyFunctionHasItsFile() throws IOException {
        Set<String> wanted = abi.functions().stream()
                .map(function -> function.name() + ".json")
                .collect(Collectors.toSet());
        try (Stream<Path> files = Files.list(FOLDER)) {
            Set<String> found = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".json"))
                    .collect(Collectors.toSet());
            assertEquals(new TreeSet<>(wanted), new TreeSet<>(found));
        }
    }

    @Test
    void everyFunctionSucceedsAndFailsAsTheTableTells() throws IOException {
        for (Abi.Function function : abi.functions()) {
            Set<String> names = new HashSet<>();
            boolean succeeds = false;
            for (JsonNode vector : cases(function)) {
                String name = function.name() + ": " + vector.path("name").asString();
                assertTrue(names.add(name), name);
                JsonNode result = vector.path("result");
                succeeds |= result.isInt();
                assertEquals(arity(function), vector.path("args").size(), name);
                if (result.isString()) {
                    Set<String> allowed = new HashSet<>(function.statuses());
                    allowed.add("TRAP");
                    if (function.capability() != null) {
                        allowed.add("DENIED");
                    }
                    assertTrue(allowed.contains(result.asString()), name);
                }
            }
            assertTrue(succeeds, function.name());
        }
    }

    @Test
    void everyFunctionThatTheEndCancelsIsSeenCancelled() throws IOException {
        for (Abi.Function function : abi.functions()) {
            boolean cancelled = false;
            for (JsonNode vector : cases(function)) {
                cancelled |= vector.path("result").asString("").equals("CANCELLED");
            }
            assertEquals(function.statuses().contains("CANCELLED"), cancelled, function.name());
        }
    }

    private static JsonNode cases(Abi.Function function) throws IOException {
        JsonNode file = JsonMapper.shared().readTree(Files.readString(FOLDER.resolve(function.name() + ".json")));
        assertEquals(function.name(), file.path("function").asString());
        return file.path("cases");
    }

    private static int arity(Abi.Function function) {
        return function.args().stream()
                .mapToInt(argument -> argument.isBuffer() ? 2 : 1)
                .sum();
    }
}
