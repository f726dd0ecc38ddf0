package dev.tubeway.internal.conversation;

import dev.tubeway.CloseReason;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;

/// The way from an [Entrance] to the far side; implemented by the tube.
///
/// Threading: any virtual thread.
public interface Opener {

    /// Opens a connection for an accepted client. Returns at once; the far side is dialling.
    ///
    /// Ownership: the client's socket goes over to the opener, whatever happens.
    ///
    /// @param tail   what OpenConnection carries after the number: empty for a tunnel, the destination for
    ///               SOCKS
    /// @param target the destination for people, `db.internal:5432`; the client's address for a tunnel
    Opening open(SocketChannel client, byte[] tail, String target);

    /// Opens a connection for an accepted client that has nothing to wait for: its bytes flow at once, the first
    /// of them together with the opening.
    ///
    /// Ownership: the client's socket goes over to the opener, whatever happens.
    void forward(SocketChannel client, String target);

    /// Opens a UDP association, where the peer knows them.
    ///
    /// @param receiver told of datagrams that come back
    Optional<UdpPath> associate(int clientPort, UdpPath.Receiver receiver);

    /// A connection that the far side is asked for. Until [#start()] no byte of the client is read or
    /// written by the opener, so that the entrance can finish its own handshake.
    interface Opening {
        /// Waits until the far side has opened the connection: empty; or says why not, TIMEOUT when the
        /// time is up. The connection is given up then; the client's socket stays open until [#abandon], so
        /// that the entrance can tell the client.
        Optional<CloseReason> await(Duration timeout) throws InterruptedException;

        /// Lets the bytes flow, both ways.
        void start();

        /// Gives the connection up, with a reason for the peer; closes the client's socket. Once [#await]
        /// has given a reason, it only closes the socket. Idempotent.
        void abandon(CloseReason reason);
    }
}
