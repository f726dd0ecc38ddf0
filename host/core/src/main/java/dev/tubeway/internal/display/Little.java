package dev.tubeway.internal.display;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Little-endian numbers of a guest's memory.
final class Little {
    private static final VarHandle INT32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();
    private static final VarHandle INT16 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();

    private Little() {}

    static int int32(byte[] memory, int offset) {
        return (int) INT32.get(memory, offset);
    }

    static void int32(byte[] memory, int offset, int value) {
        INT32.set(memory, offset, value);
    }

    static short int16(byte[] memory, int offset) {
        return (short) INT16.get(memory, offset);
    }
}
