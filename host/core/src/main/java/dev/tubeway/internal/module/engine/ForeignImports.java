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
        int[] NOTHING = {};

        /// Runs it for the guest whose memory this is.
        long call(GuestMemory memory, long[] arguments);

        /// What a call writes into the guest's memory when it gives 0: pairs of the argument that points and a
        /// number of bytes. Nothing unless told.
        default int[] writes(long[] arguments) {
            return NOTHING;
        }
    }
}
