package dev.tubeway.internal.conversation;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/// The way of datagrams of one UDP association to the far side.
///
/// Threading: [#send] from any thread. Datagrams are dropped where there is no room, as UDP is.
public interface UdpPath {

    /// Sends one datagram.
    ///
    /// @param client where the datagram came from; the answer goes there
    /// @param host   destination, name or address
    /// @param port   destination
    /// @param data   payload, position to limit
    void send(InetSocketAddress client, String host, int port, ByteBuffer data);

    /// Ends the association; idempotent.
    void close();

    /// Told of what comes back, on a thread that others share: returns at once.
    interface Receiver {
        /// @param client whom it is for
        /// @param packet a SOCKS5 UDP packet (RFC 1928 section 7), valid only inside the call
        void onDatagram(InetSocketAddress client, ByteBuffer packet);

        void onClosed();
    }
}
