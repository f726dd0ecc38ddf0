package dev.tubeway.internal.module.engine;

import dev.tubeway.internal.module.abi.AbiFunction;
import dev.tubeway.internal.module.abi.AbiVersion;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import run.endive.compiler.Cache;
import run.endive.compiler.InterpreterFallback;
import run.endive.compiler.MachineFactoryCompiler;
import run.endive.runtime.HostFunction;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.runtime.Machine;
import run.endive.runtime.WasmFunctionHandle;
import run.endive.wasm.WasmEngineException;
import run.endive.wasm.types.FunctionImport;
import run.endive.wasm.types.FunctionType;
import run.endive.wasm.types.Import;

/// The compiled code of a module, which all its instances share.
///
/// There are two forms. The direct one, which sessions use, calls the host without boxing; the general one goes
/// through [HostCalls], so that a tap can see the arguments of every call. The second is compiled when it
/// is first wanted.
///
/// Threading: any thread.
public final class GuestCode {
    private final ParsedModule parsed;
    private final Function<Instance, Machine> direct;
    private final ImportValues imports;
    private final MemoryImage image = new MemoryImage();
    private volatile @Nullable Function<Instance, Machine> general;

    private GuestCode(ParsedModule parsed, Function<Instance, Machine> direct, ImportValues imports) {
        this.parsed = parsed;
        this.direct = direct;
        this.imports = imports;
    }

    /// What became of compiling.
    public sealed interface Result {}

    /// @param classes the compiled classes, for a cache; load them with [#load]
    /// @param notes   functions that the JVM does not optimise unless told to
    @SuppressWarnings("ArrayRecordComponent") // handed on at once, never compared
    public record Compiled(byte[] classes, List<String> notes) implements Result {}

    /// @param where the function that is too large, or the module
    public record Failed(String where, String what) implements Result {}

    /// Compiles a module. Takes a second and more; the code is loaded by [#load].
    public static Result compile(ParsedModule parsed) {
        var store = new HeldClasses(null);
        try {
            compileWith(parsed, store);
        } catch (WasmEngineException e) {
            String message = String.valueOf(e.getMessage());
            int at = message.indexOf("WASM function index: ");
            return at < 0
                    ? new Failed("module", message)
                    : new Failed(
                            "function " + message.substring(at + "WASM function index: ".length()),
                            "too large to compile: a function must fit into 64 KiB of JVM code");
        } catch (LinkageError e) {
            return new Failed("module", "the JVM refuses the compiled code: " + e.getMessage());
        }
        byte[] classes = store.classes;
        if (classes == null) {
            return new Failed("module", "the engine gave no code");
        }
        var rewritten = DirectImports.rewrite(classes, abiImports(parsed));
        var notes = new ArrayList<String>();
        rewritten
                .huge()
                .forEach((function, size) -> notes.add(parsed.functionName(function) + " is " + size
                        + " bytes of JVM code: it is slow without -XX:-DontCompileHugeMethods; split it"));
        return new Compiled(rewritten.classes(), notes);
    }

    /// Loads compiled classes.
    ///
    /// Errors: IllegalArgumentException where they are damaged.
    public static GuestCode load(ParsedModule parsed, byte[] classes, ForeignImports foreign) {
        try {
            return new GuestCode(parsed, compileWith(parsed, new HeldClasses(classes)), bind(parsed, foreign));
        } catch (WasmEngineException | LinkageError | UncheckedIOException | NullPointerException e) {
            throw new IllegalArgumentException("the compiled classes cannot be loaded: " + e.getMessage(), e);
        }
    }

    /// Names what the shape of compiled classes depends on, besides the module.
    public static String fingerprint() {
        var text = new StringBuilder("endive ")
                .append(run.endive.wasm.Version.version())
                .append(" jvm ")
                .append(Runtime.version().feature())
                .append(" direct 2");
        for (AbiFunction function : AbiFunction.values()) {
            text.append(' ')
                    .append(function.importName())
                    .append(function.parameters())
                    .append(function.capability());
            for (int i = 0; i < function.pointerCount(); i++) {
                text.append(function.pointer(i));
            }
        }
        return text.toString();
    }

    /// Makes an instance. Nothing of the guest runs yet: a module has no start function.
    ///
    /// @param mostPages the guest gets no more memory than this
    public Guest instantiate(CallGate gate, int mostPages) {
        return instantiate(gate, gate, mostPages, direct);
    }

    /// Makes an instance that goes through `calls` for everything it calls.
    ///
    /// @param gate the host's own gate, if there is a host behind `calls`
    public Guest instantiateObserved(@Nullable CallGate gate, HostCalls calls, int mostPages) {
        return instantiate(gate, calls, mostPages, general());
    }

    private Guest instantiate(
            @Nullable CallGate gate, HostCalls calls, int mostPages, Function<Instance, Machine> form) {
        var memory = new GuestMemory[1];
        Instance instance = Instance.builder(parsed.engineModule())
                .withMachineFactory(form)
                .withImportValues(imports)
                .withMemoryFactory(limits -> memory[0] = new GuestMemory(limits, mostPages, image, gate, calls))
                .withStart(false)
                .build();
        letItCallUs(instance.getMachine().getClass());
        return new Guest(instance, memory[0], parsed);
    }

    /// On the module path, compiled guests live in a loader's unnamed module and see only what is exported.
    private static void letItCallUs(Class<?> machine) {
        Module here = GuestCode.class.getModule();
        Module there = machine.getModule();
        if (here.isNamed() && !here.isExported(GuestCode.class.getPackageName(), there)) {
            here.addExports(GuestCode.class.getPackageName(), there);
        }
    }

    private Function<Instance, Machine> general() {
        Function<Instance, Machine> known = general;
        if (known == null) {
            known = compileWith(parsed, new HeldClasses(null));
            general = known;
        }
        return known;
    }

    private static Function<Instance, Machine> compileWith(ParsedModule parsed, Cache cache) {
        return MachineFactoryCompiler.builder(parsed.engineModule())
                .withInterpreterFallback(InterpreterFallback.FAIL)
                .withCache(cache)
                .compile();
    }

    private static Map<Integer, AbiFunction> abiImports(ParsedModule parsed) {
        var found = new HashMap<Integer, AbiFunction>();
        forEachImport(parsed, (number, item, type) -> {
            AbiFunction function = abiFunction(item, type);
            if (function != null) {
                found.put(number, function);
            }
        });
        return found;
    }

    private static @Nullable AbiFunction abiFunction(Import item, FunctionType type) {
        if (!item.module().equals(AbiVersion.MODULE)) {
            return null;
        }
        AbiFunction function = AbiFunction.named(item.name());
        return function != null && ParsedModule.signature(type).equals(function.parameters() + ">i") ? function : null;
    }

    private static ImportValues bind(ParsedModule parsed, ForeignImports foreign) {
        var bound = new LinkedHashMap<Integer, HostFunction>();
        forEachImport(parsed, (number, item, type) -> {
            AbiFunction function = abiFunction(item, type);
            WasmFunctionHandle handle;
            if (function != null) {
                handle = (instance, arguments) -> {
                    var memory = (GuestMemory) instance.memory();
                    return new long[] {memory.calls().call(memory, function, arguments)};
                };
            } else if (item.module().equals(AbiVersion.MODULE)) {
                handle = (instance, arguments) ->
                        new long[] {((GuestMemory) instance.memory()).calls().unknown(item.name(), arguments)};
            } else {
                ForeignImports.Binding binding = foreign.find(item.module(), item.name(), ParsedModule.signature(type))
                        .orElseThrow(() -> new IllegalArgumentException(
                                "no such import: module=" + item.module() + ", name=" + item.name()));
                boolean returns = !type.returns().isEmpty();
                handle = (instance, arguments) -> {
                    var memory = (GuestMemory) instance.memory();
                    long result = memory.calls().foreign(memory, item.name(), binding, arguments);
                    return returns ? new long[] {result} : null;
                };
            }
            bound.put(number, new HostFunction(item.module(), item.name(), type, handle));
        });
        return ImportValues.builder()
                .addFunction(bound.values().toArray(new HostFunction[0]))
                .build();
    }

    private interface ImportVisitor {
        void visit(int number, Import item, FunctionType type);
    }

    private static void forEachImport(ParsedModule parsed, ImportVisitor visitor) {
        var section = parsed.engineModule().importSection();
        int number = 0;
        for (int i = 0; i < section.importCount(); i++) {
            if (section.getImport(i) instanceof FunctionImport f) {
                visitor.visit(number++, f, parsed.engineModule().typeSection().getType(f.typeIndex()));
            }
        }
    }

    /// Hands the engine classes that we keep, and takes those that it made.
    private static final class HeldClasses implements Cache {
        private byte @Nullable [] classes;

        HeldClasses(byte @Nullable [] classes) {
            this.classes = classes;
        }

        @Override
        @SuppressWarnings("NullAway") // the engine takes null for "not cached"
        public byte[] get(String digest) {
            return classes;
        }

        @Override
        public void putIfAbsent(String digest, byte[] made) {
            classes = made;
        }
    }
}
