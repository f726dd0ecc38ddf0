package dev.tubeway.abi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The manifests of all modules of this tree, as they lie in the built files.
class BuiltManifestsTest {
    private static final String SECTION = "tubeway.manifest";
    private static final int HEAD_BYTES = 8;

    @Test
    void everyModuleThatIsBuiltHasAManifestOfTheSchema() throws IOException {
        String folder = System.getProperty("tubeway.wasm");
        assertTrue(folder != null, "the system property tubeway.wasm tells where the modules are built to");
        List<Path> modules;
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
            modules = files.filter(file -> file.toString().endsWith(".wasm")).toList();
        }
        assertFalse(modules.isEmpty(), folder);
        for (Path module : modules) {
            String manifest = manifest(Files.readAllBytes(module));
            assertEquals(List.of(), SchemaTest.errors("manifest.schema.json", manifest), module.toString());
        }
    }

    private static String manifest(byte[] wasm) {
        ByteBuffer in = ByteBuffer.wrap(wasm).position(HEAD_BYTES);
        while (in.hasRemaining()) {
            int id = in.get();
            int size = number(in);
            ByteBuffer section = in.slice(in.position(), size);
            in.position(in.position() + size);
            if (id == 0 && text(section, number(section)).equals(SECTION)) {
                return text(section, section.remaining());
            }
        }
        throw new AssertionError("no section " + SECTION);
    }

    private static String text(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /// A number in groups of seven bits, the lowest first.
    private static int number(ByteBuffer in) {
        int value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            byte group = in.get();
            value |= (group & 0x7f) << shift;
            if (group >= 0) {
                return value;
            }
        }
        throw new AssertionError("no number");
    }
}
