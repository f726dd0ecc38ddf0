package dev.tubeway.webrtc;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// Removes copies of the native library that earlier processes left in the temporary folder.
///
/// The loader removes its copy itself where an open file can be removed. Windows refuses that while the library is
/// loaded, so every start would leave 20 MB behind. A copy in use cannot be removed there either, which makes the
/// attempt safe.
final class LeftoverCopies {
    private static final String PATTERN = "webrtc-java-windows-*.dll";

    private LeftoverCopies() {}

    static void remove() {
        if (System.getProperty("os.name", "").startsWith("Windows")) {
            remove(Path.of(System.getProperty("java.io.tmpdir")));
        }
    }

    static void remove(Path folder) {
        try (DirectoryStream<Path> copies = Files.newDirectoryStream(folder, PATTERN)) {
            for (Path copy : copies) {
                removeUnlessInUse(copy);
            }
        } catch (IOException _) {
            // No such folder, or not ours to list: nothing to tidy.
        }
    }

    private static void removeUnlessInUse(Path copy) {
        try {
            Files.deleteIfExists(copy);
        } catch (IOException _) {
            // Another process has it loaded; it goes at a later start.
        }
    }
}
