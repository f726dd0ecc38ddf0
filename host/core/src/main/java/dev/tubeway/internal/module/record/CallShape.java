package dev.tubeway.internal.module.record;

import dev.tubeway.internal.module.abi.AbiFunction;
import dev.tubeway.internal.module.abi.PollLayout;
import dev.tubeway.internal.module.engine.GuestMemory;
import java.util.StringJoiner;
import java.util.zip.CRC32C;

/// What of a call's arguments is given, and what is only room for an answer.
///
/// Threading: immutable.
final class CallShape {
    private static final int[] NONE = {};

    private CallShape() {}

    /// Whether the host reads the buffer that an argument points to.
    private static boolean isGiven(AbiFunction function, int pointer) {
        return pointer != function.output() || function == AbiFunction.WAIT;
    }

    static boolean isInside(GuestMemory memory, int pointer, int length) {
        return length >= 0 && pointer >= 0 && pointer <= memory.bytes().length - length;
    }

    /// Digests of the buffers that are given; of one outside the memory, 0.
    static int[] inputs(GuestMemory memory, AbiFunction function, long[] arguments, SecretMask mask) {
        int count = function.pointerCount();
        int given = 0;
        for (int i = 0; i < count; i++) {
            given += isGiven(function, function.pointer(i)) ? 1 : 0;
        }
        if (given == 0) {
            return NONE;
        }
        int[] digests = new int[given];
        int at = 0;
        for (int i = 0; i < count; i++) {
            int argument = function.pointer(i);
            if (isGiven(function, argument)) {
                digests[at++] =
                        digest(memory, function, (int) arguments[argument], (int) arguments[argument + 1], mask);
            }
        }
        return digests;
    }

    private static int digest(GuestMemory memory, AbiFunction function, int pointer, int length, SecretMask mask) {
        if (!isInside(memory, pointer, length)) {
            return 0;
        }
        var crc = new CRC32C();
        if (function == AbiFunction.WAIT) {
            // What was ready before is of no account.
            for (int at = pointer; at + PollLayout.SIZE <= pointer + length; at += PollLayout.SIZE) {
                crc.update(memory.bytes(), at + PollLayout.HANDLE, 4);
                crc.update(memory.bytes(), at + PollLayout.WANT, 4);
            }
        } else if (mask.isEmpty()) {
            crc.update(memory.bytes(), pointer, length);
        } else {
            crc.update(mask.masked(memory.bytes(), pointer, length));
        }
        return (int) crc.getValue();
    }

    /// A call for people: `write(2, 12 bytes #1a2b3c4d, -1)`.
    static String text(AbiFunction function, long[] arguments, int[] inputs) {
        var text = new StringJoiner(", ", function.importName() + "(", ")");
        int given = 0;
        int pointer = 0;
        for (int i = 0; i < arguments.length; i++) {
            if (pointer < function.pointerCount() && function.pointer(pointer) == i) {
                boolean isGiven = isGiven(function, i);
                text.add((int) arguments[i + 1] + " bytes"
                        + (isGiven && given < inputs.length ? " #" + Integer.toHexString(inputs[given]) : " of room"));
                given += isGiven ? 1 : 0;
                pointer++;
                i++;
            } else {
                text.add(Long.toString(arguments[i]));
            }
        }
        return text.toString();
    }

    /// Whether two calls of a function ask for the same.
    ///
    /// @param strictly also at the same addresses, with the same room
    static boolean isSame(AbiFunction function, RecordedCall then, long[] arguments, int[] inputs, boolean strictly) {
        if (then.arguments().length != arguments.length || !java.util.Arrays.equals(then.inputs(), inputs)) {
            return false;
        }
        int pointer = 0;
        for (int i = 0; i < arguments.length; i++) {
            boolean points = pointer < function.pointerCount() && function.pointer(pointer) == i;
            if (points) {
                pointer++;
                boolean room = i == function.output();
                if ((strictly && then.arguments()[i] != arguments[i])
                        || ((strictly || !room) && then.arguments()[i + 1] != arguments[i + 1])) {
                    return false;
                }
                i++;
            } else if (then.arguments()[i] != arguments[i]) {
                return false;
            }
        }
        return true;
    }
}
