package dev.tubeway.internal.module.engine;

import dev.tubeway.internal.module.abi.AbiFunction;

/// A guest called the host as nobody may. The guest is ended; the message names the function.
public final class GuestCallException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public GuestCallException(String message) {
        super(message, null, false, true);
    }

    static GuestCallException outside(AbiFunction function, int pointer, int length, int memory) {
        return new GuestCallException(function.importName() + ": a buffer outside the memory: pointer="
                + Integer.toUnsignedString(pointer) + ", length=" + Integer.toUnsignedString(length) + ", memory="
                + memory);
    }
}
