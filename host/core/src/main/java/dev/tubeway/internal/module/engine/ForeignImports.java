package dev.tubeway.internal.module.engine;

import java.util.Optional;

/// Functions that a module may import from elsewhere than the ABI.
public interface ForeignImports {

    /// The function of a name; empty where there is none, or its type is another.
    ///
    /// @param signature as `iil>i`
    Optional<Binding> find(String module, String name, String signature);

    /// One such function.
    @FunctionalInterface
    interface Binding {
        /// Runs it for the guest whose memory this is.
        long call(GuestMemory memory, long[] arguments);
    }
}
