package dev.tubeway.internal.module;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/// Bytes as golden vectors write them: `text:…`, `hex:…`, `any:N`, or a list of such.
final class VectorBytes {
    /// A byte that may be anything.
    static final int ANY = -1;

    private VectorBytes() {}

    static int[] of(JsonNode value) {
        if (value.isArray()) {
            return value.valueStream()
                    .map(VectorBytes::of)
                    .flatMapToInt(Arrays::stream)
                    .toArray();
        }
        String[] parts = value.asString().split(":", 2);
        return switch (parts[0]) {
            case "text" -> of(parts[1].getBytes(StandardCharsets.UTF_8));
            case "hex" -> of(HexFormat.of().parseHex(parts[1]));
            case "any" ->
                IntStream.generate(() -> ANY).limit(Integer.parseInt(parts[1])).toArray();
            default -> throw new IllegalArgumentException("no such bytes: value=" + value);
        };
    }

    private static int[] of(byte[] bytes) {
        return IntStream.range(0, bytes.length).map(i -> bytes[i] & 0xff).toArray();
    }

    static byte[] known(JsonNode value) {
        int[] all = of(value);
        byte[] bytes = new byte[all.length];
        for (int i = 0; i < all.length; i++) {
            bytes[i] = (byte) all[i];
        }
        return bytes;
    }
}
