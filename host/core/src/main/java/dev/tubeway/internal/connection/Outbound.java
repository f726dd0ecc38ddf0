package dev.tubeway.internal.connection;

import dev.tubeway.CloseReason;
import dev.tubeway.internal.buffer.Buffer;

/// The way from one [Connection] to its peer; the tube implements it over a channel.
///
/// Threading: any thread. [#data] and [#flush] may send on the caller's thread, which then waits for native work;
/// nothing else waits.
public interface Outbound {

    /// Sends payload that lies at [Buffer#HEADROOM]. When it has left, [Connection#sent(int)] is called.
    ///
    /// Ownership: the buffer goes over.
    void data(Buffer buffer, int bytes);

    /// Says that no more payload comes, behind the payload that was sent before; leaves at [#flush()] or with
    /// whatever leaves before it.
    void eof();

    /// Says that the connection is closed, behind the payload that was sent before.
    void close(CloseReason reason);

    /// As [#close]; leaves at [#flush()] or with whatever leaves before it.
    void closeWithFlush(CloseReason reason);

    /// Sends what waits, where nobody does.
    void flush();

    /// Grants the peer that many more bytes of payload.
    void credit(int bytes);

    /// Whether a connection may let its window grow now, or the tube holds much already.
    boolean roomToGrow();

    /// The connection holds that many more bytes of payload from the peer now; fewer, where negative.
    void held(long bytes);

    /// The connection has ended on this side; its number is free of meaning now.
    void ended(CloseReason reason);
}
