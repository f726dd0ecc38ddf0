package dev.tubeway.abi;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CHeaderTest {
    private static final Pattern DECLARED = Pattern.compile(
            "(?m)^} (\\w+);|^ {2}(TUBEWAY_\\w+) =|^#define (TUBEWAY_\\w+) |\\bint32_t (tubeway_\\w+)\\(");

    /// Types, functions and values share one space of names in C.
    @Test
    void noNameIsDeclaredTwice() throws IOException {
        String header = Files.readString(GeneratedFilesTest.ROOT.resolve("sdk/c/tubeway.h"));
        var names = new HashSet<String>();
        DECLARED.matcher(header).results().map(CHeaderTest::name).forEach(name -> assertTrue(names.add(name), name));
        assertTrue(names.contains("tubeway_event"), "functions are seen");
        assertTrue(names.contains("tubeway_event_t"), "types are seen");
        assertTrue(names.contains("TUBEWAY_AGAIN"), "values are seen");
    }

    private static String name(MatchResult match) {
        for (int i = 1; i <= match.groupCount(); i++) {
            if (match.group(i) != null) {
                return match.group(i);
            }
        }
        throw new AssertionError("no group matched");
    }
}
