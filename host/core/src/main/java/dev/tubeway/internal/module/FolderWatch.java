package dev.tubeway.internal.module;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Tells of modules that come to and leave a folder.
///
/// A file counts once its size and time have stood still for two looks, so that one that is still being copied is
/// not taken for a broken one. The files that are there at the start are told before [#start] returns.
///
/// Threading: what is told, is told by one virtual thread.
final class FolderWatch implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(FolderWatch.class.getName());
    private static final long LOOK_MILLIS = 150;

    private final Path folder;
    private final WatchService service;
    private final Consumer<Path> appeared;
    private final Consumer<Path> vanished;
    private final Map<Path, Stamp> told = new HashMap<>();
    private final Map<Path, Stamp> settling = new HashMap<>();

    private FolderWatch(Path folder, WatchService service, Consumer<Path> appeared, Consumer<Path> vanished) {
        this.folder = folder;
        this.service = service;
        this.appeared = appeared;
        this.vanished = vanished;
    }

    /// How a file looked.
    private record Stamp(long size, FileTime time, Object key) {
        static Stamp of(Path file) throws IOException {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            Object key = attributes.fileKey();
            return new Stamp(attributes.size(), attributes.lastModifiedTime(), key == null ? file : key);
        }
    }

    static FolderWatch start(Path folder, Consumer<Path> appeared, Consumer<Path> vanished) {
        try {
            Files.createDirectories(folder);
            WatchService service = folder.getFileSystem().newWatchService();
            folder.register(
                    service,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
            var watch = new FolderWatch(folder, service, appeared, vanished);
            for (Path file : watch.files()) {
                watch.tell(file, Stamp.of(file));
            }
            Thread.ofVirtual().name("tubeway-modules").start(watch::run);
            return watch;
        } catch (IOException e) {
            throw new UncheckedIOException("the folder of modules cannot be watched: folder=" + folder, e);
        }
    }

    private Set<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            var found = new HashSet<Path>();
            files.filter(file -> file.toString().endsWith(ModuleStore.SUFFIX)).forEach(found::add);
            return found;
        }
    }

    private void run() {
        try {
            while (true) {
                WatchKey key = settling.isEmpty() ? service.take() : service.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                if (key != null) {
                    for (WatchEvent<?> _ : key.pollEvents()) {
                        // What happened is seen by looking.
                    }
                    key.reset();
                }
                look();
            }
        } catch (ClosedWatchServiceException e) {
            // Nobody wants to know any more.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            Set<Path> now = files();
            for (Path file : Set.copyOf(told.keySet())) {
                if (!now.contains(file)) {
                    told.remove(file);
                    vanished.accept(file);
                }
            }
            settling.keySet().retainAll(now);
            for (Path file : now) {
                look(file);
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "the folder of modules could not be looked at: {0}", e.toString());
        }
    }

    private void look(Path file) throws IOException {
        Stamp stamp = Stamp.of(file);
        if (stamp.equals(told.get(file))) {
            settling.remove(file);
        } else if (stamp.equals(settling.put(file, stamp))) {
            settling.remove(file);
            tell(file, stamp);
        }
    }

    private void tell(Path file, Stamp stamp) {
        told.put(file, stamp);
        appeared.accept(file);
    }

    @Override
    public void close() {
        try {
            service.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "closing the watch failed: {0}", e.toString());
        }
    }
}
