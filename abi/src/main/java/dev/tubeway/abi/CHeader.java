package dev.tubeway.abi;

import java.util.ArrayList;
import java.util.List;

/// The C side: `tubeway.h`.
final class CHeader {
    private final Abi abi;

    CHeader(Abi abi) {
        this.abi = abi;
    }

    String text() {
        StringBuilder out = new StringBuilder("""
                /* The Tubeway module ABI. Generated from abi/tubeway-abi.json; see abi/README.md. */
                #ifndef TUBEWAY_H
                #define TUBEWAY_H

                #include <stddef.h>
                #include <stdint.h>

                #ifdef __cplusplus
                extern "C" {
                #endif

                #define TUBEWAY_ABI_MAJOR %d
                #define TUBEWAY_ABI_MINOR %d

                /* Only a compiler for Wasm knows these attributes. */
                #ifdef __wasm__
                #define TUBEWAY_EXPORT(name) __attribute__((export_name(#name)))
                #define TUBEWAY_IMPORT(name) __attribute__((import_module("%s"), import_name(#name)))
                #else
                #define TUBEWAY_EXPORT(name)
                #define TUBEWAY_IMPORT(name)
                #endif

                /* The module's one entry. Its memory is exported as "%s", its manifest is the custom section
                   "%s". */
                TUBEWAY_EXPORT(%s) int32_t %s(void);

                """.formatted(
                abi.major(), abi.minor(), abi.module(), abi.memory(), abi.manifestSection(), abi.entry(), abi.entry()));
        out.append("/* What a function answers below zero. */\nenum tubeway_status {\n");
        for (Abi.Status status : abi.statuses()) {
            out.append("  TUBEWAY_%s = %d, /* %s */\n".formatted(status.name(), status.value(), status.doc()));
        }
        out.append("};\n\n");
        for (Abi.Enumeration enumeration : abi.enums()) {
            String name = Spelling.snake(enumeration.name());
            String joined = enumeration.flags() ? " Bits, which may be joined." : "";
            out.append("/* %s%s */\nenum tubeway_%s {\n".formatted(enumeration.doc(), joined, name));
            for (Abi.Value value : enumeration.values()) {
                out.append("  TUBEWAY_%s_%s = %d, /* %s */\n"
                        .formatted(Spelling.constant(name), value.name(), value.value(), value.doc()));
            }
            out.append("};\n\n");
        }
        for (Abi.Layout layout : abi.records()) {
            out.append("/* %s */\ntypedef struct __attribute__((packed)) {\n".formatted(layout.doc()));
            if (layout.base() != null) {
                out.append("  tubeway_%s_t head;\n".formatted(Spelling.snake(layout.base())));
            }
            for (Abi.Field field : layout.fields()) {
                out.append("  %s %s; /* %s */\n".formatted(cType(field.type()), field.name(), field.doc()));
            }
            if (layout.tail() != null) {
                out.append("  /* then the bytes of: %s */\n".formatted(String.join(", ", layout.tail())));
            }
            out.append("} tubeway_%s_t;\n\n".formatted(Spelling.snake(layout.name())));
        }
        for (Abi.Function function : abi.functions()) {
            out.append(Spelling.comment("// ", function.doc()));
            List<String> parameters = new ArrayList<>();
            for (Abi.Argument argument : function.args()) {
                if (argument.isBuffer()) {
                    parameters.add((argument.isWritten() ? "void *" : "const void *") + argument.name());
                    parameters.add("size_t " + argument.name() + "_len");
                } else {
                    parameters.add((argument.type().equals("i64") ? "int64_t " : "int32_t ") + argument.name());
                }
            }
            out.append("TUBEWAY_IMPORT(%1$s) int32_t tubeway_%1$s(%2$s);\n\n"
                    .formatted(function.name(), parameters.isEmpty() ? "void" : String.join(", ", parameters)));
        }
        return out.append("#ifdef __cplusplus\n}\n#endif\n\n#endif\n").toString();
    }

    private static String cType(String type) {
        return (type.startsWith("u") ? "uint" : "int") + type.substring(1) + "_t";
    }
}
