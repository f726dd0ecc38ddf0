package dev.tubeway.internal.buffer;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import net.openhft.chronicle.bytes.BytesStore;

/// A block of off-heap memory from a [BufferPool], with room for a frame's header before the payload and
/// for its terminator behind it, so that a frame leaves as it lies.
///
/// Shape: `HEADROOM bytes | payload | TAILROOM byte`.
/// Threading: one owner at a time; handing a buffer over needs a happens-before edge.
/// Ownership: whoever holds it releases it once, or hands it on.
public final class Buffer {

    /// Bytes before the payload.
    public static final int HEADROOM = 16;

    /// Bytes behind the payload.
    public static final int TAILROOM = 1;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Buffer.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final int FREE = 0;
    private static final int IN_USE = 1;

    final BufferPool pool;
    final int sizeClass;
    private final BytesStore<?, ?> store;
    private final ByteBuffer view;
    private final ByteBuffer whole;
    private int length;

    @SuppressWarnings("unused") // through STATE
    private volatile int state = FREE;

    @SuppressWarnings("restricted")
    Buffer(BufferPool pool, int sizeClass, int capacity) {
        this.pool = pool;
        this.sizeClass = sizeClass;
        this.store = BytesStore.nativeStoreWithFixedCapacity(capacity);
        // The view has the store's lifetime: the pool frees the store only when nobody holds the buffer.
        this.view = MemorySegment.ofAddress(store.addressForRead(0))
                .reinterpret(capacity)
                .asByteBuffer();
        this.whole = view.duplicate();
    }

    /// The memory, for reads and writes at absolute offsets from the start of the block. Native byte order.
    public BytesStore<?, ?> store() {
        return store;
    }

    /// Bytes of the whole block.
    public int capacity() {
        return view.capacity();
    }

    /// Bytes that the payload may have.
    public int payloadCapacity() {
        return view.capacity() - HEADROOM - TAILROOM;
    }

    /// Bytes of the block that are in use, from offset 0: a sealed frame's length.
    public int length() {
        return length;
    }

    /// Sets what [#length()] tells.
    public void length(int value) {
        length = value;
    }

    /// The block as a direct, big-endian byte buffer with the given position and limit. It is the same
    /// object at every call, so it serves one use at a time.
    public ByteBuffer view(int position, int limit) {
        return view.limit(limit).position(position);
    }

    /// Copies `n` bytes of a byte buffer from its absolute index `from` to offset `at` of the block.
    /// Touches neither the position of the source nor the view, so that it may run beside a use of
    /// [#view(int, int)].
    public void copyIn(ByteBuffer source, int from, int at, int n) {
        whole.put(at, source, from, n);
    }

    /// Gives the block back.
    ///
    /// Errors: IllegalStateException where it was given back before.
    public void release() {
        if (!STATE.compareAndSet(this, IN_USE, FREE)) {
            throw new IllegalStateException("released twice: capacity=" + capacity());
        }
        length = 0;
        pool.take(this);
    }

    void acquired() {
        if (!STATE.compareAndSet(this, FREE, IN_USE)) {
            throw new IllegalStateException("in the pool while in use: capacity=" + capacity());
        }
    }

    void free() {
        store.releaseLast();
    }
}
