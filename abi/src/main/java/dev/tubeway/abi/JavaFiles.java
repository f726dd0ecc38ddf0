package dev.tubeway.abi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The host's side: package `dev.tubeway.internal.module.abi`.
final class JavaFiles {
    private static final String PACKAGE = "dev.tubeway.internal.module.abi";
    private static final String HEAD =
            "package " + PACKAGE + ";\n\n// Generated from abi/tubeway-abi.json; see abi/README.md.\n\n";

    private final Abi abi;

    JavaFiles(Abi abi) {
        this.abi = abi;
    }

    /// The files by their paths in the repository.
    Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>();
        add(files, "package-info", packageInfo());
        add(files, "AbiVersion", version());
        add(files, "Status", status());
        for (Abi.Enumeration enumeration : abi.enums()) {
            add(files, enumeration.name(), enumeration(enumeration));
        }
        for (Abi.Layout layout : abi.records()) {
            add(files, layout.name() + "Layout", layout(layout));
        }
        add(files, "Imports", imports());
        add(files, "AbiFunction", functions());
        return files;
    }

    private static void add(Map<String, String> files, String type, String text) {
        files.put("host/core/src/main/java/" + PACKAGE.replace('.', '/') + "/" + type + ".java", text);
    }

    private static String packageInfo() {
        return """
                /// The module ABI as the host sees it: statuses, enums, record layouts, and the table of functions.
                ///
                /// Generated from abi/tubeway-abi.json; see abi/README.md.
                @org.jspecify.annotations.NullMarked
                package %s;
                """.formatted(PACKAGE);
    }

    private String version() {
        String reserved = abi.reserved().functions().stream()
                .map(name -> "\n            \"" + name + "\"")
                .collect(Collectors.joining(","));
        String capabilities = abi.capabilities().stream()
                .map(capability -> "\"" + capability.name() + "\"")
                .collect(Collectors.joining(", "));
        return HEAD
                + """
                import java.util.Set;

                /// Which ABI this is, and the names by which a module shows that it speaks it.
                public final class AbiVersion {
                    public static final int MAJOR = %d;
                    public static final int MINOR = %d;

                    /// The module that functions are imported from.
                    public static final String MODULE = "%s";
                    /// The export that runs the session: no parameters, one i32 result.
                    public static final String ENTRY = "%s";
                    /// The exported memory.
                    public static final String MEMORY = "%s";
                    /// The custom section that holds the manifest.
                    public static final String MANIFEST_SECTION = "%s";

                    /// The capabilities that a manifest may name.
                    public static final Set<String> CAPABILITIES = Set.of(%s);

                    /// Names kept for functions to come.
                    public static final Set<String> RESERVED = Set.of(%s);

                    private AbiVersion() {}
                }
                """.formatted(
                                abi.major(),
                                abi.minor(),
                                abi.module(),
                                abi.entry(),
                                abi.memory(),
                                abi.manifestSection(),
                                capabilities,
                                reserved);
    }

    private String status() {
        List<Abi.Value> values = abi.statuses().stream()
                .map(status -> new Abi.Value(status.name(), status.value(), status.doc(), null))
                .toList();
        return constants("Status", "What a function answers below zero.", false, values);
    }

    private static String enumeration(Abi.Enumeration enumeration) {
        return constants(enumeration.name(), enumeration.doc(), enumeration.flags(), enumeration.values());
    }

    private static String constants(String type, String doc, boolean flags, List<Abi.Value> values) {
        StringBuilder out = new StringBuilder(HEAD);
        out.append(Spelling.comment("/// ", doc + (flags ? " Bits, which may be joined." : "")));
        out.append("public final class ").append(type).append(" {\n");
        for (Abi.Value value : values) {
            out.append(Spelling.comment("    /// ", Spelling.sentence(value.doc())));
            out.append("    public static final int %s = %d;\n".formatted(value.name(), value.value()));
        }
        out.append("\n    private ").append(type).append("() {}\n");
        if (!flags) {
            String all = values.stream().map(Abi.Value::name).collect(Collectors.joining(", "));
            out.append("\n    /// Whether a value is one of these.\n    public static boolean isKnown(int value) {\n");
            out.append("        return switch (value) {\n");
            out.append("            case ").append(all).append(" -> true;\n");
            out.append("            default -> false;\n        };\n    }\n");
            out.append("\n    /// The value's name; its number for one that is unknown.\n");
            out.append("    public static String nameOf(int value) {\n        return switch (value) {\n");
            for (Abi.Value value : values) {
                out.append("            case %1$s -> \"%1$s\";\n".formatted(value.name()));
            }
            out.append("            default -> Integer.toString(value);\n        };\n    }\n");
        }
        return out.append("}\n").toString();
    }

    private String layout(Abi.Layout layout) {
        StringBuilder out = new StringBuilder(HEAD);
        out.append(Spelling.comment("/// ", layout.doc() + " Where its fields lie, bytes from its start."));
        out.append("public final class ").append(layout.name()).append("Layout {\n");
        for (Abi.Field field : abi.fields(layout)) {
            out.append(Spelling.comment("    /// ", field.type() + ": " + field.doc()));
            out.append("    public static final int %s = %d;\n"
                    .formatted(Spelling.constant(field.name()), abi.offset(layout, field)));
        }
        String tail = layout.tail() == null ? "" : "; after it come " + String.join(", ", layout.tail());
        out.append("    /// Bytes of the record").append(tail).append(".\n");
        out.append("    public static final int SIZE = ")
                .append(abi.size(layout))
                .append(";\n");
        out.append("\n    private ").append(layout.name()).append("Layout() {}\n}\n");
        return out.toString();
    }

    private String imports() {
        StringBuilder out = new StringBuilder(HEAD);
        out.append("""
                /// What a module imports, one method a function; the caller has checked each pointer and length
                /// against the guest's memory, which the implementer reaches by itself.
                ///
                /// Errors: the statuses that each method lists; see [Status].
                /// Threading: the session's thread only.
                public interface Imports {
                """);
        for (Abi.Function function : abi.functions()) {
            out.append('\n');
            out.append(Spelling.comment("    /// ", function.doc()));
            out.append("    ///\n");
            for (Abi.Argument argument : function.args()) {
                String name = Spelling.camel(argument.name());
                String doc = argument.doc() + reference(argument);
                if (argument.isBuffer()) {
                    out.append(Spelling.comment("    /// ", "@param " + name + "Pointer " + doc));
                    out.append("    /// @param ").append(name).append("Length bytes\n");
                } else {
                    out.append(Spelling.comment("    /// ", "@param " + name + " " + doc));
                }
            }
            String statuses = function.statuses().isEmpty() ? "" : "; " + String.join(", ", function.statuses());
            out.append(Spelling.comment("    /// ", "@return " + function.returns() + statuses));
            String parameters = String.join(", ", parameters(function));
            String start = "    int " + Spelling.camel(function.name()) + "(";
            if (start.length() + parameters.length() > 100) {
                parameters = "\n            " + String.join(",\n            ", parameters(function));
            }
            out.append(start).append(parameters).append(");\n");
        }
        return out.append("}\n").toString();
    }

    private static String reference(Abi.Argument argument) {
        if (argument.enumeration() != null) {
            return ", see [" + argument.enumeration() + "]";
        }
        if (argument.flags() != null) {
            return ", see [" + argument.flags() + "]";
        }
        return argument.record() != null ? ", see [" + argument.record() + "Layout]" : "";
    }

    private static List<String> parameters(Abi.Function function) {
        List<String> parameters = new ArrayList<>();
        for (Abi.Argument argument : function.args()) {
            String name = Spelling.camel(argument.name());
            if (argument.isBuffer()) {
                parameters.add("int " + name + "Pointer");
                parameters.add("int " + name + "Length");
            } else {
                parameters.add((argument.type().equals("i64") ? "long " : "int ") + name);
            }
        }
        return parameters;
    }

    private String functions() {
        StringBuilder out = new StringBuilder(HEAD);
        out.append("""
                import java.util.HashMap;
                import java.util.Map;
                import org.jspecify.annotations.Nullable;

                /// The functions that a module may import, and how a call of each reaches [Imports].
                ///
                /// Threading: immutable.
                @SuppressWarnings("ImmutableEnumChecker") // the array is never given away
                public enum AbiFunction {
                """);
        String constants = abi.functions().stream().map(this::function).collect(Collectors.joining(",\n"));
        out.append(constants).append(";\n");
        out.append(JavaFunctionBody.TEXT);
        return out.toString();
    }

    private String function(Abi.Function function) {
        StringBuilder types = new StringBuilder();
        List<String> pointers = new ArrayList<>();
        int output = -1;
        List<String> arguments = new ArrayList<>();
        for (Abi.Argument argument : function.args()) {
            int index = types.length();
            if (argument.isWritten()) {
                output = index;
            }
            if (argument.isBuffer()) {
                pointers.add(Integer.toString(index));
                arguments.add("(int) a[" + index + "]");
                arguments.add("(int) a[" + (index + 1) + "]");
                types.append("ii");
            } else {
                boolean wide = argument.type().equals("i64");
                arguments.add((wide ? "" : "(int) ") + "a[" + index + "]");
                types.append(wide ? 'l' : 'i');
            }
        }
        long statuses = 0;
        for (String status : function.statuses()) {
            statuses |= 1L << -abi.status(status);
        }
        String capability =
                function.capability() == null || function.capabilityWhen() != null ? "" : function.capability();
        return "    /// " + function.name() + "\n    " + Spelling.constant(function.name()) + "(\n"
                + "            \"" + function.name() + "\",\n"
                + "            \"" + types + "\",\n"
                + "            new int[] {" + String.join(", ", pointers) + "},\n"
                + "            " + output + ",\n"
                + "            \"" + capability + "\",\n"
                + "            " + function.since() + ",\n"
                + "            " + function.hot() + ",\n"
                + "            0x" + Long.toHexString(statuses) + "L,\n"
                + "            (imports, a) -> imports." + Spelling.camel(function.name()) + "("
                + arguments(arguments) + "))";
    }

    private static String arguments(List<String> arguments) {
        return arguments.size() > 4
                ? "\n                    " + String.join(",\n                    ", arguments)
                : String.join(", ", arguments);
    }
}
