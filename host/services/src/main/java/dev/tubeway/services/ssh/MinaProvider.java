package dev.tubeway.services.ssh;

import dev.tubeway.spi.SocketWatcher;
import dev.tubeway.spi.SshChannel;
import dev.tubeway.spi.SshConnection;
import dev.tubeway.spi.SshProvider;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/// The connections of a gateway, all of one [Client].
///
/// Threading: any thread.
final class MinaProvider implements SshProvider {
    private final SocketWatcher sockets;
    private final Client client;
    private final KnownHosts known;

    MinaProvider(SshConfig config, SocketWatcher sockets) {
        this(config, sockets, Client.LONGEST_LOGIN);
    }

    /// @param longestLogin after which a connection that nobody is logged in to ends
    MinaProvider(SshConfig config, SocketWatcher sockets, Duration longestLogin) {
        this.sockets = sockets;
        this.known = new KnownHosts(config.hostKeys(), config.knownHosts());
        this.client = Client.start(config, longestLogin);
    }

    @Override
    public SshConnection connect(SshRequest request, SocketChannel socket, Runnable changed) {
        var connection = new MinaConnection(request, known, changed);
        try {
            connection.start(client, new SocketPipe(client.connector(), socket, sockets));
        } catch (IOException e) {
            connection.fails(SshConnection.Failure.CLOSED, "the connection broke: " + e.getMessage());
        }
        return connection;
    }

    @Override
    public SshConnection connectThrough(SshRequest request, SshConnection through, Runnable changed) {
        var connection = new MinaConnection(request, known, changed);
        var pipe = new ChannelPipe(client.connector());
        SshChannel channel =
                through.open(new SshChannel.Request.Forward(request.host(), request.port()), pipe::channelChanged);
        pipe.attach(channel, connection, () -> connection.start(client, pipe));
        return connection;
    }

    @Override
    public void close() {
        client.shut();
    }
}
