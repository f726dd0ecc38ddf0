package dev.tubeway.samples.embed;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocsTest {
    private static final Path ROOT = Path.of("..", "..");

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/embed.md"})
    void showsTheSampleAsItIs(String page) throws IOException {
        String shown = "```java\n" + snippet() + "```\n";
        assertTrue(Files.readString(ROOT.resolve(page)).contains(shown), "this is not in " + page + ":\n" + shown);
    }

    /// The block of the sample, without its indent.
    private static String snippet() throws IOException {
        String source = Files.readString(Path.of("src/main/java/dev/tubeway/samples/embed/Embed.java"));
        String start = "        try (Gateway";
        String end = "\n        }\n";
        int from = source.indexOf(start);
        int to = source.indexOf(end, from);
        assertTrue(from > 0 && to > from, "the sample has no block that begins with: " + start);
        return source.substring(from, to + end.length()).indent(-8);
    }
}
