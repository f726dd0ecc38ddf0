package dev.tubeway.internal.module.record;

import dev.tubeway.internal.module.engine.CallGate;

/// May put itself between a guest and the host.
@FunctionalInterface
public interface Tap {

    /// Sees nothing.
    static Tap none() {
        return gate -> gate;
    }

    /// The gate that the guest is given; the same one where nothing is to be seen.
    CallGate wrap(CallGate gate);
}
