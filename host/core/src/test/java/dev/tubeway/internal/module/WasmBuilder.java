package dev.tubeway.internal.module;

import dev.tubeway.internal.module.abi.AbiVersion;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes small Wasm files for tests: imports, one memory, functions of raw instructions, data, custom sections.
public final class WasmBuilder {
    public static final int UNREACHABLE = 0x00;
    public static final int DROP = 0x1a;
    public static final int RETURN = 0x0f;
    private static final byte[] MAGIC = {0, 'a', 's', 'm', 1, 0, 0, 0};

    private final List<String> types = new ArrayList<>();
    private final List<byte[]> imports = new ArrayList<>();
    private final Map<String, Integer> numbers = new LinkedHashMap<>();
    private final List<String> functionNames = new ArrayList<>();
    private final List<Integer> functionTypes = new ArrayList<>();
    private final List<byte[]> bodies = new ArrayList<>();
    private final List<byte[]> data = new ArrayList<>();
    private final Map<String, byte[]> sections = new LinkedHashMap<>();
    private final Map<String, String> exports = new LinkedHashMap<>();
    private byte[] memory = {1, 1, 2, 16};
    private byte[] table = {};
    private int start = -1;

    /// A module with a manifest of this name and version, and everything the host demands except the entry.
    public static WasmBuilder module(String name, String version) {
        return new WasmBuilder().manifest(manifest(name, version, ""));
    }

    /// @param more further keys: `, "capabilities": {…}`
    public static String manifest(String name, String version, String more) {
        return "{\"name\": \"" + name + "\", \"version\": \"" + version
                + "\", \"kind\": \"protocol\", \"abi\": \"1.0\"," + " \"protocols\": [\"" + name
                + "\"], \"summary\": \"a test\"" + more + "}";
    }

    public WasmBuilder manifest(String json) {
        return section(AbiVersion.MANIFEST_SECTION, json.getBytes(StandardCharsets.UTF_8));
    }

    public WasmBuilder section(String name, byte[] content) {
        sections.put(name, content);
        return this;
    }

    public WasmBuilder memory(int initial, int maximum) {
        memory = bytes(new byte[] {1, 1}, leb(initial), leb(maximum));
        return this;
    }

    /// The memory section's content as it is.
    public WasmBuilder rawMemory(int... content) {
        memory = code(content);
        return this;
    }

    public WasmBuilder table(int entries) {
        table = bytes(new byte[] {1, 0x70, 0}, leb(entries));
        return this;
    }

    public WasmBuilder start(String function) {
        start = number(function);
        return this;
    }

    /// Imports a function of the ABI. Imports come before functions.
    public WasmBuilder imports(String name, String signature) {
        return imports(AbiVersion.MODULE, name, signature);
    }

    public WasmBuilder imports(String module, String name, String signature) {
        numbers.put(name, numbers.size());
        imports.add(bytes(text(module), text(name), new byte[] {0}, leb(type(signature))));
        return this;
    }

    /// Imports a global, which nobody may.
    public WasmBuilder importsGlobal(String module, String name) {
        imports.add(bytes(text(module), text(name), new byte[] {3, 0x7f, 0}));
        return this;
    }

    /// The entry, which returns the i32 that its instructions leave.
    public WasmBuilder main(byte[]... instructions) {
        return function(AbiVersion.ENTRY, ">i", instructions).exports(AbiVersion.ENTRY, AbiVersion.ENTRY);
    }

    /// A function with four i32 locals and one i64.
    public WasmBuilder function(String name, String signature, byte[]... instructions) {
        numbers.put(name, numbers.size());
        functionNames.add(name);
        functionTypes.add(type(signature));
        bodies.add(bytes(bytes(new byte[] {2, 4, 0x7f, 1, 0x7e}, bytes(instructions)), new byte[] {0x0b}));
        return this;
    }

    public WasmBuilder exports(String exported, String function) {
        exports.put(exported, function);
        return this;
    }

    public WasmBuilder data(int at, String text) {
        return data(at, text.getBytes(StandardCharsets.UTF_8));
    }

    public WasmBuilder data(int at, byte[] content) {
        data.add(bytes(new byte[] {0, 0x41}, sleb(at), new byte[] {0x0b}, leb(content.length), content));
        return this;
    }

    public byte[] call(String name) {
        return bytes(new byte[] {0x10}, leb(number(name)));
    }

    /// A call with constant arguments.
    public byte[] call(String name, int... arguments) {
        var code = new ByteArrayOutputStream();
        for (int each : arguments) {
            code.writeBytes(i32(each));
        }
        code.writeBytes(call(name));
        return code.toByteArray();
    }

    public static byte[] i32(int value) {
        return bytes(new byte[] {0x41}, sleb(value));
    }

    /// Raw instructions.
    public static byte[] code(int... instructions) {
        byte[] code = new byte[instructions.length];
        for (int i = 0; i < code.length; i++) {
            code[i] = (byte) instructions[i];
        }
        return code;
    }

    /// Instructions again and again.
    public static byte[] forEver(byte[]... instructions) {
        return bytes(code(0x03, 0x40), bytes(instructions), code(0x0c, 0, 0x0b));
    }

    public static byte[] bytes(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (byte[] each : parts) {
            out.writeBytes(each);
        }
        return out.toByteArray();
    }

    public byte[] build() {
        var out = new ByteArrayOutputStream();
        out.writeBytes(MAGIC);
        write(out, 1, vector(types.stream().map(WasmBuilder::functionType).toList()));
        if (!imports.isEmpty()) {
            write(out, 2, vector(imports));
        }
        write(out, 3, vector(functionTypes.stream().map(WasmBuilder::leb).toList()));
        if (table.length > 0) {
            write(out, 4, table);
        }
        if (memory.length > 0) {
            write(out, 5, memory);
        }
        var exported = new ArrayList<byte[]>();
        if (memory.length > 0) {
            exported.add(bytes(text(AbiVersion.MEMORY), new byte[] {2, 0}));
        }
        exports.forEach((name, function) -> exported.add(bytes(text(name), new byte[] {0}, leb(number(function)))));
        write(out, 7, vector(exported));
        if (start >= 0) {
            write(out, 8, leb(start));
        }
        write(
                out,
                10,
                vector(bodies.stream()
                        .map(body -> bytes(leb(body.length), body))
                        .toList()));
        if (!data.isEmpty()) {
            write(out, 11, vector(data));
        }
        sections.forEach((name, content) -> write(out, 0, bytes(text(name), content)));
        write(out, 0, bytes(text("name"), names()));
        return out.toByteArray();
    }

    private byte[] names() {
        var named = new ArrayList<byte[]>();
        for (String name : functionNames) {
            named.add(bytes(leb(number(name)), text(name)));
        }
        byte[] content = vector(named);
        return bytes(new byte[] {1}, leb(content.length), content);
    }

    private int number(String function) {
        Integer number = numbers.get(function);
        if (number == null) {
            throw new IllegalArgumentException("no such function: function=" + function);
        }
        return number;
    }

    private int type(String signature) {
        if (!types.contains(signature)) {
            types.add(signature);
        }
        return types.indexOf(signature);
    }

    private static byte[] functionType(String signature) {
        String[] sides = signature.split(">", -1);
        return bytes(new byte[] {0x60}, values(sides[0]), values(sides[1]));
    }

    private static byte[] values(String letters) {
        byte[] values = new byte[letters.length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte)
                    switch (letters.charAt(i)) {
                        case 'i' -> 0x7f;
                        case 'l' -> 0x7e;
                        case 'v' -> 0x7b;
                        default -> 0x7c;
                    };
        }
        return bytes(leb(values.length), values);
    }

    private static void write(ByteArrayOutputStream out, int id, byte[] content) {
        out.write(id);
        out.writeBytes(leb(content.length));
        out.writeBytes(content);
    }

    private static byte[] vector(List<byte[]> items) {
        return bytes(leb(items.size()), bytes(items.toArray(new byte[0][])));
    }

    private static byte[] text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return bytes(leb(utf8.length), utf8);
    }

    static byte[] leb(int value) {
        var out = new ByteArrayOutputStream();
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            out.write((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
        return out.toByteArray();
    }

    static byte[] sleb(int value) {
        var out = new ByteArrayOutputStream();
        int rest = value;
        while (rest < -64 || rest > 63) {
            out.write((rest & 0x7f) | 0x80);
            rest >>= 7;
        }
        out.write(rest & 0x7f);
        return out.toByteArray();
    }
}
