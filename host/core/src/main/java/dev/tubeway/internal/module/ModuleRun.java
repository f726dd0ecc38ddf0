package dev.tubeway.internal.module;

import dev.tubeway.CloseReason;
import dev.tubeway.module.ModuleAccounts;

/// One session's run of a module.
public interface ModuleRun {

    /// Runs the module from start to end, on the caller's thread; once. Never throws.
    ModuleEnd run();

    /// Ends the run from outside: every call of the host gives CANCELLED from now on, and a module that has not
    /// returned after its grace time is interrupted. The first reason counts. Any thread, never blocks.
    void cancel(CloseReason reason);

    /// What was used so far. Any thread.
    ModuleAccounts accounts();
}
