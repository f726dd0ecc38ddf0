package dev.tubeway.server.guacd;

import dev.tubeway.server.settings.ServerSettings.Guacd;
import dev.tubeway.session.Duplex;
import dev.tubeway.session.Sessions;
import dev.tubeway.session.SocketDuplex;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// The port that stands where guacd stood: each connection is a Guacamole client, on a virtual thread of its own.
///
/// Threading: any thread.
/// Ownership: owns the port; clients belong to the sessions.
public final class GuacdListener implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(GuacdListener.class.getName());

    /// Clients at once; further ones wait to be let in, as in a full backlog.
    private static final int BACKLOG = 1024;

    private static final Duration TLS_HANDSHAKE = Duration.ofSeconds(15);
    private static final Duration PAUSE_AFTER_FAULT = Duration.ofMillis(100);

    private final Sessions sessions;
    private final ServerSocketChannel server;
    private final Optional<SSLContext> tls;
    private final boolean clientCertificates;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Set<SocketChannel> greeting = ConcurrentHashMap.newKeySet();
    private final Thread accepting;

    private GuacdListener(
            Sessions sessions, ServerSocketChannel server, Optional<SSLContext> tls, boolean clientCertificates) {
        this.sessions = sessions;
        this.server = server;
        this.tls = tls;
        this.clientCertificates = clientCertificates;
        this.accepting = Thread.ofVirtual().name("guacd-accept").start(this::accept);
    }

    /// Errors: IOException that names the address or the file that cannot be used.
    public static GuacdListener start(Guacd settings, Sessions sessions) throws IOException {
        Optional<SSLContext> tls = Optional.empty();
        if (settings.tls().isPresent()) {
            tls = Optional.of(PemFiles.context(settings.tls().get()));
        }
        boolean clients = settings.tls().flatMap(t -> t.clientCertificates()).isPresent();
        ServerSocketChannel server = ServerSocketChannel.open();
        try {
            server.bind(settings.listen(), BACKLOG);
        } catch (IOException e) {
            server.close();
            throw new IOException(
                    "cannot listen for Guacamole clients, " + e.getMessage() + ": guacd.listen="
                            + settings.listen().getHostString() + ":"
                            + settings.listen().getPort(),
                    e);
        }
        return new GuacdListener(sessions, server, tls, clients);
    }

    /// Where it listens.
    public InetSocketAddress address() {
        return (InetSocketAddress) server.socket().getLocalSocketAddress();
    }

    private void accept() {
        while (!closed.get()) {
            try {
                SocketChannel channel = server.accept();
                var _ = Thread.ofVirtual().name("guacd-client").start(() -> serve(channel));
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "accepting a Guacamole client failed", e);
                pause();
            }
        }
    }

    /// Without descriptors an accept fails again at once.
    private static void pause() {
        try {
            Thread.sleep(PAUSE_AFTER_FAULT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(SocketChannel channel) {
        try {
            sessions.serve(duplex(channel));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a Guacamole client did not come in: {0}", e.getMessage());
            close(channel);
        }
    }

    private Duplex duplex(SocketChannel channel) throws IOException {
        if (tls.isEmpty()) {
            return new SocketDuplex(channel);
        }
        SSLSocketFactory factory = tls.get().getSocketFactory();
        channel.socket().setTcpNoDelay(true);
        channel.socket().setSoTimeout((int) TLS_HANDSHAKE.toMillis());
        SSLSocket socket = (SSLSocket) factory.createSocket(channel.socket(), null, true);
        socket.setUseClientMode(false);
        socket.setNeedClientAuth(clientCertificates);
        greeting.add(channel);
        try {
            socket.startHandshake();
        } finally {
            greeting.remove(channel);
        }
        channel.socket().setSoTimeout(0);
        return new TlsDuplex(socket);
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // The descriptor is gone either way.
        }
    }

    /// Takes no more clients; the port is free once this returns.
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            try {
                server.close();
            } catch (IOException e) {
                // The descriptor is gone either way.
            }
            greeting.forEach(GuacdListener::close);
            accepting.interrupt();
            awaitAccepting();
        }
    }

    /// The socket goes with the last thread in it.
    private void awaitAccepting() {
        try {
            accepting.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
