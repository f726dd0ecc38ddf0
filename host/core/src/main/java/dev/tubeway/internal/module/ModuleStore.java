package dev.tubeway.internal.module;

import dev.tubeway.module.ModuleConfig;
import dev.tubeway.module.ModuleInfo;
import dev.tubeway.module.ModuleVerdict;
import dev.tubeway.module.Modules;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Keeps the modules of a gateway.
public final class ModuleStore implements Modules {

    public ModuleStore(ModuleConfig config) {
        Objects.requireNonNull(config, "config");
    }

    /// The module that serves new sessions of a protocol: of those enabled the highest version; empty where
    /// there is none.
    public Optional<LoadedModule> serving(String protocol) {
        return Optional.empty();
    }

    @Override
    public List<ModuleInfo> list() {
        return List.of();
    }

    @Override
    public Optional<ModuleInfo> find(String name, String version) {
        return Optional.empty();
    }

    @Override
    public ModuleVerdict check(byte[] wasm) {
        return new ModuleVerdict.Refused(List.of());
    }

    @Override
    public ModuleVerdict add(byte[] wasm) {
        return check(wasm);
    }

    @Override
    public boolean enable(String name, String version, boolean enabled) {
        return false;
    }

    @Override
    public boolean remove(String name, String version) {
        return false;
    }

    @Override
    public void close() {}
}
