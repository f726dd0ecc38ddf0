package dev.tubeway.internal.module;

/// A piece of work in progress that a module holds by a handle: a compressor, a cipher.
interface Kernel {

    /// Frees what it holds. Idempotent.
    void end();
}
