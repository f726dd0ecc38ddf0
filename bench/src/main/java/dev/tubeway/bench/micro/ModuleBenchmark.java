package dev.tubeway.bench.micro;

import dev.tubeway.internal.module.LoadedModule;
import dev.tubeway.internal.module.ModuleEnd;
import dev.tubeway.internal.module.ModuleHost;
import dev.tubeway.internal.module.ModuleStore;
import dev.tubeway.module.ModuleConfig;
import dev.tubeway.module.ModuleLimits;
import dev.tubeway.module.ModuleVerdict;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import run.endive.compiler.InterpreterFallback;
import run.endive.compiler.MachineFactoryCompiler;
import run.endive.runtime.HostFunction;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.runtime.Machine;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.FunctionType;
import run.endive.wasm.types.ValType;

/// A call of the host by a module, and the start of a session's instance, against the engine as it comes: the same
/// file, compiled by the engine's compiler, its one import bound to a function that answers a constant.
///
/// The call is `close` of a handle that is not open, which answers at once, so that what is measured is the way there
/// and back with its counting, its checks and its watchdog.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-XX:-DontCompileHugeMethods")
public class ModuleBenchmark {
    private static final int CALLS = 1_000_000;
    private static final String ENTRY = "tubeway_v1_main";
    private static final int INVALID = -6;

    private final ModuleStore store = new ModuleStore(ModuleConfig.defaults());
    private final ModuleHost host = nobody();
    private final ModuleLimits limits = ModuleLimits.defaults().withHostCallsPerSecond(Long.MAX_VALUE);

    private LoadedModule calling = add("calling", CALLS);
    private LoadedModule starting = add("starting", 1);
    private Raw rawCalling = Raw.of(wasm("calling", CALLS));
    private Raw rawStarting = Raw.of(wasm("starting", 1));

    /// The engine without a host of ours.
    private record Raw(WasmModule module, Function<Instance, Machine> code, ImportValues imports) {
        static Raw of(byte[] wasm) {
            WasmModule module = Parser.builder().build().parse(() -> new ByteArrayInputStream(wasm));
            var type = FunctionType.of(List.of(ValType.I32), List.of(ValType.I32));
            return new Raw(
                    module,
                    MachineFactoryCompiler.builder(module)
                            .withInterpreterFallback(InterpreterFallback.FAIL)
                            .compile(),
                    ImportValues.builder()
                            .addFunction(new HostFunction(
                                    "tubeway", "close", type, (instance, arguments) -> new long[] {INVALID}))
                            .build());
        }

        long run() {
            return Instance.builder(module)
                    .withMachineFactory(code)
                    .withImportValues(imports)
                    .build()
                    .export(ENTRY)
                    .apply()[0];
        }
    }

    /// A session with nobody in it; nothing of it is called.
    private static ModuleHost nobody() {
        return (ModuleHost) Proxy.newProxyInstance(
                ModuleHost.class.getClassLoader(),
                new Class<?>[] {ModuleHost.class},
                (proxy, method, arguments) -> method.getReturnType() == String.class ? "bench" : null);
    }

    private LoadedModule add(String name, int calls) {
        if (store.add(wasm(name, calls)) instanceof ModuleVerdict.Refused refused) {
            throw new IllegalStateException("refused: refusals=" + refused.refusals());
        }
        return store.serving(name).orElseThrow();
    }

    @Setup
    public void setUp() {
        ours(calling);
        rawCalling.run();
    }

    @TearDown
    public void tearDown() {
        store.close();
    }

    private int ours(LoadedModule module) {
        if (module.open(host, limits).run() instanceof ModuleEnd.Returned returned) {
            return returned.status();
        }
        throw new IllegalStateException("the module did not return");
    }

    /// One call of the host in a session.
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public int call() {
        return ours(calling);
    }

    /// One call of a function bound to the engine.
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public long callOfTheEngine() {
        return rawCalling.run();
    }

    /// A session: instance, watchdog, accounts, one call, end.
    @Benchmark
    public int start() {
        return ours(starting);
    }

    /// An instance of the engine, one call.
    @Benchmark
    public long startOfTheEngine() {
        return rawStarting.run();
    }

    /// A module that calls `close` so many times and returns 0.
    private static byte[] wasm(String name, int calls) {
        String manifest =
                "{\"name\": \"" + name + "\", \"version\": \"1.0.0\", \"kind\": \"protocol\", \"abi\": \"1.0\","
                        + " \"protocols\": [\"" + name + "\"], \"summary\": \"a benchmark\"}";
        byte[] count = number(calls);
        byte[] body = join(
                // One local; its count; a loop of: close(-1), count down, again unless 0; return 0.
                new byte[] {1, 1, 0x7f, 0x41},
                count,
                new byte[] {0x21, 0, 0x03, 0x40, 0x41, 0x7f, 0x10, 0, 0x1a},
                new byte[] {0x20, 0, 0x41, 1, 0x6b, 0x22, 0, 0x0d, 0, 0x0b, 0x41, 0, 0x0b});
        return join(
                new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0},
                section(1, new byte[] {2, 0x60, 1, 0x7f, 1, 0x7f, 0x60, 0, 1, 0x7f}),
                section(2, join(new byte[] {1}, text("tubeway"), text("close"), new byte[] {0, 0})),
                section(3, new byte[] {1, 1}),
                section(5, new byte[] {1, 1, 1, 4}),
                section(7, join(new byte[] {2}, text("memory"), new byte[] {2, 0}, text(ENTRY), new byte[] {0, 1})),
                section(10, join(new byte[] {1}, number(body.length), body)),
                section(0, join(text("tubeway.manifest"), manifest.getBytes(StandardCharsets.UTF_8))));
    }

    private static byte[] section(int id, byte[] content) {
        return join(new byte[] {(byte) id}, number(content.length), content);
    }

    private static byte[] text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return join(number(utf8.length), utf8);
    }

    /// LEB128 that reads the same signed and unsigned.
    private static byte[] number(int value) {
        var out = new ByteArrayOutputStream();
        int rest = value;
        while (rest > 63) {
            out.write((rest & 0x7f) | 0x80);
            rest >>= 7;
        }
        out.write(rest);
        return out.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (byte[] each : parts) {
            out.writeBytes(each);
        }
        return out.toByteArray();
    }
}
