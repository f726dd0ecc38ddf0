package dev.tubeway.internal.conversation;

import dev.tubeway.internal.dial.Host;
import dev.tubeway.internal.socket.SocketLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/// Accepts TCP clients; each is a connection at once, and its bytes may follow before the far side has
/// dialled.
final class TunnelEntrance implements Entrance {

    private final InetSocketAddress local;
    private final AcceptLoop loop;
    private final SocketLoop sockets;

    /// Errors: LISTEN_FAILED.
    TunnelEntrance(InetSocketAddress listen, boolean anyClient, SocketLoop sockets) {
        this.sockets = sockets;
        ServerSocketChannel server = AcceptLoop.bind(listen);
        this.local = boundAddress(server);
        this.loop = AcceptLoop.over(server, anyClient);
    }

    static InetSocketAddress boundAddress(ServerSocketChannel server) {
        try {
            return (InetSocketAddress) server.getLocalAddress();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public InetSocketAddress localAddress() {
        return local;
    }

    @Override
    public void start(Opener opener) {
        loop.startQuick(sockets, (client, from) -> open(opener, client, from));
    }

    private static void open(Opener opener, SocketChannel client, InetSocketAddress from) {
        opener.forward(client, Host.label(from.getAddress(), from.getPort()));
    }

    @Override
    public void close() {
        loop.close();
    }
}
