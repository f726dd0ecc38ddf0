package dev.tubeway.internal.module;

import dev.tubeway.internal.module.engine.GuestMemory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What every function of the host needs of the run that calls it.
///
/// Threading: the module's thread only.
final class Call {
    final ModuleHost host;
    final Pulse pulse;
    final HandleTable handles;
    private @Nullable GuestMemory memory;

    Call(ModuleHost host, Pulse pulse, HandleTable handles) {
        this.host = host;
        this.pulse = pulse;
        this.handles = handles;
    }

    void bind(GuestMemory guest) {
        memory = guest;
    }

    /// The guest's memory; to be asked for anew in each call, and after each wait.
    byte[] bytes() {
        return memory().bytes();
    }

    private GuestMemory memory() {
        GuestMemory bound = memory;
        if (bound == null) {
            throw new IllegalStateException("no guest is bound");
        }
        return bound;
    }

    /// Waits for a wake-up up to a time; negative for ever. In a wait that is known to be long the guest's memory
    /// rests.
    void await(long nanos) {
        if (!pulse.waitsLong()) {
            pulse.await(nanos);
            return;
        }
        GuestMemory resting = memory();
        resting.rest();
        try {
            pulse.await(nanos);
        } finally {
            resting.resume();
        }
    }

    String text(int pointer, int length) {
        return length == 0 ? "" : new String(bytes(), pointer, length, StandardCharsets.UTF_8);
    }

    /// At most so many bytes of it; a character that is cut is left out.
    String text(int pointer, int length, int most) {
        int kept = Math.min(length, most);
        byte[] bytes = bytes();
        while (kept < length && kept > 0 && (bytes[pointer + kept] & 0xc0) == 0x80) {
            kept--;
        }
        return text(pointer, kept);
    }

    List<String> lines(int pointer, int length) {
        return text(pointer, length).lines().toList();
    }

    /// Answers the full length, and writes only if it fits.
    int answer(byte[] value, int pointer, int length) {
        if (value.length <= length) {
            System.arraycopy(value, 0, bytes(), pointer, value.length);
        }
        return value.length;
    }

    int answer(String value, int pointer, int length) {
        return answer(value.getBytes(StandardCharsets.UTF_8), pointer, length);
    }

    int readInt(int at) {
        byte[] b = bytes();
        return (b[at] & 0xff) | (b[at + 1] & 0xff) << 8 | (b[at + 2] & 0xff) << 16 | b[at + 3] << 24;
    }

    void writeInt(int at, int value) {
        byte[] b = bytes();
        b[at] = (byte) value;
        b[at + 1] = (byte) (value >> 8);
        b[at + 2] = (byte) (value >> 16);
        b[at + 3] = (byte) (value >> 24);
    }

    void writeLong(int at, long value) {
        writeInt(at, (int) value);
        writeInt(at + 4, (int) (value >> 32));
    }
}
