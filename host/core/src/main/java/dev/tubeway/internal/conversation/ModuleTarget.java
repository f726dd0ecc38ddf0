package dev.tubeway.internal.conversation;

import dev.tubeway.CloseReason;
import dev.tubeway.internal.dial.Dial;
import dev.tubeway.session.Duplex;
import dev.tubeway.session.SocketDuplex;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Serves each connection by a module of this gateway.
///
/// A connection of a tube ends at a socket, so a pair of sockets of this machine stands between it and its
/// session: the pump with its credit and its half-closes stays the one there is.
///
/// Threading: as [Target].
final class ModuleTarget implements Target {

    private final String label;
    private final Consumer<Duplex> server;

    /// @param label  of the target, for people
    /// @param server serves a client to its end
    ModuleTarget(String label, Consumer<Duplex> server) {
        this.label = label;
        this.server = server;
    }

    @Override
    public Dial dial(byte[] tail, Duration timeout) {
        SocketChannel near = null;
        try (ServerSocketChannel door = ServerSocketChannel.open()) {
            door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
            near = SocketChannel.open(door.getLocalAddress());
            near.setOption(StandardSocketOptions.TCP_NODELAY, true);
            SocketChannel far = door.accept();
            if (!far.getRemoteAddress().equals(near.getLocalAddress())) {
                far.close();
                near.close();
                return failed("a stranger was faster on this machine");
            }
            var client = new SocketDuplex(far);
            var _ = Thread.ofVirtual().name("tube-client").start(() -> server.accept(client));
            return new Dial.Connected(near, label);
        } catch (IOException e) {
            close(near);
            return failed("no pair of sockets: " + e.getMessage());
        }
    }

    private static Dial failed(String why) {
        return new Dial.Failed(CloseReason.of(CloseReason.Kind.HANDLER_ERROR, why));
    }

    private static void close(@Nullable SocketChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                // The descriptor is gone either way.
            }
        }
    }

    /// A session carries no datagrams.
    @Override
    public Datagram datagram(String host, int port) {
        return new Datagram.Denied(CloseReason.of(CloseReason.Kind.SERVER_REFUSE, "a session carries no datagrams"));
    }
}
