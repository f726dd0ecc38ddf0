package dev.tubeway.internal.module.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.ConstantEvaluators;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;
import run.endive.runtime.WasmRuntimeException;
import run.endive.wasm.UninstantiableException;
import run.endive.wasm.types.ActiveDataSegment;
import run.endive.wasm.types.DataSegment;
import run.endive.wasm.types.MemoryLimits;

/// A guest's memory as one flat array, exactly as long as the memory, so that the JVM's own bounds check is the
/// guest's. It is the one implementation of the engine's interface in the process, so calls of it are inlined.
///
/// It also carries the [CallGate], because the engine hands the memory, and nothing else of ours, to each
/// compiled function.
///
/// Units: bytes; little-endian.   Threading: the session's thread; [#pages()] any thread.
public final class GuestMemory implements Memory {
    private static final VarHandle SHORT = view(short[].class);
    private static final VarHandle INT = view(int[].class);
    private static final VarHandle LONG = view(long[].class);

    private static final byte[] NONE = {};

    private final MemoryLimits limits;
    private final int mostPages;
    private final MemoryImage image;
    private final @Nullable CallGate gate;
    private final HostCalls calls;
    private byte[] bytes;
    private volatile int pages;
    private boolean refused;
    private DataSegment @Nullable [] segments;
    private MemoryImage.@Nullable Rest resting;

    /// @param image what all instances of the module share
    /// @param gate  for guests that call it directly; null where `calls` takes every call
    GuestMemory(MemoryLimits limits, int mostPages, MemoryImage image, @Nullable CallGate gate, HostCalls calls) {
        this.image = image;
        this.limits = limits;
        this.mostPages = Math.min(limits.maximumPages(), mostPages);
        this.gate = gate;
        this.calls = calls;
        this.pages = limits.initialPages();
        this.bytes = new byte[limits.initialPages() * PAGE_SIZE];
    }

    private static VarHandle view(Class<?> type) {
        return MethodHandles.byteArrayViewVarHandle(type, ByteOrder.LITTLE_ENDIAN)
                .withInvokeExactBehavior();
    }

    /// Where the calls of a guest go that was compiled to make them directly.
    @SuppressWarnings("NullAway") // such a guest is never made without one, and this is the hot path
    public CallGate gate() {
        return gate;
    }

    /// Where all other calls go.
    HostCalls calls() {
        return calls;
    }

    /// The memory itself; another array after the guest has grown it.
    @SuppressWarnings("EI_EXPOSE_REP")
    public byte[] bytes() {
        return bytes;
    }

    /// Gives the array back to the JVM until [#resume], and keeps what the memory can be put together from. Between
    /// the two nobody may touch the memory, so the guest must be in a call of the host.
    public void rest() {
        if (resting == null) {
            resting = image.rest(bytes);
            bytes = NONE;
        }
    }

    /// Puts the memory together again.
    public void resume() {
        MemoryImage.Rest rest = resting;
        if (rest != null) {
            bytes = image.resume(rest);
            resting = null;
        }
    }

    /// Whether the guest was ever refused more memory.
    public boolean wasRefused() {
        return refused;
    }

    /// Checks a buffer that the guest named, and answers where it begins: an empty one may be named by any number,
    /// and begins at 0.
    ///
    /// Errors: [GuestCallException] that names the function, where a byte of it lies outside.
    public int check(int pointer, int length, int function) {
        if (length == 0) {
            return 0;
        }
        if (length < 0 || pointer < 0 || pointer > bytes.length - length) {
            throw GuestCallException.outside(CallGate.function(function), pointer, length, bytes.length);
        }
        return pointer;
    }

    @Override
    public int pages() {
        return pages;
    }

    @Override
    public int grow(int more) {
        int before = pages;
        if (more < 0 || more > mostPages - before) {
            refused = true;
            return -1;
        }
        if (more > 0) {
            bytes = Arrays.copyOf(bytes, (before + more) * PAGE_SIZE);
            pages = before + more;
        }
        return before;
    }

    @Override
    public int initialPages() {
        return limits.initialPages();
    }

    @Override
    public int maximumPages() {
        return mostPages;
    }

    @Override
    public boolean shared() {
        return false;
    }

    @Override
    @SuppressWarnings("removal")
    public Object lock(int address) {
        throw new UnsupportedOperationException("threads");
    }

    @Override
    @SuppressWarnings("removal")
    public int waitOn(int address, int expected, long timeout) {
        throw new UnsupportedOperationException("threads");
    }

    @Override
    @SuppressWarnings("removal")
    public int waitOn(int address, long expected, long timeout) {
        throw new UnsupportedOperationException("threads");
    }

    @Override
    @SuppressWarnings("removal")
    public int notify(int address, int maxThreads) {
        return 0;
    }

    @Override
    public void initialize(Instance instance, DataSegment @Nullable [] dataSegments) {
        segments = dataSegments;
        for (DataSegment segment : dataSegments == null ? new DataSegment[0] : dataSegments) {
            if (segment instanceof ActiveDataSegment active) {
                int offset = (int) ConstantEvaluators.computeConstantValue(instance, active.offsetInstructions())[0];
                byte[] data = active.data();
                if (offset < 0 || offset > bytes.length - data.length) {
                    throw new UninstantiableException("out of bounds memory access");
                }
                System.arraycopy(data, 0, bytes, offset, data.length);
            }
        }
        image.begins(bytes);
    }

    @Override
    public void initPassiveSegment(int segmentId, int dest, int offset, int size) {
        DataSegment[] known = segments;
        if (known == null) {
            throw new WasmRuntimeException("unknown data segment " + segmentId);
        }
        write(dest, known[segmentId].data(), offset, size);
    }

    @Override
    public void drop(int segment) {
        DataSegment[] known = segments;
        if (known != null) {
            DataSegment[] rest = known.clone();
            rest[segment] = run.endive.wasm.types.PassiveDataSegment.EMPTY;
            segments = rest;
        }
    }

    @Override
    public void write(int address, byte[] data, int offset, int size) {
        try {
            System.arraycopy(data, offset, bytes, address, size);
        } catch (IndexOutOfBoundsException e) {
            throw outside(address, size);
        }
    }

    @Override
    public byte read(int address) {
        try {
            return bytes[address];
        } catch (IndexOutOfBoundsException e) {
            throw outside(address, 1);
        }
    }

    @Override
    public byte[] readBytes(int address, int length) {
        if (length < 0 || address < 0 || address > bytes.length - length) {
            throw outside(address, length);
        }
        return Arrays.copyOfRange(bytes, address, address + length);
    }

    @Override
    public void writeI32(int address, int value) {
        try {
            INT.set(bytes, address, value);
        } catch (IndexOutOfBoundsException e) {
            throw outside(address, 4);
        }
    }

    @Override
    public int readInt(int address) {
        try {
            return (int) INT.get(bytes, address);
        } catch (IndexOutOfBoundsException e) {
            throw outside(address, 4);
        }
    }

    @Override
    public void writeLong(int address, long value) {
        try {
            LONG.set(bytes, address, value);
        } catch (IndexOutOfBoundsException e) {
            throw outside(address, 8);
        }
    }

    @Override
    public long readLong(int address) {
        try {
            return (long) LONG.get(bytes, address);
        } catch (IndexOutOfBoundsException e) {
            throw outside(address, 8);
        }
    }

    @Override
    public void writeShort(int address, short value) {
        try {
            SHORT.set(bytes, address, value);
        } catch (IndexOutOfBoundsException e) {
            throw outside(address, 2);
        }
    }

    @Override
    public short readShort(int address) {
        try {
            return (short) SHORT.get(bytes, address);
        } catch (IndexOutOfBoundsException e) {
            throw outside(address, 2);
        }
    }

    @Override
    public long readU16(int address) {
        return readShort(address) & 0xffff;
    }

    @Override
    public void writeByte(int address, byte value) {
        try {
            bytes[address] = value;
        } catch (IndexOutOfBoundsException e) {
            throw outside(address, 1);
        }
    }

    @Override
    public void writeF32(int address, float value) {
        writeI32(address, Float.floatToRawIntBits(value));
    }

    @Override
    public long readF32(int address) {
        return readInt(address);
    }

    @Override
    public float readFloat(int address) {
        return Float.intBitsToFloat(readInt(address));
    }

    @Override
    public void writeF64(int address, double value) {
        writeLong(address, Double.doubleToRawLongBits(value));
    }

    @Override
    public double readDouble(int address) {
        return Double.longBitsToDouble(readLong(address));
    }

    @Override
    public long readF64(int address) {
        return readLong(address);
    }

    @Override
    public void zero() {
        Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public void fill(byte value, int from, int to) {
        if (from < 0 || to < from || to > bytes.length) {
            throw outside(from, to - from);
        }
        Arrays.fill(bytes, from, to, value);
    }

    @Override
    public void copy(int to, int from, int size) {
        try {
            System.arraycopy(bytes, from, bytes, to, size);
        } catch (IndexOutOfBoundsException e) {
            throw outside(Math.max(to, from), size);
        }
    }

    private WasmRuntimeException outside(int address, int size) {
        return new WasmRuntimeException("out of bounds memory access: address=" + Integer.toUnsignedString(address)
                + ", size=" + Integer.toUnsignedString(size) + ", memory=" + bytes.length);
    }
}
