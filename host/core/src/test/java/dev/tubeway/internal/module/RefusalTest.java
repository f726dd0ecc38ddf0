package dev.tubeway.internal.module;

import static dev.tubeway.internal.module.WasmBuilder.DROP;
import static dev.tubeway.internal.module.WasmBuilder.bytes;
import static dev.tubeway.internal.module.WasmBuilder.code;
import static dev.tubeway.internal.module.WasmBuilder.i32;
import static dev.tubeway.internal.module.WasmBuilder.manifest;
import static dev.tubeway.internal.module.WasmBuilder.module;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.internal.module.abi.AbiVersion;
import dev.tubeway.module.ModuleConfig;
import dev.tubeway.module.ModuleInfo;
import dev.tubeway.module.ModuleVerdict;
import dev.tubeway.module.ModuleVerdict.Accepted;
import dev.tubeway.module.ModuleVerdict.Refusal;
import dev.tubeway.module.ModuleVerdict.Refused;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RefusalTest {
    private final ModuleStore store = new ModuleStore(ModuleConfig.defaults());

    @AfterEach
    void close() {
        store.close();
    }

    /// A file that is refused, and what must be said of it.
    ///
    /// @param where the place
    /// @param what  words that say what is wrong, or what would be right
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Case(String name, byte[] wasm, String rule, String where, String what) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static WasmBuilder good() {
        return module("test", "1.0.0").main(i32(0));
    }

    private static WasmBuilder says(String json) {
        return good().manifest(json);
    }

    private static WasmBuilder computes(int... instructions) {
        return good().function("compute", ">", code(instructions));
    }

    private static byte[] hugeFunction() {
        byte[] once = bytes(i32(123_456_789), code(DROP));
        byte[] all = new byte[once.length * 30_000];
        for (int at = 0; at < all.length; at += once.length) {
            System.arraycopy(once, 0, all, at, once.length);
        }
        return all;
    }

    /// The good one, but that its memory is exported by another number.
    private static byte[] exportingMemory(int number) {
        String name = "\u0006" + AbiVersion.MEMORY + "\u0002";
        byte[] wasm = good().build();
        int at = new String(wasm, StandardCharsets.ISO_8859_1).indexOf(name) + name.length();
        wasm[at] = (byte) number;
        return wasm;
    }

    static Stream<Case> refused() {
        return Stream.of(
                new Case(
                        "a later major",
                        module("test", "1.0.0")
                                .function("run", ">i", i32(0))
                                .exports("tubeway_v2_main", "run")
                                .build(),
                        "unknown-major",
                        "exports",
                        "built for ABI major 2, this host has major 1"),
                new Case(
                        "a later major in the manifest",
                        says(manifest("test", "1.0.0", "").replace("1.0\"", "2.0\""))
                                .build(),
                        "unknown-major",
                        "section tubeway.manifest",
                        "built for ABI 2.0, this host has 1."),
                new Case(
                        "a later minor",
                        says(manifest("test", "1.0.0", "").replace("\"abi\": \"1.0\"", "\"abi\": \"1.99\""))
                                .build(),
                        "unknown-minor",
                        "section tubeway.manifest",
                        "built for ABI 1.99, this host has 1."),
                new Case(
                        "no entry",
                        module("test", "1.0.0").function("run", ">i", i32(0)).build(),
                        "entry",
                        "exports",
                        "no entry tubeway_v1_main"),
                new Case(
                        "an entry of another type",
                        module("test", "1.0.0")
                                .function("run", "i>i", i32(0))
                                .exports("tubeway_v1_main", "run")
                                .build(),
                        "entry",
                        "export tubeway_v1_main",
                        "without parameters"),
                new Case(
                        "an import from elsewhere",
                        module("test", "1.0.0")
                                .imports("env", "abort", "i>")
                                .main(i32(0))
                                .build(),
                        "foreign-import",
                        "function env.abort",
                        "only functions of `tubeway`"),
                new Case(
                        "a function of WASI that opens files",
                        module("test", "1.0.0")
                                .imports("wasi_snapshot_preview1", "path_open", "iiiiillii>i")
                                .main(i32(0))
                                .build(),
                        "foreign-import",
                        "function wasi_snapshot_preview1.path_open",
                        "a few of WASI preview 1"),
                new Case(
                        "a global from elsewhere",
                        module("test", "1.0.0")
                                .importsGlobal("env", "base")
                                .main(i32(0))
                                .build(),
                        "foreign-import",
                        "global env.base",
                        "only functions may be imported"),
                new Case(
                        "a function of the ABI with another type",
                        module("test", "1.0.0")
                                .imports("read", "iii>i")
                                .main(i32(0))
                                .build(),
                        "import-type",
                        "function tubeway.read",
                        "its type is iii>i and must be iiii>i"),
                new Case(
                        "SIMD",
                        computes(0xfd, 0x0c, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, DROP)
                                .build(),
                        "extension",
                        "(compute), instruction V128_CONST",
                        "SIMD are not run here"),
                new Case(
                        "atomics",
                        computes(0xfe, 0x03, 0x00).build(),
                        "extension",
                        "(compute), instruction ATOMIC_FENCE",
                        "threads"),
                new Case(
                        "garbage collection",
                        computes(0x41, 0, 0xfb, 0x1c, DROP).build(),
                        "extension",
                        "(compute), instruction REF_I31",
                        "garbage collection"),
                new Case(
                        "exceptions",
                        computes(0x1f, 0x40, 0x00, 0x0b).build(),
                        "extension",
                        "(compute), instruction TRY_TABLE",
                        "exceptions"),
                new Case(
                        "addresses of 64 bits",
                        good().rawMemory(1, 5, 1, 2).build(),
                        "memory64",
                        "memory section",
                        "64-bit addresses"),
                new Case(
                        "memory without a maximum",
                        good().rawMemory(1, 0, 1).build(),
                        "memory-maximum",
                        "memory section",
                        "declares no maximum; policy allows 512 pages"),
                new Case(
                        "more memory than policy allows",
                        good().memory(1, 513).build(),
                        "memory-maximum",
                        "memory section",
                        "policy allows 512 pages: maximum=513"),
                new Case(
                        "an export that leads nowhere",
                        exportingMemory(1),
                        "malformed",
                        "file",
                        "an export leads nowhere: export=memory, index=1"),
                new Case("no memory", good().rawMemory().build(), "memory-export", "exports", "exported as `memory`"),
                new Case(
                        "a table that is too large",
                        good().table(100_001).build(),
                        "table-size",
                        "table section",
                        "entries=100001"),
                new Case(
                        "a start function",
                        good().function("begin", ">").start("begin").build(),
                        "start-function",
                        "start section",
                        "starts in its entry"),
                new Case(
                        "a function too large to compile",
                        good().function("huge", ">", hugeFunction()).build(),
                        "function-too-large",
                        "function 1",
                        "64 KiB of JVM code"),
                new Case(
                        "no manifest",
                        new WasmBuilder().main(i32(0)).build(),
                        "manifest",
                        "section tubeway.manifest",
                        "missing"),
                new Case(
                        "a manifest that is no JSON",
                        says("name = test").build(),
                        "manifest",
                        "section tubeway.manifest",
                        ""),
                new Case(
                        "a manifest without a name",
                        says("{\"version\": \"1.0.0\", \"kind\": \"protocol\", \"abi\": \"1.0\"}")
                                .build(),
                        "manifest",
                        "section tubeway.manifest",
                        "name"),
                new Case(
                        "a kind this host does not run",
                        says(manifest("test", "1.0.0", "").replace("\"protocol\"", "\"filter\""))
                                .build(),
                        "kind",
                        "section tubeway.manifest",
                        "FILTER"),
                new Case(
                        "a text",
                        "not a module".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        "not-wasm",
                        "file",
                        "\\0asm"),
                new Case("nothing", new byte[0], "not-wasm", "file", "\\0asm"),
                new Case(
                        "bytes after the magic", code(0, 'a', 's', 'm', 1, 0, 0, 0, 1, 0x7f), "malformed", "file", ""));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void isRefusedWithThePlaceAndTheReason(Case each) {
        List<Refusal> refusals =
                assertInstanceOf(Refused.class, store.check(each.wasm())).refusals();
        assertTrue(
                refusals.stream()
                        .anyMatch(refusal -> refusal.rule().equals(each.rule())
                                && refusal.where().contains(each.where())
                                && refusal.what().contains(each.what())),
                refusals.toString());
    }

    @Test
    void everyReasonIsToldAtOnce() {
        byte[] wasm = module("test", "1.0.0")
                .imports("env", "abort", "i>")
                .rawMemory(1, 0, 1)
                .function("begin", ">")
                .start("begin")
                .build();
        assertEquals(
                List.of("entry", "foreign-import", "memory-maximum", "start-function"),
                assertInstanceOf(Refused.class, store.check(wasm)).refusals().stream()
                        .map(Refusal::rule)
                        .toList());
    }

    @Test
    void aFunctionThatThisHostDoesNotKnowIsANoteAndNoRefusal() {
        ModuleVerdict verdict = store.check(
                module("test", "1.0.0").imports("teleport", "ii>i").main(i32(0)).build());
        ModuleInfo module = assertInstanceOf(Accepted.class, verdict).module();
        assertEquals(List.of("function tubeway.teleport is unknown here and answers UNSUPPORTED"), module.notes());
    }

    @Test
    void aFunctionThatIsSlowWithoutTheJvmFlagIsANote() {
        byte[] once = bytes(i32(123_456_789), code(DROP));
        byte[][] many = new byte[3000][];
        java.util.Arrays.fill(many, once);
        ModuleVerdict verdict = store.check(good().function("large", ">", many).build());
        ModuleInfo module = assertInstanceOf(Accepted.class, verdict).module();
        assertTrue(
                module.notes().getFirst().startsWith("function 1 (large) is "),
                module.notes().toString());
    }

    @Test
    void aModuleThatIsLargerThanPolicyAllowsIsNotEvenParsed() {
        byte[] wasm = new byte[(64 << 20) + 1];
        assertEquals(
                "too-large",
                assertInstanceOf(Refused.class, store.check(wasm))
                        .refusals()
                        .getFirst()
                        .rule());
    }
}
