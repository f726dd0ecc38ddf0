package dev.tubeway.internal.module;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.internal.module.abi.AbiFunction;
import dev.tubeway.internal.module.abi.AbiVersion;
import dev.tubeway.internal.module.abi.Status;
import dev.tubeway.module.ModuleConfig;
import dev.tubeway.module.ModuleLimits;
import dev.tubeway.module.ModulePolicy;
import dev.tubeway.module.ModuleVerdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Each capability with each function that needs it, as the ABI's table has them: without it nothing happens.
@Timeout(60)
class CapabilitiesTest {
    private static final Path TABLE = Path.of("../../abi/tubeway-abi.json");
    private static final int TEXT = 4096;
    private static final int OUT = 8192;

    @TempDir
    private static Path folder = Path.of("unset");

    /// What a buffer holds that the call reads, where another than "text" is needed for the call to be a good one.
    private static final Map<AbiFunction, String> TEXTS =
            Map.of(AbiFunction.CONNECT, "elsewhere.example:7000", AbiFunction.SECRET, "password");

    /// @param value of the enum that names the capability; 0 where the function does
    record Need(AbiFunction function, String capability, int value) {
        @Override
        public String toString() {
            return function.importName() + (value == 0 ? "" : " " + value) + " needs " + capability;
        }
    }

    static Stream<Need> needs() throws IOException {
        JsonNode table = new JsonMapper().readTree(Files.readAllBytes(TABLE));
        var needs = new ArrayList<Need>();
        for (JsonNode each : table.path("functions")) {
            AbiFunction function =
                    Objects.requireNonNull(AbiFunction.named(each.path("name").asString()));
            String whole = each.path("capability").asString("");
            if (!whole.isEmpty()) {
                needs.add(new Need(function, whole, 0));
            }
            for (JsonNode argument : each.path("args")) {
                for (JsonNode value : values(table, argument.path("enum").asString(""))) {
                    String capability = value.path("capability").asString("");
                    if (!capability.isEmpty()) {
                        needs.add(new Need(
                                function, capability, value.path("value").asInt()));
                    }
                }
            }
        }
        var known = new HashSet<String>();
        needs.forEach(need -> known.add(need.capability()));
        assertEquals(AbiVersion.CAPABILITIES, known, "a capability that no function needs");
        return needs.stream();
    }

    private static JsonNode values(JsonNode table, String name) {
        for (JsonNode each : table.path("enums")) {
            if (each.path("name").asString().equals(name)) {
                return each.path("values");
            }
        }
        return table.path("none");
    }

    private static Set<String> allBut(String capability) {
        var rest = new HashSet<>(AbiVersion.CAPABILITIES);
        rest.remove(capability);
        return rest;
    }

    private static Puppet start(ModuleStore store, Set<String> wanted, FakeHost host) {
        String wants = wanted.isEmpty() ? "" : "\"" + String.join("\", \"", new TreeSet<>(wanted)) + "\"";
        byte[] wasm = Puppet.wasm(WasmBuilder.manifest(
                "test",
                "1.0.0",
                ", \"capabilities\": {\"wants\": [" + wants + "]}, \"parameters\": [{\"name\": \"password\","
                        + " \"type\": \"string\", \"secret\": true}]"));
        ModuleVerdict verdict = store.add(wasm);
        assertInstanceOf(ModuleVerdict.Accepted.class, verdict, verdict.toString());
        return Puppet.start(
                store.serving("test").orElseThrow(),
                host,
                ModuleLimits.defaults().withGraceTime(Duration.ofMinutes(5)));
    }

    private static ModuleStore store(Set<String> granted) {
        return new ModuleStore(
                ModuleConfig.defaults()
                        .withCache(folder.resolve("cache"))
                        .withPolicy(ModulePolicy.defaults().withGrants(Map.of("*", granted))),
                Optional.of(new VectorSsh()));
    }

    /// Calls the function with arguments that are good where it is granted; its result.
    private static int call(Puppet puppet, Need need) {
        byte[] text = TEXTS.getOrDefault(need.function(), "text").getBytes(StandardCharsets.UTF_8);
        System.arraycopy(text, 0, puppet.memory(), TEXT, text.length);
        long[] arguments = new long[need.function().parameters().length()];
        for (int i = 0; i < need.function().pointerCount(); i++) {
            int at = need.function().pointer(i);
            arguments[at] = i == 0 ? TEXT : OUT;
            arguments[at + 1] = i == 0 ? text.length : 64;
        }
        if (need.value() != 0) {
            arguments[0] = need.value();
        }
        return puppet.call(need.function(), arguments).orElseThrow();
    }

    private static int feature(Puppet puppet, String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(text, 0, puppet.memory(), TEXT, text.length);
        return puppet.call(AbiFunction.FEATURE, TEXT, text.length).orElseThrow();
    }

    private static void refuses(Need need, Set<String> wanted, Set<String> granted) {
        var host = new Watched();
        try (var store = store(granted);
                var puppet = start(store, wanted, host)) {
            assertEquals(Status.DENIED, feature(puppet, need.capability()));
            if (need.function().capability().equals(need.capability())) {
                assertEquals(Status.DENIED, feature(puppet, need.function().importName()));
            }
            byte[] before = puppet.memory().clone();
            assertEquals(Status.DENIED, call(puppet, need));
            assertEquals(List.of(), host.reached);
            // The text is what the test itself wrote.
            byte[] after = puppet.memory().clone();
            System.arraycopy(before, TEXT, after, TEXT, 64);
            assertArrayEquals(before, after);
            assertEquals(List.of(), puppet.end().accounts().handles());
        }
    }

    @ParameterizedTest
    @MethodSource("needs")
    void whatPolicyDoesNotGrantIsDeniedAndNothingHappens(Need need) {
        refuses(need, AbiVersion.CAPABILITIES, allBut(need.capability()));
    }

    @ParameterizedTest
    @MethodSource("needs")
    void whatTheManifestDoesNotNameIsDeniedAndNothingHappens(Need need) {
        refuses(need, allBut(need.capability()), AbiVersion.CAPABILITIES);
    }

    @ParameterizedTest
    @MethodSource("needs")
    void whatIsNamedAndGrantedIsNotDenied(Need need) {
        try (var store = store(Set.of(need.capability()));
                var puppet = start(store, Set.of(need.capability()), new Watched())) {
            assertEquals(1, feature(puppet, need.capability()));
            assertNotEquals(Status.DENIED, call(puppet, need));
        }
    }

    /// A session that tells what of it was reached.
    private static final class Watched extends FakeHost {
        private final List<String> reached = Collections.synchronizedList(new ArrayList<>());

        @Override
        public Optional<String> secret(String name) {
            reached.add("secret " + name);
            return Optional.of("hidden");
        }

        @Override
        public Dialled dial(String destination, Duration timeout) {
            reached.add("dial " + destination);
            return new Dialled.Failed(Status.UNREACHABLE, "nobody is there");
        }

        @Override
        public Opened openStream(int purpose, String type, String name) {
            reached.add("stream " + purpose);
            return new Opened.Failed(Status.UNSUPPORTED);
        }

        @Override
        public int message(String text) {
            reached.add("message");
            return 0;
        }

        @Override
        public void log(int level, String text) {
            // A dial that failed is logged; that is no effect of its own.
            assertTrue(level > 0);
        }
    }
}
