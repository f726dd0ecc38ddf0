package dev.tubeway.server.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SettingsDocumentTest {
    private static final String BEGIN = "<!-- settings: begin -->\n";
    private static final String END = "<!-- settings: end -->\n";

    @Test
    void theDocumentHoldsTheTableOfTheCode() throws IOException {
        Path file = document();
        String text = Files.readString(file);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        assertTrue(begin >= 0 && end > begin, file + " lacks its marks");
        assertEquals(SettingsTable.markdown(), text.substring(begin + BEGIN.length(), end));
    }

    private static Path document() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.exists(at.resolve("docs/settings.md"))) {
            at = at.getParent();
            if (at == null) {
                throw new AssertionError("docs/settings.md is missing");
            }
        }
        return at.resolve("docs/settings.md");
    }
}
