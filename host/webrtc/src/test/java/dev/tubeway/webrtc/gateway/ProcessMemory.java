package dev.tubeway.webrtc.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// What this process holds, as Linux counts it.
///
/// @param threads       native threads
/// @param descriptors   open files and sockets
/// @param residentBytes anonymous memory in use; the heap is touched at start, so its growth is native
/// @param heapBytes     heap in use after a collection
record ProcessMemory(int threads, int descriptors, long residentBytes, long heapBytes) {

    static ProcessMemory now() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return new ProcessMemory(
                entries("/proc/self/task"),
                entries("/proc/self/fd"),
                residentNow(),
                runtime.totalMemory() - runtime.freeMemory());
    }

    private static int entries(String folder) {
        try (Stream<Path> entries = Files.list(Path.of(folder))) {
            return (int) entries.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Without a collection.
    static long residentNow() {
        try {
            long kib = Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("RssAnon:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
            return kib << 10;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
