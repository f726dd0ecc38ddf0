package dev.tubeway.abi;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The Rust side: `sys.rs`, which rustfmt leaves alone.
final class RustFile {
    private static final int WIDTH = 100;

    private final Abi abi;

    RustFile(Abi abi) {
        this.abi = abi;
    }

    String text() {
        StringBuilder out = new StringBuilder("""
                //! The module ABI as the host offers it: statuses, enums, records and functions.
                //!
                //! Generated from `abi/tubeway-abi.json`; see `abi/README.md`.

                #![allow(clippy::let_and_return, clippy::too_many_arguments)]

                /// Major version of this ABI.
                pub const MAJOR: u32 = %d;
                /// Minor version of this ABI.
                pub const MINOR: u32 = %d;

                """.formatted(abi.major(), abi.minor()));
        List<Abi.Value> statuses = abi.statuses().stream()
                .map(status -> new Abi.Value(status.name(), status.value(), status.doc(), null))
                .toList();
        enumeration(out, new Abi.Enumeration("Status", "What a function answers below zero.", false, statuses));
        abi.enums().forEach(enumeration -> enumeration(out, enumeration));
        abi.records().forEach(layout -> layout(out, layout));
        imports(out);
        natives(out);
        trait(out);
        dispatch(out);
        return out.toString();
    }

    private static void enumeration(StringBuilder out, Abi.Enumeration enumeration) {
        out.append(Spelling.comment("/// ", enumeration.doc()));
        if (enumeration.flags()) {
            out.append("pub mod ").append(Spelling.snake(enumeration.name())).append(" {\n");
            for (Abi.Value value : enumeration.values()) {
                out.append(Spelling.comment("    /// ", Spelling.sentence(value.doc())));
                out.append("    pub const %s: u32 = %d;\n".formatted(value.name(), value.value()));
            }
            out.append("}\n\n");
            return;
        }
        out.append("#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]\n#[repr(i32)]\n#[non_exhaustive]\n");
        out.append("pub enum ").append(enumeration.name()).append(" {\n");
        for (Abi.Value value : enumeration.values()) {
            out.append(Spelling.comment("    /// ", Spelling.sentence(value.doc())));
            out.append("    %s = %d,\n".formatted(Spelling.pascal(value.name()), value.value()));
        }
        out.append("}\n\nimpl ").append(enumeration.name()).append(" {\n");
        out.append("    /// The value of a number; none for one that this version does not know.\n");
        out.append("    pub const fn from_raw(raw: i32) -> Option<Self> {\n        match raw {\n");
        for (Abi.Value value : enumeration.values()) {
            out.append("            %d => Some(Self::%s),\n".formatted(value.value(), Spelling.pascal(value.name())));
        }
        out.append("            _ => None,\n        }\n    }\n}\n\n");
    }

    private void layout(StringBuilder out, Abi.Layout layout) {
        String tail = layout.tail() == null ? "" : " After it come " + String.join(", ", layout.tail()) + ".";
        String head = layout.base() == null ? "" : " Follows [`" + layout.base() + "`].";
        out.append(Spelling.comment("/// ", layout.doc() + head + tail));
        out.append("#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]\n#[repr(C)]\n");
        out.append("pub struct ").append(layout.name()).append(" {\n");
        for (Abi.Field field : layout.fields()) {
            out.append(Spelling.comment("    /// ", Spelling.sentence(field.doc())));
            out.append("    pub ")
                    .append(field.name())
                    .append(": ")
                    .append(field.type())
                    .append(",\n");
        }
        int start = layout.base() == null ? 0 : abi.size(abi.layout(layout.base()));
        out.append("}\n\nimpl ").append(layout.name()).append(" {\n");
        out.append("    /// Bytes of the record, its head included.\n");
        out.append("    pub const SIZE: usize = ").append(abi.size(layout)).append(";\n\n");
        out.append("    /// Reads the record; none when the bytes are too few.\n");
        out.append("    pub fn read(bytes: &[u8]) -> Option<Self> {\n        Some(Self {\n");
        int offset = start;
        for (Abi.Field field : layout.fields()) {
            int end = offset + field.bytes();
            out.append("            %s: %s::from_le_bytes(bytes.get(%d..%d)?.try_into().ok()?),\n"
                    .formatted(field.name(), field.type(), offset, end));
            offset = end;
        }
        out.append("        })\n    }\n\n");
        out.append("    /// Writes the record's fields; the bytes must be at least `SIZE`.\n");
        out.append("    pub fn write(&self, bytes: &mut [u8]) {\n");
        offset = start;
        for (Abi.Field field : layout.fields()) {
            int end = offset + field.bytes();
            out.append("        bytes[%d..%d].copy_from_slice(&self.%s.to_le_bytes());\n"
                    .formatted(offset, end, field.name()));
            offset = end;
        }
        out.append("    }\n}\n\n");
        if (layout.base() == null) {
            out.append(
                    "const _: () = assert!(core::mem::size_of::<%1$s>() == %1$s::SIZE);\n\n".formatted(layout.name()));
        }
    }

    private void imports(StringBuilder out) {
        out.append("#[cfg(target_arch = \"wasm32\")]\n#[link(wasm_import_module = \"%s\")]\nunsafe extern \"C\" {\n"
                .formatted(abi.module()));
        for (Abi.Function function : abi.functions()) {
            out.append(Spelling.comment("    /// ", function.doc()));
            out.append(signature("    ", "pub fn ", function.name(), rawParameters(function), ") -> i32;"));
        }
        out.append("}\n\n");
    }

    /// The same functions for native tests, answered by the mock host of the thread.
    private void natives(StringBuilder out) {
        out.append("""
                #[cfg(not(target_arch = "wasm32"))]
                pub use native::*;

                #[cfg(not(target_arch = "wasm32"))]
                #[allow(clippy::missing_safety_doc)]
                mod native {
                    use super::{slice, slice_mut};
                    use crate::host::with_host;

                """);
        for (Abi.Function function : abi.functions()) {
            out.append(Spelling.comment("    /// ", function.doc()));
            out.append(signature("    ", "pub unsafe fn ", function.name(), rawParameters(function), ") -> i32 {"));
            List<String> arguments = new ArrayList<>();
            for (Abi.Argument argument : function.args()) {
                String name = argument.name();
                if (argument.isBuffer()) {
                    arguments.add(
                            argument.isWritten()
                                    ? "unsafe { slice_mut(%1$s, %1$s_len) }".formatted(name)
                                    : "unsafe { slice(%1$s, %1$s_len) }".formatted(name));
                } else {
                    arguments.add(name);
                }
            }
            String call = "host." + function.name() + "(" + String.join(", ", arguments) + ")";
            if (8 + "with_host(|host| ".length() + call.length() + 1 <= WIDTH) {
                out.append("        with_host(|host| ").append(call).append(")\n");
            } else {
                out.append("        with_host(|host| {\n");
                if (12 + call.length() <= WIDTH) {
                    out.append("            ").append(call).append('\n');
                } else {
                    out.append("            host.").append(function.name()).append("(\n");
                    arguments.forEach(argument ->
                            out.append("                ").append(argument).append(",\n"));
                    out.append("            )\n");
                }
                out.append("        })\n");
            }
            out.append("    }\n\n");
        }
        out.setLength(out.length() - 1);
        out.append("""
                }

                /// # Safety
                /// The pointer is good for the length, unless that is 0.
                #[cfg(not(target_arch = "wasm32"))]
                unsafe fn slice<'a>(pointer: *const u8, length: usize) -> &'a [u8] {
                    if length == 0 {
                        return &[];
                    }
                    unsafe { core::slice::from_raw_parts(pointer, length) }
                }

                /// # Safety
                /// The pointer is good for the length, unless that is 0, and nobody else uses that memory.
                #[cfg(not(target_arch = "wasm32"))]
                unsafe fn slice_mut<'a>(pointer: *mut u8, length: usize) -> &'a mut [u8] {
                    if length == 0 {
                        return &mut [];
                    }
                    unsafe { core::slice::from_raw_parts_mut(pointer, length) }
                }

                """);
    }

    /// What a host of native tests implements; each function has a default, so that a host says only what it does.
    private void trait(StringBuilder out) {
        out.append("""
                /// The functions as a host of native tests implements them, guest memory as slices.
                ///
                /// What a host leaves out answers UNSUPPORTED.
                #[cfg(not(target_arch = "wasm32"))]
                #[allow(unused_variables)]
                pub trait Imports {
                """);
        for (Abi.Function function : abi.functions()) {
            List<String> parameters = new ArrayList<>();
            parameters.add("&mut self");
            for (Abi.Argument argument : function.args()) {
                String type = argument.isBuffer() ? (argument.isWritten() ? "&mut [u8]" : "&[u8]") : argument.type();
                parameters.add(argument.name() + ": " + type);
            }
            out.append(Spelling.comment("    /// ", function.doc()));
            out.append(signature("    ", "fn ", function.name(), parameters, ") -> i32 {"));
            out.append("        Status::Unsupported as i32\n    }\n\n");
        }
        out.setLength(out.length() - 1);
        out.append("}\n");
    }

    /// Calls by name with a memory of its own, for the golden vectors.
    private void dispatch(StringBuilder out) {
        out.append("""

                /// Calls a function by its name, as a guest with this memory would; none is a trap, for an unknown function,
                /// a wrong number of arguments, or a buffer outside the memory.
                #[cfg(all(not(target_arch = "wasm32"), feature = "std"))]
                pub fn dispatch(
                    host: &mut dyn Imports,
                    function: &str,
                    memory: &mut [u8],
                    args: &[i64],
                ) -> Option<i32> {
                    let buffer = |memory: &[u8], at: usize| -> Option<std::vec::Vec<u8>> {
                        let length = *args.get(at + 1)? as u32 as usize;
                        if length == 0 {
                            return Some(std::vec::Vec::new());
                        }
                        let start = args[at] as u32 as usize;
                        Some(memory.get(start..start.checked_add(length)?)?.to_vec())
                    };
                    let mut written = std::vec::Vec::new();
                    let result = match (function, args.len()) {
                """);
        for (Abi.Function function : abi.functions()) {
            List<String> reads = new ArrayList<>();
            List<String> arguments = new ArrayList<>();
            List<String> writes = new ArrayList<>();
            int index = 0;
            for (Abi.Argument argument : function.args()) {
                String name = argument.name();
                if (argument.isBuffer()) {
                    String mutable = argument.isWritten() ? "mut " : "";
                    reads.add("let %s%s = buffer(memory, %d)?;".formatted(mutable, name, index));
                    arguments.add((argument.isWritten() ? "&mut " : "&") + name);
                    if (argument.isWritten()) {
                        writes.add("written.push((args[%d], %s));".formatted(index, name));
                    }
                    index += 2;
                } else {
                    arguments.add("args[" + index + "]" + (argument.type().equals("i32") ? " as i32" : ""));
                    index++;
                }
            }
            out.append("        (\"%s\", %d) => {\n".formatted(function.name(), index));
            reads.forEach(line -> out.append("            ").append(line).append('\n'));
            out.append(
                    "            let result = host.%s(%s);\n".formatted(function.name(), String.join(", ", arguments)));
            writes.forEach(line -> out.append("            ").append(line).append('\n'));
            out.append("            result\n        }\n");
        }
        out.append("""
                        _ => return None,
                    };
                    for (start, bytes) in written.into_iter().filter(|(_, bytes)| !bytes.is_empty()) {
                        memory[start as u32 as usize..][..bytes.len()].copy_from_slice(&bytes);
                    }
                    Some(result)
                }
                """);
    }

    private static List<String> rawParameters(Abi.Function function) {
        List<String> parameters = new ArrayList<>();
        for (Abi.Argument argument : function.args()) {
            if (argument.isBuffer()) {
                parameters.add(argument.name() + (argument.isWritten() ? ": *mut u8" : ": *const u8"));
                parameters.add(argument.name() + "_len: usize");
            } else {
                parameters.add(argument.name() + ": " + argument.type());
            }
        }
        return parameters;
    }

    private static String signature(String indent, String start, String name, List<String> parameters, String end) {
        String line = indent + start + name + "(" + String.join(", ", parameters) + end;
        if (line.length() > WIDTH) {
            line = parameters.stream()
                    .map(parameter -> indent + "    " + parameter + ",\n")
                    .collect(Collectors.joining("", indent + start + name + "(\n", indent + end));
        }
        return line + "\n";
    }
}
