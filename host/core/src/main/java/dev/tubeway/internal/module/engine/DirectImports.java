package dev.tubeway.internal.module.engine;

import static java.lang.constant.ConstantDescs.CD_int;

import dev.tubeway.internal.module.abi.AbiFunction;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/// Rewrites compiled guests so that an import of the ABI is a direct call of its [CallGate].
///
/// The engine compiles each import to a method that boxes the arguments into an array and calls one handle for
/// all imports: a megamorphic call that allocates. The methods `func_N` of the imports get a body of our own
/// instead; their signature, and so the rest of the code, stays as it is. Where a body is not found the general
/// way is left standing, which is slower and does the same.
///
/// Source: `Compiler.emitFunctionGroup` of the engine for the names and the order of the parameters.
@SuppressWarnings("EnumOrdinal") // as CallGate
final class DirectImports {

    /// HotSpot compiles no method that is longer, unless told by -XX:-DontCompileHugeMethods.
    static final int HUGE_METHOD_BYTES = 8000;

    /// The same module gives the same bytes, whenever it is compiled.
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private static final ClassDesc MEMORY =
            GuestMemory.class.describeConstable().orElseThrow();
    private static final ClassDesc GATE = CallGate.class.describeConstable().orElseThrow();
    private static final MethodTypeDesc INT_TO_INT = MethodTypeDesc.of(CD_int, CD_int);
    private static final MethodTypeDesc INTS_TO_INT = MethodTypeDesc.of(CD_int, CD_int, CD_int);
    private static final MethodTypeDesc CHECK = MethodTypeDesc.of(CD_int, CD_int, CD_int, CD_int);

    private DirectImports() {}

    /// @param classes the classes in an archive, as the engine's cache holds them
    /// @param huge    sizes of the functions that are longer than [#HUGE_METHOD_BYTES], bytes, by number
    @SuppressWarnings("ArrayRecordComponent") // handed on at once, never compared
    record Rewritten(byte[] classes, Map<Integer, Integer> huge) {}

    /// @param imports the functions of the ABI, by their number in the module
    static Rewritten rewrite(byte[] classes, Map<Integer, AbiFunction> imports) {
        var huge = new TreeMap<Integer, Integer>();
        var bytes = new ByteArrayOutputStream(classes.length);
        try (var in = new ZipInputStream(new ByteArrayInputStream(classes));
                var out = new ZipOutputStream(bytes)) {
            out.setLevel(Deflater.BEST_SPEED);
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                byte[] content = in.readAllBytes();
                ZipEntry same = new ZipEntry(entry.getName());
                same.setTimeLocal(NO_TIME);
                out.putNextEntry(same);
                out.write(entry.getName().contains("FuncGroup_") ? rewriteGroup(content, imports, huge) : content);
                out.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Rewritten(bytes.toByteArray(), huge);
    }

    private static byte[] rewriteGroup(byte[] content, Map<Integer, AbiFunction> imports, Map<Integer, Integer> huge) {
        ClassFile file = ClassFile.of(ClassFile.StackMapsOption.STACK_MAPS_WHEN_REQUIRED);
        ClassModel model = file.parse(content);
        boolean touched = false;
        for (MethodModel method : model.methods()) {
            int function = function(method);
            if (function >= 0) {
                touched |= imports.containsKey(function);
                int size = method.code()
                        .map(code -> code instanceof CodeAttribute a ? a.codeLength() : 0)
                        .orElse(0);
                if (size > HUGE_METHOD_BYTES) {
                    huge.put(function, size);
                }
            }
        }
        if (!touched) {
            return content;
        }
        return file.transformClass(model, (builder, element) -> {
            AbiFunction function = element instanceof MethodModel method ? imports.get(function(method)) : null;
            if (function == null) {
                builder.with(element);
                return;
            }
            MethodModel method = (MethodModel) element;
            builder.withMethodBody(
                    method.methodName(), method.methodType(), method.flags().flagsMask(), code -> body(code, function));
        });
    }

    private static int function(MethodModel method) {
        String name = method.methodName().stringValue();
        try {
            return name.startsWith("func_") ? Integer.parseInt(name, 5, name.length(), 10) : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /// The body: enter, check each buffer, call, leave. The arguments are followed by the memory.
    private static void body(CodeBuilder code, AbiFunction function) {
        String parameters = function.parameters();
        int[] slots = new int[parameters.length() + 1];
        for (int i = 0; i < parameters.length(); i++) {
            slots[i + 1] = slots[i] + (parameters.charAt(i) == 'l' ? 2 : 1);
        }
        int memory = slots[parameters.length()];
        int gate = memory + 2;
        int result = memory + 3;
        int ordinal = function.ordinal();
        code.aload(memory)
                .checkcast(MEMORY)
                .invokevirtual(MEMORY, "gate", MethodTypeDesc.of(GATE))
                .astore(gate)
                .aload(gate)
                .loadConstant(ordinal)
                .invokevirtual(GATE, function.capability().isEmpty() ? "enter" : "enterGuarded", INT_TO_INT)
                .istore(result)
                .iload(result)
                .ifThen(refused -> refused.iload(result).ireturn());
        for (int i = 0; i < function.pointerCount(); i++) {
            int at = function.pointer(i);
            code.aload(memory)
                    .checkcast(MEMORY)
                    .iload(slots[at])
                    .iload(slots[at + 1])
                    .loadConstant(ordinal)
                    .invokevirtual(MEMORY, "check", CHECK)
                    .istore(slots[at]);
        }
        code.aload(gate).loadConstant(ordinal).aload(gate);
        for (int i = 0; i < parameters.length(); i++) {
            if (parameters.charAt(i) == 'l') {
                code.lload(slots[i]);
            } else {
                code.iload(slots[i]);
            }
        }
        code.invokevirtual(GATE, methodName(function), methodType(parameters))
                .invokevirtual(GATE, "leave", INTS_TO_INT)
                .ireturn();
    }

    private static MethodTypeDesc methodType(String parameters) {
        List<ClassDesc> types = parameters
                .chars()
                .mapToObj(letter -> letter == 'l' ? java.lang.constant.ConstantDescs.CD_long : CD_int)
                .toList();
        return MethodTypeDesc.of(CD_int, types);
    }

    /// `param_require` is `paramRequire`.
    static String methodName(AbiFunction function) {
        var name = new StringBuilder();
        for (String word : function.importName().split("_", -1)) {
            name.append(name.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return name.toString();
    }
}
