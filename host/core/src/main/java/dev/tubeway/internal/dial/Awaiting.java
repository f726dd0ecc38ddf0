package dev.tubeway.internal.dial;

import dev.tubeway.CloseReason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Waits for a destination that connects by itself.
///
/// The port is open for as long as the call lasts, and for one connection: who is not admitted is closed at once, and
/// who comes after the one that is taken finds the port closed.
///
/// Threading: any virtual thread; an interrupt ends the wait and stays set.
public final class Awaiting {

    private static final System.Logger LOG = System.getLogger(Awaiting.class.getName());

    /// Connections that may wait while another is judged.
    private static final int BACKLOG = 8;

    private Awaiting() {}

    /// Listens for one connection, up to the deadline.
    ///
    /// Errors: CONNECTION_FAILED where the port is taken or cannot be listened at; TIMEOUT; TUNNEL_CLOSED after an
    /// interrupt.
    ///
    /// @param admits whether a connection from an address is taken; the address is never v4-mapped
    public static Dial one(InetAddress address, int port, Predicate<InetAddress> admits, Deadline deadline) {
        String label = Host.label(address, port);
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(address, port), BACKLOG);
            return accept(server.socket(), label, admits, deadline);
        } catch (IOException | UnsupportedAddressTypeException e) {
            return Thread.currentThread().isInterrupted()
                    ? failed(CloseReason.Kind.TUNNEL_CLOSED, "the wait was given up: " + label)
                    : failed(CloseReason.Kind.CONNECTION_FAILED, "cannot listen at " + label + ": " + e.getMessage());
        }
    }

    private static Dial accept(ServerSocket server, String label, Predicate<InetAddress> admits, Deadline deadline)
            throws IOException {
        int refused = 0;
        while (!deadline.hasPassed()) {
            server.setSoTimeout(deadline.remainingMillis());
            SocketChannel peer;
            try {
                peer = server.accept().getChannel();
            } catch (SocketTimeoutException e) {
                break;
            }
            Dial.Connected taken = take(peer, label, admits);
            if (taken != null) {
                return taken;
            }
            refused++;
        }
        String others = refused == 0 ? "" : "; connections that are not its own were closed: " + refused;
        return failed(CloseReason.Kind.TIMEOUT, "nobody connected in time: " + label + others);
    }

    /// Null where the peer is not admitted, or gone already.
    private static Dial.@Nullable Connected take(SocketChannel peer, String label, Predicate<InetAddress> admits)
            throws IOException {
        Dial.Connected taken = null;
        try {
            if (peer.getRemoteAddress() instanceof InetSocketAddress from) {
                InetAddress address = Host.normalised(from.getAddress());
                String name = Host.label(address, from.getPort());
                if (admits.test(address)) {
                    peer.setOption(StandardSocketOptions.TCP_NODELAY, true);
                    peer.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
                    taken = new Dial.Connected(peer, name);
                } else {
                    LOG.log(
                            System.Logger.Level.DEBUG,
                            "a connection that is not awaited: at={0} from={1}",
                            label,
                            name);
                }
            }
        } finally {
            if (taken == null) {
                peer.close();
            }
        }
        return taken;
    }

    private static Dial.Failed failed(CloseReason.Kind kind, String detail) {
        return new Dial.Failed(CloseReason.of(kind, detail));
    }
}
