package dev.tubeway.spi;

import java.nio.ByteBuffer;

/// One ordered, reliable channel of a peer, carrying binary messages.
///
/// Threading: methods may be called from any thread; the caller sends from one thread at a time.
/// Ownership: freed with its peer, or by [#close()].
/// Source: RFC 8831 (data channels).
public interface TransportChannel {

    /// The label that its creator gave.
    String label();

    boolean isOpen();

    /// Largest message that both ends take, bytes.
    int maxMessageBytes();

    /// Hands one binary message over: the bytes from position to limit of a direct buffer, which stays the caller's
    /// and may be written to again when the call returns. Blocks for a hop to the native thread.
    ///
    /// Errors: false where the channel is not open (any more); nothing was sent.
    boolean send(ByteBuffer message);

    /// Bytes handed over and not yet taken by the network. Blocks for a hop to the native thread.
    long bufferedBytes();

    /// Attaches the one listener. What came before is delivered first and in order: the opening, messages, the close.
    void attach(Listener listener);

    /// Closes the channel in both directions; idempotent. Messages handed over before are still delivered.
    void close();

    /// Told what happens on the channel, in order, on a thread that other peers may share: an implementation
    /// returns at once and throws nothing.
    interface Listener {
        void onOpen();

        /// One message. `data` is valid only inside the call; position to limit is the message.
        void onMessage(ByteBuffer data, boolean binary);

        /// The channel is closed, by either side or with its peer. Last call.
        void onClosed();
    }
}
