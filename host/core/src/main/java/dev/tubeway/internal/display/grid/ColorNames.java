package dev.tubeway.internal.display.grid;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// The names that colours have; read when the first one is looked for.
final class ColorNames {
    private static final String LIST = "colors.txt";

    private static final class Known {
        static final Map<String, Integer> COLORS = read();
    }

    private ColorNames() {}

    /// The colour of a name in small letters, `0xRRGGBB`; -1 if there is none. Spaces mean nothing.
    static int find(String name) {
        return Known.COLORS.getOrDefault(name.replaceAll("\\s", ""), -1);
    }

    private static Map<String, Integer> read() {
        var colors = new HashMap<String, Integer>();
        InputStream list = Objects.requireNonNull(ColorNames.class.getResourceAsStream(LIST), LIST);
        try (var in = new BufferedReader(new InputStreamReader(list, StandardCharsets.UTF_8))) {
            in.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
                int space = line.indexOf(' ');
                colors.put(line.substring(0, space), Integer.parseInt(line.substring(space + 1), 16));
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.copyOf(colors);
    }
}
