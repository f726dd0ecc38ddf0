package dev.tubeway.internal.module.engine;

import dev.tubeway.internal.module.abi.AbiFunction;

/// Takes every call of the host by an observed guest, with its arguments.
///
/// Threading: the session's thread only.
public interface HostCalls {

    /// A call of the ABI; the buffers it names are not checked yet.
    int call(GuestMemory memory, AbiFunction function, long[] arguments);

    /// A call of the ABI's module that this host does not know.
    int unknown(String name, long[] arguments);

    /// A call of a function from elsewhere.
    long foreign(GuestMemory memory, String name, ForeignImports.Binding binding, long[] arguments);
}
