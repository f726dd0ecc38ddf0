package dev.tubeway.abi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Writes everything that is made from `tubeway-abi.json`.
public final class Generate {
    /// A folder in which every file is generated: what is not in the table any more has to go.
    private static final String OWN_FOLDER = "host/core/src/main/java/dev/tubeway/internal/module/abi";

    private Generate() {}

    /// @param args the repository's root
    public static void main(String[] args) throws IOException {
        Path root = Path.of(args[0]);
        Map<String, String> files = files(Abi.read(root.resolve("abi/tubeway-abi.json")));
        for (String stale : leftOver(root, files)) {
            Files.delete(root.resolve(stale));
        }
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = root.resolve(file.getKey());
            Files.createDirectories(path.resolveSibling("."));
            if (!Files.exists(path) || !Files.readString(path).equals(file.getValue())) {
                Files.writeString(path, file.getValue());
            }
        }
    }

    /// The generated files by their paths in the repository.
    static Map<String, String> files(Abi abi) {
        Map<String, String> files = new LinkedHashMap<>(new JavaFiles(abi).files());
        files.put("sdk/rust/tubeway/src/sys.rs", new RustFile(abi).text());
        files.put("sdk/c/tubeway.h", new CHeader(abi).text());
        files.put("abi/versions/v%d.md".formatted(abi.major()), new Specification(abi).text());
        return files;
    }

    /// Files in the generated folder that the table does not give any more.
    static Set<String> leftOver(Path root, Map<String, String> files) throws IOException {
        Set<String> found = new TreeSet<>();
        Path folder = root.resolve(OWN_FOLDER);
        if (Files.isDirectory(folder)) {
            try (Stream<Path> list = Files.list(folder)) {
                list.map(file -> OWN_FOLDER + "/" + file.getFileName()).forEach(found::add);
            }
        }
        found.removeAll(files.keySet());
        return found;
    }
}
