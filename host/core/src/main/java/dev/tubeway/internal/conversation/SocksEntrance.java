package dev.tubeway.internal.conversation;

import dev.tubeway.internal.dial.Deadline;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;

/// Accepts SOCKS5 clients; see [SocksHandshake] for what each goes through.
final class SocksEntrance implements Entrance {

    private final InetSocketAddress local;
    private final AcceptLoop loop;
    private final int maxClients;
    private final Duration handshakeTimeout;
    private final Duration openTimeout;

    /// Errors: LISTEN_FAILED.
    ///
    /// @param maxClients       handshakes and UDP associations at once
    /// @param handshakeTimeout for greeting and request together
    /// @param openTimeout      for the far side to dial
    SocksEntrance(
            InetSocketAddress listen,
            boolean anyClient,
            int maxClients,
            Duration handshakeTimeout,
            Duration openTimeout) {
        ServerSocketChannel server = AcceptLoop.bind(listen);
        this.local = TunnelEntrance.boundAddress(server);
        this.loop = AcceptLoop.over(server, anyClient);
        this.maxClients = maxClients;
        this.handshakeTimeout = handshakeTimeout;
        this.openTimeout = openTimeout;
    }

    @Override
    public InetSocketAddress localAddress() {
        return local;
    }

    @Override
    public void start(Opener opener) {
        loop.start(
                "tubeway-socks",
                maxClients,
                (client, from) ->
                        new SocksHandshake(client, from, opener, Deadline.after(handshakeTimeout), openTimeout).run());
    }

    @Override
    public void close() {
        loop.close();
    }

    /// Handshakes and UDP associations under way.
    int clients() {
        return loop.clients();
    }
}
