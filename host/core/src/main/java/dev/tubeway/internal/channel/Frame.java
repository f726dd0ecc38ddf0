package dev.tubeway.internal.channel;

import dev.tubeway.internal.buffer.Buffer;
import net.openhft.chronicle.bytes.BytesStore;

/// The frame's layout, and how one is built in place.
///
/// Shape: `connection u32 | timestamp_ms u64 | length u32 | payload[length] | 0x3B`, big-endian.
/// Source: docs/protocol.md, "Frame".
public final class Frame {

    /// Bytes before the payload.
    public static final int HEADER_BYTES = 16;

    /// Bytes around the payload.
    public static final int OVERHEAD_BYTES = 17;

    /// Ends every frame.
    public static final byte TERMINATOR = 0x3B;

    /// The number of the control connection.
    public static final int CONTROL = 0;

    private Frame() {}

    /// The connection that a sealed frame is of.
    public static int connection(Buffer frame) {
        return Integer.reverseBytes(frame.store().readInt(0));
    }

    /// Writes header and terminator around a payload of `payloadBytes` that lies at [Buffer#HEADROOM],
    /// and sets the buffer's length to that of the frame.
    public static void seal(Buffer buffer, int connection, long timestampMillis, int payloadBytes) {
        BytesStore<?, ?> store = buffer.store();
        store.writeInt(0, Integer.reverseBytes(connection));
        store.writeLong(4, Long.reverseBytes(timestampMillis));
        store.writeInt(12, Integer.reverseBytes(payloadBytes));
        store.writeByte(HEADER_BYTES + (long) payloadBytes, TERMINATOR);
        buffer.length(OVERHEAD_BYTES + payloadBytes);
    }
}
