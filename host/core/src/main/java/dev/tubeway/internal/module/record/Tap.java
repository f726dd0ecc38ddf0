package dev.tubeway.internal.module.record;

import dev.tubeway.internal.module.engine.CallGate;
import dev.tubeway.internal.module.engine.HostCalls;

/// May put itself between a guest and the host.
///
/// Threading: the session's thread only.
public interface Tap {

    /// Takes the guest's calls and passes them on to `gate`; the same gate where nothing is to be seen.
    HostCalls tap(CallGate gate);

    /// The run is over; called once, also where [#tap] was not.
    void ended(End end);

    /// Sees nothing.
    static Tap none() {
        return new Tap() {
            @Override
            public HostCalls tap(CallGate gate) {
                return gate;
            }

            @Override
            public void ended(End end) {
                // Nothing was seen.
            }
        };
    }
}
