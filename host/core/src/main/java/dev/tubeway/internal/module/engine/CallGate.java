package dev.tubeway.internal.module.engine;

import dev.tubeway.internal.module.abi.AbiFunction;
import dev.tubeway.internal.module.abi.Imports;

/// What each call of the host by a guest passes: first [#enter], then the function, then [#leave].
///
/// Compiled guests call the three directly, without boxing or an array of arguments; [#call] does the same for
/// guests that were bound the general way.
///
/// Threading: the session's thread only.
@SuppressWarnings("EnumOrdinal") // the place in the table is the key of arrays, and of compiled code
public abstract class CallGate implements Imports, HostCalls {
    private static final AbiFunction[] FUNCTIONS = AbiFunction.values();

    /// Called before a function that needs no capability; a negative status answers the call without it.
    ///
    /// @param function ordinal of the [AbiFunction]
    public abstract int enter(int function);

    /// As [#enter], before one that needs a capability.
    public abstract int enterGuarded(int function);

    /// Called after the function; what it returns is the guest's result.
    public abstract int leave(int function, int result);

    /// An import that this host does not know.
    public abstract int unknown();

    /// Called before a function from elsewhere than the ABI, which has no number and no status.
    public abstract void enterForeign();

    @Override
    public final int unknown(String name, long[] arguments) {
        return unknown();
    }

    @Override
    public final long foreign(GuestMemory memory, String name, ForeignImports.Binding binding, long[] arguments) {
        enterForeign();
        return binding.call(memory, arguments);
    }

    /// One call by its arguments.
    @Override
    public final int call(GuestMemory memory, AbiFunction function, long[] arguments) {
        int gate = function.capability().isEmpty() ? enter(function.ordinal()) : enterGuarded(function.ordinal());
        if (gate != 0) {
            return gate;
        }
        long[] checked = arguments.clone();
        for (int i = 0; i < function.pointerCount(); i++) {
            int at = function.pointer(i);
            checked[at] = memory.check((int) arguments[at], (int) arguments[at + 1], function.ordinal());
        }
        return leave(function.ordinal(), function.call().call(this, checked));
    }

    static AbiFunction function(int ordinal) {
        return FUNCTIONS[ordinal];
    }
}
