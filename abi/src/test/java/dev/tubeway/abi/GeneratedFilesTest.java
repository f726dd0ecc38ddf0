package dev.tubeway.abi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GeneratedFilesTest {
    static final Path ROOT = Path.of("..");

    @Test
    void whatIsCommittedIsWhatTheTableGives() throws IOException {
        Map<String, String> files = Generate.files(Abi.read(ROOT.resolve("abi/tubeway-abi.json")));
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = ROOT.resolve(file.getKey());
            assertEquals(
                    file.getValue(),
                    Files.exists(path) ? Files.readString(path) : "",
                    () -> "regenerate with: mvn -q -pl abi compile exec:java; file=" + file.getKey());
        }
        assertEquals(Set.of(), Generate.leftOver(ROOT, files));
    }
}
