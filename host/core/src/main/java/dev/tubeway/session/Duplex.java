package dev.tubeway.session;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Bytes to and from one client, whatever carries them: a TCP socket, TLS, a WebRTC connection, a WebSocket.
///
/// Threading: one thread reads, one writes, any closes.
public interface Duplex extends AutoCloseable {

    /// Reads at least one byte into a direct buffer; -1 once the client sends nothing more. Blocks.
    int read(ByteBuffer into) throws IOException;

    /// Writes all that remains in a direct buffer. Blocks.
    void write(ByteBuffer from) throws IOException;

    /// Says that nothing more is written; what was written still arrives. Never throws.
    void finish();

    /// Ends both directions at once, and with them a blocked read or write. Idempotent, never throws.
    @Override
    void close();

    /// The other end, for people: `127.0.0.1:50432`.
    String peer();
}
