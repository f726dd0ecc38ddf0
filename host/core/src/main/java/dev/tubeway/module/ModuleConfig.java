package dev.tubeway.module;

import dev.tubeway.spi.SshProvider.SshConfig;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/// Where a gateway's modules come from and what they may do. Immutable; start from [#defaults()].
///
/// @param builtIn     folder of the modules that belong to the distribution, read at the start; never written
/// @param precompiled folder of what the modules in `builtIn` were compiled to when they were built; never
///                    written
/// @param folder      folder that is watched: files that come, change or go are modules that come, change or go
/// @param cache       private folder of what modules were compiled to; without one each start compiles again
/// @param recordings  private folder of recordings; without one each order names its file
/// @param policy      what modules may do
/// @param ssh         how SSH is spoken for them
public record ModuleConfig(
        Optional<Path> builtIn,
        Optional<Path> precompiled,
        Optional<Path> folder,
        Optional<Path> cache,
        Optional<Path> recordings,
        ModulePolicy policy,
        SshConfig ssh) {

    public ModuleConfig {
        Objects.requireNonNull(builtIn, "builtIn");
        Objects.requireNonNull(precompiled, "precompiled");
        Objects.requireNonNull(folder, "folder");
        Objects.requireNonNull(cache, "cache");
        Objects.requireNonNull(recordings, "recordings");
        Objects.requireNonNull(policy, "policy");
        Objects.requireNonNull(ssh, "ssh");
    }

    /// No modules but those that are added, and nothing kept on disk.
    public static ModuleConfig defaults() {
        return new ModuleConfig(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                ModulePolicy.defaults(),
                SshConfig.defaults());
    }

    public ModuleConfig withBuiltIn(Path value, Path compiled) {
        return new ModuleConfig(Optional.of(value), Optional.of(compiled), folder, cache, recordings, policy, ssh);
    }

    public ModuleConfig withFolder(Path value) {
        return new ModuleConfig(builtIn, precompiled, Optional.of(value), cache, recordings, policy, ssh);
    }

    public ModuleConfig withCache(Path value) {
        return new ModuleConfig(builtIn, precompiled, folder, Optional.of(value), recordings, policy, ssh);
    }

    public ModuleConfig withRecordings(Path value) {
        return new ModuleConfig(builtIn, precompiled, folder, cache, Optional.of(value), policy, ssh);
    }

    public ModuleConfig withPolicy(ModulePolicy value) {
        return new ModuleConfig(builtIn, precompiled, folder, cache, recordings, value, ssh);
    }

    public ModuleConfig withSsh(SshConfig value) {
        return new ModuleConfig(builtIn, precompiled, folder, cache, recordings, policy, value);
    }
}
