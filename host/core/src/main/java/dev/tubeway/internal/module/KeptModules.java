package dev.tubeway.internal.module;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What outlives a restart: the files that were added, and which versions are disabled.
///
/// Threading: any thread, one at a time.
final class KeptModules {
    private static final System.Logger LOG = System.getLogger(KeptModules.class.getName());
    private static final String DISABLED = "disabled";

    private final Optional<Path> folder;
    private final Set<String> disabled = new TreeSet<>();

    KeptModules(Optional<Path> folder) {
        this.folder = folder;
        folder.ifPresent(at -> {
            try {
                Files.createDirectories(at);
                disabled.addAll(Files.readAllLines(at.resolve(DISABLED), StandardCharsets.UTF_8));
            } catch (NoSuchFileException e) {
                // Nothing was disabled yet.
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "which modules are disabled is not known: {0}", e.toString());
            }
        });
    }

    synchronized boolean isDisabled(String name, String version) {
        return disabled.contains(line(name, version));
    }

    synchronized void disabled(String name, String version, boolean value) {
        boolean changed = value ? disabled.add(line(name, version)) : disabled.remove(line(name, version));
        if (changed) {
            write(DISABLED, String.join("\n", disabled).getBytes(StandardCharsets.UTF_8));
        }
    }

    synchronized void keep(String name, String version, byte[] wasm) {
        write(file(name, version), wasm);
    }

    synchronized void forget(String name, String version) {
        folder.ifPresent(at -> delete(at.resolve(file(name, version))));
    }

    void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "a removed module stays on disk: {0}", e.toString());
        }
    }

    /// Names and versions are checked when a manifest is read, so they are names of files.
    private static String file(String name, String version) {
        return name + "-" + version + ModuleStore.SUFFIX;
    }

    private static String line(String name, String version) {
        return name + " " + version;
    }

    private void write(String name, byte[] bytes) {
        folder.ifPresent(at -> {
            try {
                Path temporary = Files.createTempFile(at, "new", ".tmp");
                Files.write(temporary, bytes);
                Files.move(temporary, at.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "a module is not kept over a restart: {0}", e.toString());
            }
        });
    }
}
