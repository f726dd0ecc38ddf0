package dev.tubeway.internal.module.engine;

import dev.tubeway.internal.module.engine.ModuleShape.Entries;
import dev.tubeway.internal.module.engine.ModuleShape.Exported;
import dev.tubeway.internal.module.engine.ModuleShape.Extension;
import dev.tubeway.internal.module.engine.ModuleShape.Imported;
import dev.tubeway.internal.module.engine.ModuleShape.Kind;
import dev.tubeway.internal.module.engine.ModuleShape.Pages;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmEngineException;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.AnnotatedInstruction;
import run.endive.wasm.types.Export;
import run.endive.wasm.types.ExternalType;
import run.endive.wasm.types.FunctionBody;
import run.endive.wasm.types.FunctionImport;
import run.endive.wasm.types.FunctionType;
import run.endive.wasm.types.Import;
import run.endive.wasm.types.MemoryImport;
import run.endive.wasm.types.MemoryLimits;
import run.endive.wasm.types.MemorySection;
import run.endive.wasm.types.OpCode;
import run.endive.wasm.types.Table;
import run.endive.wasm.types.UnknownCustomSection;
import run.endive.wasm.types.ValType;

/// A Wasm file that the engine has parsed.
///
/// Threading: immutable.
public final class ParsedModule {
    private static final Pattern SIMD = Pattern.compile("(V128|[IF]\\d+x\\d+).*");
    private static final Pattern GC = Pattern.compile(
            "(STRUCT_|ARRAY_|I31_|REF_I31|REF_TEST|REF_EQ|CAST_TEST|BR_ON_CAST|ANY_CONVERT|EXTERN_CONVERT).*");

    private final WasmModule module;
    private final int importedFunctions;
    private final ModuleShape shape;

    private ParsedModule(WasmModule module) {
        this.module = module;
        this.importedFunctions = module.importSection().count(ExternalType.FUNCTION);
        this.shape = look();
    }

    /// What a file turned out to be.
    public sealed interface Result {}

    /// It is well-formed.
    public record Parsed(ParsedModule module) implements Result {}

    /// It is not.
    ///
    /// @param what the engine's words
    public record Malformed(String what) implements Result {}

    /// Parses a file.
    ///
    /// @param validate false only for files that were validated before
    public static Result parse(byte[] wasm, boolean validate) {
        try {
            return new Parsed(new ParsedModule(
                    Parser.builder().withValidation(validate).build().parse(() -> new ByteArrayInputStream(wasm))));
        } catch (WasmEngineException e) {
            return new Malformed(String.valueOf(e.getMessage()));
        } catch (RuntimeException | AssertionError e) {
            // The engine stumbles over some damaged files instead of naming what is wrong; with its assertions on, too.
            return new Malformed("damaged: " + e);
        } catch (StackOverflowError e) {
            return new Malformed("nested too deeply");
        }
    }

    WasmModule engineModule() {
        return module;
    }

    int importedFunctions() {
        return importedFunctions;
    }

    /// What it declares.
    public ModuleShape shape() {
        return shape;
    }

    /// Here and not later, because the engine lets indices pass that lead nowhere.
    private ModuleShape look() {
        var imports = new ArrayList<Imported>();
        var memories = new ArrayList<Pages>();
        for (int i = 0; i < module.importSection().importCount(); i++) {
            Import item = module.importSection().getImport(i);
            imports.add(new Imported(
                    item.module(),
                    item.name(),
                    kind(item.importType()),
                    item instanceof FunctionImport f
                            ? signature(module.typeSection().getType(f.typeIndex()))
                            : ""));
            if (item instanceof MemoryImport m) {
                memories.add(pages(m.limits()));
            }
        }
        module.memorySection().ifPresent(section -> {
            for (int i = 0; i < section.memoryCount(); i++) {
                memories.add(pages(section.getMemory(i).limits()));
            }
        });
        var tables = new ArrayList<Entries>();
        for (int i = 0; i < module.tableSection().tableCount(); i++) {
            Table table = module.tableSection().getTable(i);
            tables.add(new Entries(table.limits().min(), table.limits().max()));
        }
        var exports = new LinkedHashMap<String, Exported>();
        for (int i = 0; i < module.exportSection().exportCount(); i++) {
            Export export = module.exportSection().getExport(i);
            mustLeadSomewhere(export);
            exports.put(
                    export.name(),
                    new Exported(
                            kind(export.exportType()),
                            export.exportType() == ExternalType.FUNCTION
                                    ? signature(functionType(export.index()))
                                    : ""));
        }
        return new ModuleShape(
                List.copyOf(imports),
                exports,
                List.copyOf(memories),
                List.copyOf(tables),
                module.startSection().isPresent(),
                uses(memories.size()),
                module.functionSection().functionCount(),
                this::section);
    }

    /// A function that is not there has no type either, and is found by that.
    private void mustLeadSomewhere(Export export) {
        int own = switch (export.exportType()) {
            case MEMORY ->
                module.memorySection().map(MemorySection::memoryCount).orElse(0);
            case TABLE -> module.tableSection().tableCount();
            case GLOBAL -> module.globalSection().globalCount();
            default -> Integer.MAX_VALUE - module.importSection().importCount();
        };
        if (export.index() < 0 || export.index() >= own + module.importSection().count(export.exportType())) {
            throw new IllegalArgumentException(
                    "an export leads nowhere: export=" + export.name() + ", index=" + export.index());
        }
    }

    private Optional<byte[]> section(String name) {
        return module.customSection(name) instanceof UnknownCustomSection section
                ? Optional.of(section.bytes())
                : Optional.empty();
    }

    /// The name that the name section gives a function, with its number.
    public String functionName(int function) {
        String name = nameOf(function);
        return name == null ? "function " + function : "function " + function + " (" + SymbolName.readable(name) + ")";
    }

    @Nullable
    String nameOf(int function) {
        var names = module.nameSection();
        return names == null ? null : names.nameOfFunction(function);
    }

    private FunctionType functionType(int function) {
        if (function >= importedFunctions) {
            return module.functionSection().getFunctionType(function - importedFunctions, module.typeSection());
        }
        int seen = 0;
        for (int i = 0; i < module.importSection().importCount(); i++) {
            if (module.importSection().getImport(i) instanceof FunctionImport f && seen++ == function) {
                return module.typeSection().getType(f.typeIndex());
            }
        }
        return FunctionType.empty();
    }

    private Map<Extension, String> uses(int memories) {
        var found = new EnumMap<Extension, String>(Extension.class);
        if (memories > 1) {
            found.put(Extension.SEVERAL_MEMORIES, "memory section");
        }
        if (module.tagSection().isPresent()) {
            found.put(Extension.EXCEPTIONS, "tag section");
        }
        module.memorySection().ifPresent(section -> {
            for (int i = 0; i < section.memoryCount(); i++) {
                if (section.getMemory(i).limits().shared()) {
                    found.put(Extension.THREADS, "memory " + i);
                }
            }
        });
        for (int i = 0; i < module.functionSection().functionCount(); i++) {
            FunctionBody body = module.codeSection().getFunctionBody(i);
            int function = i + importedFunctions;
            if (functionType(function).params().contains(ValType.V128)
                    || functionType(function).returns().contains(ValType.V128)
                    || body.localTypes().contains(ValType.V128)) {
                found.putIfAbsent(Extension.SIMD, functionName(function));
            }
            for (AnnotatedInstruction instruction : body.instructions()) {
                Extension extension = EXTENSIONS.get(instruction.opcode());
                if (extension != null && !found.containsKey(extension)) {
                    found.put(extension, functionName(function) + ", instruction " + instruction.opcode());
                }
            }
        }
        return found;
    }

    private static final Map<OpCode, Extension> EXTENSIONS = extensions();

    private static Map<OpCode, Extension> extensions() {
        var map = new EnumMap<OpCode, Extension>(OpCode.class);
        for (OpCode code : OpCode.values()) {
            String name = code.name();
            if (SIMD.matcher(name).matches()) {
                map.put(code, Extension.SIMD);
            } else if (name.contains("ATOMIC")) {
                map.put(code, Extension.THREADS);
            } else if (GC.matcher(name).matches()) {
                map.put(code, Extension.GARBAGE_COLLECTION);
            } else if (name.startsWith("THROW") || name.startsWith("TRY")) {
                map.put(code, Extension.EXCEPTIONS);
            } else if (name.endsWith("CALL_REF") || name.endsWith("NON_NULL") || name.equals("BR_ON_NULL")) {
                map.put(code, Extension.FUNCTION_REFERENCES);
            }
        }
        return map;
    }

    private static Kind kind(ExternalType type) {
        return switch (type) {
            case FUNCTION -> Kind.FUNCTION;
            case TABLE -> Kind.TABLE;
            case MEMORY -> Kind.MEMORY;
            case GLOBAL -> Kind.GLOBAL;
            case TAG -> Kind.TAG;
        };
    }

    private static Pages pages(MemoryLimits limits) {
        return new Pages(limits.initialPages(), limits.maximumPages());
    }

    /// `iil>i` for two i32 and an i64 that give an i32.
    static String signature(FunctionType type) {
        var text = new StringBuilder();
        type.params().forEach(each -> text.append(letter(each)));
        text.append('>');
        type.returns().forEach(each -> text.append(letter(each)));
        return text.toString();
    }

    private static char letter(ValType type) {
        if (type.equals(ValType.I32)) {
            return 'i';
        }
        if (type.equals(ValType.I64)) {
            return 'l';
        }
        return type.equals(ValType.F32) ? 'f' : type.equals(ValType.F64) ? 'd' : '?';
    }
}
