package dev.tubeway.module;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/// Where modules come from, and where what is made of them is kept.
///
/// @param builtIn     modules of the distribution, `*.wasm`; read once
/// @param precompiled their compiled classes, made when the distribution was built; read only
/// @param watched     modules that come and go as their files do, `*.wasm`
/// @param added       keeps what was added, and which versions are disabled
/// @param cache       keeps compiled classes; made with mode 0700
public record ModuleFolders(
        Optional<Path> builtIn,
        Optional<Path> precompiled,
        Optional<Path> watched,
        Optional<Path> added,
        Optional<Path> cache) {

    public ModuleFolders {
        Objects.requireNonNull(builtIn, "builtIn");
        Objects.requireNonNull(precompiled, "precompiled");
        Objects.requireNonNull(watched, "watched");
        Objects.requireNonNull(added, "added");
        Objects.requireNonNull(cache, "cache");
    }

    /// No folder at all: modules are what is added, and are compiled anew after each start.
    public static ModuleFolders none() {
        return new ModuleFolders(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    public ModuleFolders withBuiltIn(Path value) {
        return new ModuleFolders(Optional.of(value), precompiled, watched, added, cache);
    }

    public ModuleFolders withPrecompiled(Path value) {
        return new ModuleFolders(builtIn, Optional.of(value), watched, added, cache);
    }

    public ModuleFolders withWatched(Path value) {
        return new ModuleFolders(builtIn, precompiled, Optional.of(value), added, cache);
    }

    public ModuleFolders withAdded(Path value) {
        return new ModuleFolders(builtIn, precompiled, watched, Optional.of(value), cache);
    }

    public ModuleFolders withCache(Path value) {
        return new ModuleFolders(builtIn, precompiled, watched, added, Optional.of(value));
    }
}
