/// Runs modules: keeps them, judges them, gives each session one instance, its limits and its accounts.
///
/// A session is one [ModuleRun] on one virtual thread. What it reaches of its session is a [ModuleHost], which
/// the session implements; what flows is a [HostStream], which both sides implement.
package dev.tubeway.internal.module;
