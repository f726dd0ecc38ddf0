package dev.tubeway.internal.session;

import dev.tubeway.AddressPolicy;
import dev.tubeway.CloseReason;
import dev.tubeway.internal.buffer.BufferPool;
import dev.tubeway.internal.socket.SocketLoop;
import dev.tubeway.session.SessionConfig;
import dev.tubeway.session.SocketDuplex;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Sessions behind a TCP port of this machine, for tests.
final class Entrance implements AutoCloseable {
    final SessionRegistry sessions;
    final BufferPool pool = new BufferPool(64, 8);
    private final SocketLoop loop = new SocketLoop();
    private final ServerSocketChannel server = ServerSocketChannel.open();
    private final Thread accepting;

    Entrance(SessionConfig config, Map<String, ScriptedModule> modules) throws IOException {
        sessions = new SessionRegistry(
                config,
                AddressPolicy.defaults(),
                name -> List.of(InetAddress.getAllByName(name)),
                protocol -> Optional.ofNullable(modules.get(protocol)),
                loop,
                pool);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        accepting = Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel channel = server.accept();
                var _ = Thread.ofVirtual().start(() -> serve(channel));
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private void serve(SocketChannel channel) {
        try {
            sessions.serve(new SocketDuplex(channel));
        } catch (IOException e) {
            // The client was faster.
        }
    }

    int port() {
        return server.socket().getLocalPort();
    }

    TextClient connect() throws IOException {
        return new TextClient(port());
    }

    @Override
    public void close() throws IOException {
        sessions.close(Duration.ofSeconds(5), CloseReason.of(CloseReason.Kind.TUNNEL_CLOSED, "the test is over"));
        loop.close();
        server.close();
        try {
            accepting.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
