package dev.tubeway.internal.conversation;

import java.net.InetSocketAddress;

/// The listening side of a conversation: accepts clients and hands them to an [Opener].
///
/// Ownership: the tube closes it; that ends the accept loop and every handshake under way.
public interface Entrance extends AutoCloseable {

    /// The address it is bound to, with the real port. Bound since construction.
    InetSocketAddress localAddress();

    /// Begins to accept; clients that came before wait in the backlog. Once.
    void start(Opener opener);

    /// Ends the accept loop and the handshakes, and returns once the port can be bound again. Idempotent.
    @Override
    void close();
}
