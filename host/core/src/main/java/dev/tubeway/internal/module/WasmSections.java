package dev.tubeway.internal.module;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// Looks at the sections of a Wasm file, for what the engine's parser takes for damage or is not needed for.
///
/// Source: WebAssembly core specification 2.0, section 5.5; the memory64 proposal for the flag.
final class WasmSections {
    private static final int CUSTOM = 0;
    private static final int IMPORT = 2;
    private static final int MEMORY = 5;
    private static final int MEMORY64_FLAG = 4;

    private final byte[] bytes;
    private int at;
    private final int end;
    private int id;
    private int size;

    private WasmSections(byte[] bytes, int at, int end) {
        this.bytes = bytes;
        this.at = at;
        this.end = end;
    }

    /// Whether a memory has 64-bit addresses. A file that is cut or wrong has none.
    static boolean hasMemory64(byte[] wasm) {
        var sections = new WasmSections(wasm, 8, wasm.length);
        while (sections.enter()) {
            if (sections.id == MEMORY) {
                WasmSections memory = sections.content();
                return memory.number() > 0 && (memory.next() & MEMORY64_FLAG) != 0;
            }
            if (sections.id > MEMORY && sections.id != IMPORT) {
                return false;
            }
        }
        return false;
    }

    /// The content of a custom section; empty where there is none, or the file is cut or wrong.
    static Optional<byte[]> custom(byte[] wasm, String name) {
        byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
        var sections = new WasmSections(wasm, 8, wasm.length);
        while (sections.enter()) {
            if (sections.id == CUSTOM) {
                WasmSections section = sections.content();
                int length = section.number();
                if (length == wanted.length
                        && length <= section.end - section.at
                        && Arrays.equals(wasm, section.at, section.at + length, wanted, 0, length)) {
                    return Optional.of(Arrays.copyOfRange(wasm, section.at + length, section.end));
                }
            }
        }
        return Optional.empty();
    }

    /// Goes to the next section; false at the end, or where the file is cut or wrong.
    private boolean enter() {
        at += size;
        if (at >= end) {
            return false;
        }
        id = next();
        size = number();
        return size >= 0 && size <= end - at;
    }

    private WasmSections content() {
        return new WasmSections(bytes, at, at + size);
    }

    private int next() {
        return at < end ? bytes[at++] & 0xff : 0;
    }

    private int number() {
        int value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            int each = next();
            value |= (each & 0x7f) << shift;
            if (each < 0x80) {
                return value;
            }
        }
        return -1;
    }
}
