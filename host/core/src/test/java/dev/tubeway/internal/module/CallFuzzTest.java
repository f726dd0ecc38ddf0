package dev.tubeway.internal.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.CloseReason;
import dev.tubeway.Fuzz;
import dev.tubeway.internal.module.ModuleEnd.Fault;
import dev.tubeway.internal.module.ModuleEnd.Faulted;
import dev.tubeway.internal.module.abi.AbiFunction;
import dev.tubeway.internal.module.abi.AbiVersion;
import dev.tubeway.internal.module.abi.Status;
import dev.tubeway.module.ModuleConfig;
import dev.tubeway.module.ModuleLimits;
import dev.tubeway.module.ModulePolicy;
import dev.tubeway.module.ModuleVerdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Calls of every function with any arguments: what comes of it is a number, a status that the ABI's table lists
/// for the function, or the trap of a buffer outside the memory; and nothing but the call's buffers is written.
@Timeout(600)
class CallFuzzTest {
    private static final int SEEDS = 4;
    private static final int CALLS = 3_000;
    private static final int PAGE = 65_536;
    private static final AbiFunction[] FUNCTIONS = AbiFunction.values();
    private static final ModuleLimits LIMITS = ModuleLimits.defaults()
            .withHandles(24)
            .withGraceTime(Duration.ofMinutes(5))
            .withLogBytesPerSecond(1L << 40)
            .withOutputBytesPerSecond(1L << 50);

    private static final Set<AbiFunction> WAITING = EnumSet.of(
            AbiFunction.WAIT,
            AbiFunction.CONNECT,
            AbiFunction.READ,
            AbiFunction.WRITE,
            AbiFunction.WRITE_ALL,
            AbiFunction.START_TLS,
            AbiFunction.EVENT);

    private static final Set<AbiFunction> OPENING = EnumSet.of(
            AbiFunction.CONNECT,
            AbiFunction.STREAM_OPEN,
            AbiFunction.SURFACE_NEW,
            AbiFunction.INFLATE_NEW,
            AbiFunction.DEFLATE_NEW,
            AbiFunction.CIPHER_NEW);

    private static final List<String> TEXTS = List.of(
            "port",
            "password",
            "codec.png",
            "verify=none",
            "server-name=a\nalpn=b,c",
            "host:22",
            "[::1]:65536",
            "\n\n",
            "scrollback=100\nfont-size=300",
            "e\u0301",
            "surface_put",
            "\u0000",
            "=",
            "text/plain");

    private static final JsonNode HOST = new JsonMapper().readTree("""
            {"params": {"port": "1", "empty": null}, "secrets": {"password": "x"},
             "connections": [{"sends": "text:hello"}, {"closes": true}, {}, {"takes": 5}, {"fails": "UNREACHABLE"},
                             {"sends": "text:hi", "closes": true}],
             "events": ["hex:010000001800000040420f00000000006100000001000000",
                        {"stream": {"purpose": 2, "type": "text/plain", "name": "a", "data": "text:body"}},
                        {"stream": {"purpose": 3, "type": "", "name": "", "data": "text:"}}],
             "screen": {"width": 320, "height": 200}}
            """);

    private static final ModuleStore STORE = new ModuleStore(
            ModuleConfig.defaults()
                    .withPolicy(ModulePolicy.defaults()
                            .withLimits(LIMITS)
                            .withGrants(Map.of("*", Set.copyOf(AbiVersion.CAPABILITIES)))),
            Optional.of(new VectorSsh()));

    @AfterAll
    static void close() {
        STORE.close();
    }

    private static LoadedModule module() {
        String wants =
                AbiVersion.CAPABILITIES.stream().map(each -> "\"" + each + "\"").collect(Collectors.joining(", "));
        String more = ", \"capabilities\": {\"wants\": [" + wants + "]}, \"parameters\": ["
                + "{\"name\": \"port\", \"type\": \"string\"}, {\"name\": \"empty\", \"type\": \"string\"},"
                + "{\"name\": \"password\", \"type\": \"string\", \"secret\": true}],"
                + " \"limits\": {\"logBytesPerSecond\": 1000000000000, \"graceTimeMillis\": 300000}";
        var verdict = STORE.add(Puppet.wasm(WasmBuilder.manifest("fuzz", "1.0.0", more)));
        assertInstanceOf(ModuleVerdict.Accepted.class, verdict);
        return STORE.serving("fuzz").orElseThrow();
    }

    @Test
    void anyArgumentsGiveAStatusOrTheTrapOfABuffer() {
        LoadedModule module = module();
        Fuzz.rounds(SEEDS, random -> {
            for (int calls = CALLS; calls > 0; ) {
                calls -= new Session(module, random).run(calls);
            }
        });
    }

    /// One session, up to its trap.
    private static final class Session {
        private final LoadedModule module;
        private final Random random;
        private final int[] handles = {0, 1, 2, 3, 4, 5, 6, 7};
        private boolean cancelled;

        Session(LoadedModule module, Random random) {
            this.module = module;
            this.random = random;
        }

        int run(int most) {
            int calls = 0;
            try (var host = new VectorHost(HOST);
                    var puppet = Puppet.start(module, host, LIMITS)) {
                random.nextBytes(puppet.memory());
                boolean goesOn = true;
                while (goesOn && calls < most) {
                    calls++;
                    if (!cancelled && random.nextInt(400) == 0) {
                        cancelled = true;
                        puppet.cancel(CloseReason.of(CloseReason.Kind.ADMIN_CLOSED));
                    }
                    goesOn = call(puppet);
                }
                assertTrue(!(puppet.end() instanceof ModuleEnd.HostFailed), () -> words(puppet.end()));
            }
            return calls;
        }

        private boolean call(Puppet puppet) {
            AbiFunction function = FUNCTIONS[random.nextInt(FUNCTIONS.length)];
            long[] arguments = arguments(function);
            seeded(puppet.memory(), function, arguments);
            byte[] before = puppet.memory().clone();
            String what = function.importName() + Arrays.toString(arguments);
            OptionalInt result = puppet.call(function, arguments);
            if (result.isEmpty()) {
                ended(puppet.end(), function, arguments, what);
                return false;
            }
            int value = result.getAsInt();
            boolean refused = value == Status.DENIED && !function.capability().isEmpty();
            assertTrue(value >= 0 || refused || function.mayAnswer(value), what + " gave " + Status.nameOf(value));
            assertTrue(
                    !isOutside(function, arguments) || (cancelled && value == Status.CANCELLED),
                    what + " did not trap");
            assertUntouched(before, puppet.memory(), function, arguments, what);
            if (value >= 0 && OPENING.contains(function)) {
                handles[random.nextInt(handles.length)] = value;
            }
            return true;
        }

        private static void ended(ModuleEnd end, AbiFunction function, long[] arguments, String what) {
            Faulted faulted = assertInstanceOf(Faulted.class, end, () -> what + ": " + words(end));
            if (faulted.fault() == Fault.HANDLES) {
                return;
            }
            assertEquals(Fault.BAD_CALL, faulted.fault(), what + ": " + faulted.report());
            assertTrue(faulted.report().contains(function.importName() + ": a buffer"), faulted.report());
            assertTrue(isOutside(function, arguments), what + ": " + faulted.report());
        }

        private static String words(ModuleEnd end) {
            if (end instanceof ModuleEnd.HostFailed failed) {
                return failed.cause() + " at "
                        + List.of(failed.cause().getStackTrace()).stream()
                                .limit(8)
                                .toList();
            }
            return String.valueOf(end);
        }

        /// The rule that the host has to follow.
        private static boolean isOutside(AbiFunction function, long[] arguments) {
            boolean outside = false;
            for (int i = 0; i < function.pointerCount(); i++) {
                long pointer = arguments[function.pointer(i)];
                long length = arguments[function.pointer(i) + 1];
                outside |= length != 0 && (length < 0 || pointer < 0 || pointer + length > PAGE);
            }
            return outside;
        }

        private static void assertUntouched(
                byte[] before, byte[] after, AbiFunction function, long[] arguments, String what) {
            byte[] wanted = before.clone();
            for (int i = 0; i < function.pointerCount(); i++) {
                int length = (int) arguments[function.pointer(i) + 1];
                if (length > 0 && !isOutside(function, arguments)) {
                    int pointer = (int) arguments[function.pointer(i)];
                    System.arraycopy(after, pointer, wanted, pointer, length);
                }
            }
            assertEquals(-1, Arrays.mismatch(wanted, after), what + " wrote elsewhere");
        }

        // ---- arguments

        private long[] arguments(AbiFunction function) {
            long[] arguments = new long[function.parameters().length()];
            for (int i = 0; i < arguments.length; i++) {
                arguments[i] = number();
            }
            for (int i = 0; i < function.pointerCount(); i++) {
                int at = function.pointer(i);
                if (random.nextInt(150) == 0) {
                    arguments[at] = any();
                    arguments[at + 1] = any();
                } else {
                    int length = length();
                    // An empty buffer may lie anywhere.
                    arguments[at] = length == 0 ? any() : random.nextInt(PAGE - length + 1);
                    arguments[at + 1] = length;
                }
            }
            if (WAITING.contains(function)) {
                arguments[arguments.length - 1] = cancelled ? any() : random.nextInt(3);
            }
            return arguments;
        }

        private int length() {
            return switch (random.nextInt(8)) {
                case 0 -> 0;
                case 1 -> random.nextInt(PAGE + 1);
                case 2 -> 16 * random.nextInt(64);
                case 3 -> 12 * random.nextInt(8);
                default -> random.nextInt(64);
            };
        }

        private int number() {
            return switch (random.nextInt(8)) {
                case 0 -> any();
                case 1, 2, 3 -> handles[random.nextInt(handles.length)];
                case 4 -> random.nextInt(300);
                default -> random.nextInt(12);
            };
        }

        private int any() {
            return switch (random.nextInt(6)) {
                case 0 -> -1;
                case 1 -> Integer.MIN_VALUE;
                case 2 -> Integer.MAX_VALUE;
                case 3 -> PAGE - random.nextInt(3);
                case 4 -> 1 << random.nextInt(32);
                default -> random.nextInt();
            };
        }

        /// Makes sense of some of the memory, so that calls come further than to their first check.
        private void seeded(byte[] memory, AbiFunction function, long[] arguments) {
            if (isOutside(function, arguments)) {
                return;
            }
            for (int i = 0; i < function.pointerCount(); i++) {
                int pointer = (int) arguments[function.pointer(i)];
                int length = (int) arguments[function.pointer(i) + 1];
                if (length == 0) {
                    continue;
                }
                if (function == AbiFunction.WAIT) {
                    for (int at = pointer; at + 12 <= pointer + length; at += 4) {
                        memory[at] = (byte) handles[random.nextInt(handles.length)];
                        Arrays.fill(memory, at + 1, at + 4, (byte) 0);
                    }
                } else if (random.nextInt(3) > 0) {
                    byte[] text = TEXTS.get(random.nextInt(TEXTS.size())).getBytes(StandardCharsets.UTF_8);
                    int kept = Math.min(text.length, length);
                    if (kept > 0) {
                        System.arraycopy(text, 0, memory, pointer, kept);
                        arguments[function.pointer(i) + 1] = random.nextBoolean() ? kept : length;
                    }
                }
            }
        }
    }
}
