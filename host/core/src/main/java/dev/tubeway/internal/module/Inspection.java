package dev.tubeway.internal.module;

import dev.tubeway.internal.module.abi.AbiFunction;
import dev.tubeway.internal.module.abi.AbiVersion;
import dev.tubeway.internal.module.engine.ForeignImports;
import dev.tubeway.internal.module.engine.ModuleShape;
import dev.tubeway.internal.module.engine.ModuleShape.Exported;
import dev.tubeway.internal.module.engine.ModuleShape.Imported;
import dev.tubeway.internal.module.engine.ModuleShape.Kind;
import dev.tubeway.internal.module.engine.ParsedModule;
import dev.tubeway.module.ModuleInfo;
import dev.tubeway.module.ModulePolicy;
import dev.tubeway.module.ModuleVerdict.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Judges a file before it is compiled: everything that speaks against it, each with its place.
///
/// Threading: one inspection for one file.
final class Inspection {
    private static final Pattern ENTRY = Pattern.compile("tubeway_v(\\d{1,4})_main");
    private static final Pattern ABI = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})");
    private static final int NO_MAXIMUM = 65_536;
    private static final long MOST_TABLE_ENTRIES = 100_000;
    private static final byte[] MAGIC = {0, 'a', 's', 'm'};

    private final ModulePolicy policy;
    private final ForeignImports foreign;
    private final List<Refusal> refusals = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private Inspection(ModulePolicy policy, ForeignImports foreign) {
        this.policy = policy;
        this.foreign = foreign;
    }

    /// What was found.
    sealed interface Result {}

    /// @param notes what is worth knowing and speaks not against it
    record Fit(ParsedModule parsed, Manifest manifest, List<String> notes) implements Result {}

    record Unfit(List<Refusal> refusals) implements Result {}

    /// @param validate false only for files that were validated before
    static Result inspect(byte[] wasm, ModulePolicy policy, ForeignImports foreign, boolean validate) {
        if (wasm.length > policy.maxModuleBytes()) {
            return unfit(
                    "too-large",
                    "file",
                    "policy takes files up to " + policy.maxModuleBytes() + " bytes: bytes=" + wasm.length);
        }
        if (!java.util.Arrays.equals(wasm, 0, Math.min(4, wasm.length), MAGIC, 0, 4)) {
            return unfit("not-wasm", "file", "no Wasm file: it does not begin with \\0asm");
        }
        if (WasmSections.hasMemory64(wasm)) {
            return unfit("memory64", "memory section", "memories of 64-bit addresses are not run here");
        }
        return switch (ParsedModule.parse(wasm, validate)) {
            case ParsedModule.Malformed(String what) -> unfit("malformed", "file", what);
            case ParsedModule.Parsed(ParsedModule parsed) -> new Inspection(policy, foreign).judge(parsed);
        };
    }

    private static Unfit unfit(String rule, String where, String what) {
        return new Unfit(List.of(new Refusal(rule, where, what)));
    }

    private Result judge(ParsedModule parsed) {
        ModuleShape shape = parsed.shape();
        entry(shape);
        imports(shape);
        memory(shape);
        tables(shape);
        shape.uses()
                .forEach((extension, where) -> refuse(
                        "extension",
                        where,
                        extension.words() + " are not run here; build without "
                                + extension
                                        .name()
                                        .toLowerCase(java.util.Locale.ROOT)
                                        .replace('_', '-')));
        if (shape.hasStart()) {
            refuse("start-function", "start section", "a module starts in its entry " + AbiVersion.ENTRY);
        }
        Optional<Manifest> manifest = manifest(shape);
        return refusals.isEmpty() && manifest.isPresent()
                ? new Fit(parsed, manifest.get(), List.copyOf(notes))
                : new Unfit(List.copyOf(refusals));
    }

    private void entry(ModuleShape shape) {
        Exported entry = shape.exports().get(AbiVersion.ENTRY);
        if (entry != null) {
            if (entry.kind() != Kind.FUNCTION || !entry.signature().equals(">i")) {
                refuse(
                        "entry",
                        "export " + AbiVersion.ENTRY,
                        "it must be a function without parameters that gives i32");
            }
        } else {
            List<String> others = shape.exports().keySet().stream()
                    .filter(name -> ENTRY.matcher(name).matches())
                    .toList();
            refuse(
                    others.isEmpty() ? "entry" : "unknown-major",
                    "exports",
                    others.isEmpty()
                            ? "there is no entry " + AbiVersion.ENTRY
                            : "built for ABI major " + majors(others) + ", this host has major " + AbiVersion.MAJOR);
        }
        Exported memory = shape.exports().get(AbiVersion.MEMORY);
        if (memory == null || memory.kind() != Kind.MEMORY) {
            refuse("memory-export", "exports", "the memory must be exported as `" + AbiVersion.MEMORY + "`");
        }
    }

    private static String majors(List<String> entries) {
        return String.join(
                " and ",
                entries.stream()
                        .map(ENTRY::matcher)
                        .filter(Matcher::matches)
                        .map(matcher -> matcher.group(1))
                        .toList());
    }

    private void imports(ModuleShape shape) {
        for (Imported item : shape.imports()) {
            if (item.kind() != Kind.FUNCTION) {
                refuse("foreign-import", item.label(), "only functions may be imported");
            } else if (item.module().equals(AbiVersion.MODULE)) {
                AbiFunction function = AbiFunction.named(item.name());
                if (function == null) {
                    notes.add(item.label()
                            + (AbiVersion.RESERVED.contains(item.name())
                                    ? " is not offered yet and answers UNSUPPORTED"
                                    : " is unknown here and answers UNSUPPORTED"));
                    if (!item.signature().endsWith(">i") || item.signature().matches(".*[fd?].*")) {
                        refuse("import-type", item.label(), "functions of the ABI take i32 and i64 and give i32");
                    }
                } else if (!item.signature().equals(function.parameters() + ">i")) {
                    refuse(
                            "import-type",
                            item.label(),
                            "its type is " + item.signature() + " and must be " + function.parameters() + ">i");
                }
            } else if (foreign.find(item.module(), item.name(), item.signature())
                    .isEmpty()) {
                refuse(
                        "foreign-import",
                        item.label(),
                        "only functions of `" + AbiVersion.MODULE
                                + "` and a few of WASI preview 1 may be imported (clock, random, output, exit)");
            }
        }
    }

    private void memory(ModuleShape shape) {
        int most = policy.limits().memoryPages();
        for (ModuleShape.Pages pages : shape.memories()) {
            if (pages.maximum() >= NO_MAXIMUM) {
                refuse("memory-maximum", "memory section", "it declares no maximum; policy allows " + most + " pages");
            } else if (pages.maximum() > most || pages.initial() > most) {
                refuse(
                        "memory-maximum",
                        "memory section",
                        "policy allows " + most + " pages: maximum=" + pages.maximum() + ", initial="
                                + pages.initial());
            }
        }
    }

    private void tables(ModuleShape shape) {
        long entries =
                shape.tables().stream().mapToLong(ModuleShape.Entries::initial).sum();
        if (entries > MOST_TABLE_ENTRIES || shape.tables().size() > 8) {
            refuse(
                    "table-size",
                    "table section",
                    "at most 8 tables with " + MOST_TABLE_ENTRIES + " entries together: tables="
                            + shape.tables().size() + ", entries=" + entries);
        }
    }

    private Optional<Manifest> manifest(ModuleShape shape) {
        String where = "section " + AbiVersion.MANIFEST_SECTION;
        Optional<byte[]> section = shape.sections().find(AbiVersion.MANIFEST_SECTION);
        if (section.isEmpty()) {
            refuse("manifest", where, "missing");
            return Optional.empty();
        }
        return switch (ManifestReader.read(section.get())) {
            case ManifestReader.Faulty(List<String> faults) -> {
                faults.forEach(fault -> refuse("manifest", where, fault));
                yield Optional.empty();
            }
            case ManifestReader.Read(Manifest manifest) -> {
                abi(manifest, where);
                if (manifest.kind() != ModuleInfo.Kind.PROTOCOL) {
                    refuse("kind", where, "this host runs protocol modules: kind=" + manifest.kind());
                }
                notes.addAll(manifest.notes());
                yield Optional.of(manifest);
            }
        };
    }

    private void abi(Manifest manifest, String where) {
        Matcher matcher = ABI.matcher(manifest.abi());
        String here = AbiVersion.MAJOR + "." + AbiVersion.MINOR;
        if (!matcher.matches()) {
            refuse("manifest", where, "abi: no version such as " + here + ": abi=" + manifest.abi());
        } else if (Integer.parseInt(matcher.group(1)) != AbiVersion.MAJOR) {
            refuse("unknown-major", where, "built for ABI " + manifest.abi() + ", this host has " + here);
        } else if (Integer.parseInt(matcher.group(2)) > AbiVersion.MINOR) {
            refuse("unknown-minor", where, "built for ABI " + manifest.abi() + ", this host has " + here);
        }
    }

    private void refuse(String rule, String where, String what) {
        refusals.add(new Refusal(rule, where, what));
    }
}
