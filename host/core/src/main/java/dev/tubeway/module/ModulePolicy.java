package dev.tubeway.module;

import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// What modules may do here.
///
/// @param limits  cap of what a session of any module may use
/// @param grants  capabilities by name of the module; `*` stands for all modules
/// @param unverifiedTls  whether a module may speak TLS with a server that nothing vouches for: neither its certificate
///                       nor a key that is known
/// @param maxModuleBytes largest file that is looked at, bytes, 1 KiB to 1 GiB
public record ModulePolicy(
        ModuleLimits limits, Map<String, Set<String>> grants, boolean unverifiedTls, int maxModuleBytes) {

    public ModulePolicy {
        Objects.requireNonNull(limits, "limits");
        grants = Map.copyOf(grants);
        if (maxModuleBytes < 1024 || maxModuleBytes > 1 << 30) {
            throw new IllegalArgumentException("out of range: maxModuleBytes=" + maxModuleBytes);
        }
    }

    /// Nothing is granted beyond a session's target and its client.
    public static ModulePolicy defaults() {
        return new ModulePolicy(ModuleLimits.defaults(), Map.of(), true, 64 << 20);
    }

    /// Whether a module has a capability.
    public boolean grants(String module, String capability) {
        return grants.getOrDefault(module, Set.of()).contains(capability)
                || grants.getOrDefault("*", Set.of()).contains(capability);
    }

    public ModulePolicy withLimits(ModuleLimits value) {
        return new ModulePolicy(value, grants, unverifiedTls, maxModuleBytes);
    }

    public ModulePolicy withGrants(Map<String, Set<String>> value) {
        return new ModulePolicy(limits, value, unverifiedTls, maxModuleBytes);
    }

    public ModulePolicy withUnverifiedTls(boolean value) {
        return new ModulePolicy(limits, grants, value, maxModuleBytes);
    }
}
