package dev.tubeway.internal.module.engine;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a Wasm file declares, without a word of the engine's.
///
/// @param imports    everything that is imported
/// @param exports    names and what stands behind them
/// @param memories   memories it defines, in order
/// @param tables     tables it defines, in order
/// @param hasStart   whether it has a start function
/// @param uses       what of Wasm's extensions it uses, and where first
/// @param functions  functions it defines
public record ModuleShape(
        List<Imported> imports,
        Map<String, Exported> exports,
        List<Pages> memories,
        List<Entries> tables,
        boolean hasStart,
        Map<Extension, String> uses,
        int functions,
        Sections sections) {

    /// @param kind      what it is
    /// @param signature of a function, as `iil>i`; empty for other things
    public record Imported(String module, String name, Kind kind, String signature) {
        /// For people: `function tubeway.read`.
        public String label() {
            return kind.word() + " " + module + "." + name;
        }
    }

    /// @param signature of a function, as `>i`; empty for other things
    public record Exported(Kind kind, String signature) {}

    /// @param initial pages of 64 KiB
    /// @param maximum pages; 65,536 where none is declared
    public record Pages(int initial, int maximum) {}

    /// @param initial entries
    /// @param maximum entries; very large where none is declared
    public record Entries(long initial, long maximum) {}

    /// Custom sections, by name.
    @FunctionalInterface
    public interface Sections {
        Optional<byte[]> find(String name);
    }

    /// Things that are imported and exported.
    public enum Kind {
        FUNCTION,
        TABLE,
        MEMORY,
        GLOBAL,
        TAG;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /// Extensions of Wasm that a module here must not use.
    public enum Extension {
        SIMD("SIMD"),
        THREADS("threads"),
        GARBAGE_COLLECTION("garbage collection"),
        EXCEPTIONS("exceptions"),
        FUNCTION_REFERENCES("typed function references"),
        SEVERAL_MEMORIES("several memories");

        private final String words;

        Extension(String words) {
            this.words = words;
        }

        /// For people.
        public String words() {
            return words;
        }
    }
}
