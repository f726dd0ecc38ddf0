package dev.tubeway.webrtc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// What this process holds, as Linux counts it.
///
/// @param threads         native threads
/// @param descriptors     open files and sockets
/// @param residentBytes   anonymous memory in use; with a heap that is touched at start, its growth is native
record ProcessUse(int threads, int descriptors, long residentBytes) {

    static ProcessUse now() {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"));
                Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            long kib = Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("RssAnon:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
            return new ProcessUse((int) tasks.count(), (int) files.count(), kib << 10);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
