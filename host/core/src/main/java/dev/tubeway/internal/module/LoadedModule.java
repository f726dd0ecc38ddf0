package dev.tubeway.internal.module;

import dev.tubeway.module.ModuleInfo;
import dev.tubeway.module.ModuleLimits;

/// A module that was judged and compiled, ready to run any number of sessions.
///
/// Threading: any thread.
public interface LoadedModule {

    /// What it is.
    ModuleInfo info();

    /// What a session of it may use: the smaller of the manifest's and the policy's.
    ModuleLimits limits();

    /// Prepares a run for one session; nothing runs yet. Until the run ended, the module stays loaded.
    ///
    /// @param limits what the session may use
    ModuleRun open(ModuleHost host, ModuleLimits limits);
}
