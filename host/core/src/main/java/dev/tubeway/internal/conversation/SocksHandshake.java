package dev.tubeway.internal.conversation;

import dev.tubeway.CloseReason;
import dev.tubeway.internal.dial.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;

/// Takes one client through greeting and request, and to the far side or a UDP association.
///
/// Exactly the bytes of the handshake are read, so what the client sent behind them is still in its socket
/// when the opener gets it.
///
/// Threading: one thread; an interrupt ends it and closes the client.
final class SocksHandshake {

    private static final System.Logger LOG = System.getLogger(SocksHandshake.class.getName());

    private final SocketChannel client;
    private final InetSocketAddress from;
    private final Opener opener;
    private final Deadline deadline;
    private final Duration openTimeout;

    /// @param deadline for greeting and request together
    SocksHandshake(
            SocketChannel client, InetSocketAddress from, Opener opener, Deadline deadline, Duration openTimeout) {
        this.client = client;
        this.from = from;
        this.opener = opener;
        this.deadline = deadline;
        this.openTimeout = openTimeout;
    }

    /// Errors: IOException, InterruptedException: the client is still the caller's, unless the opener had
    /// it.
    void run() throws IOException, InterruptedException {
        if (!greet()) {
            client.close();
            return;
        }
        ByteBuffer in = ByteBuffer.allocate(Socks5.MAX_MESSAGE_BYTES).limit(0);
        while (true) {
            switch (Socks5.decodeRequest(in)) {
                case Socks5.NeedMore(int bytes) -> read(in, bytes);
                case Socks5.Connect(String host, int port) -> {
                    client.socket().setSoTimeout(0);
                    connect(host, port);
                    return;
                }
                case Socks5.Associate(int clientPort) -> {
                    client.socket().setSoTimeout(0);
                    associate(clientPort);
                    return;
                }
                case Socks5.Refusal(SocksReply reply) -> {
                    refuse(reply);
                    client.close();
                    return;
                }
                case Socks5.Malformed(String rule) -> {
                    logRefused(rule);
                    client.close();
                    return;
                }
            }
        }
    }

    private boolean greet() throws IOException {
        ByteBuffer in = ByteBuffer.allocate(Socks5.MAX_MESSAGE_BYTES).limit(0);
        while (true) {
            switch (Socks5.decodeGreeting(in)) {
                case Socks5.NeedMore(int bytes) -> read(in, bytes);
                case Socks5.Offer(boolean accepted) -> {
                    write(Socks5.methodSelection(accepted));
                    if (!accepted) {
                        logRefused("the client wants to authenticate");
                        discardPending();
                    }
                    return accepted;
                }
                case Socks5.Malformed(String rule) -> {
                    logRefused(rule);
                    return false;
                }
            }
        }
    }

    private void connect(String host, int port) throws IOException {
        Opener.Opening opening = opener.open(
                client,
                SocksDestination.encode(host, port),
                host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port);
        try {
            Optional<CloseReason> failed = opening.await(openTimeout);
            if (failed.isPresent()) {
                refuse(SocksReply.of(failed.get()));
                opening.abandon(failed.get());
                return;
            }
            write(Socks5.reply(SocksReply.SUCCEEDED, null));
        } catch (IOException e) {
            opening.abandon(CloseReason.of(CloseReason.Kind.CLIENT, "the client left before the connection was open"));
            return;
        } catch (InterruptedException e) {
            opening.abandon(CloseReason.of(CloseReason.Kind.TUNNEL_CLOSED, "the listener was closed"));
            Thread.currentThread().interrupt();
            return;
        }
        opening.start();
    }

    private void associate(int clientPort) throws IOException {
        UdpAssociation association = UdpAssociation.open(client, from, clientPort, opener);
        if (association == null) {
            refuse(SocksReply.COMMAND_NOT_SUPPORTED);
            client.close();
            return;
        }
        try (association) {
            write(Socks5.reply(SocksReply.SUCCEEDED, association.localAddress()));
            association.run();
        }
    }

    private void refuse(SocksReply reply) throws IOException {
        LOG.log(System.Logger.Level.DEBUG, "request refused: client={0} reply={1}", from, reply);
        write(Socks5.reply(reply, null));
        discardPending();
    }

    private void logRefused(String rule) {
        LOG.log(System.Logger.Level.DEBUG, "client refused: client={0} rule={1}", from, rule);
    }

    /// Reads exactly this many bytes to the buffer's limit.
    private void read(ByteBuffer in, int bytes) throws IOException {
        InputStream stream = client.socket().getInputStream();
        int left = bytes;
        while (left > 0) {
            if (deadline.hasPassed()) {
                throw new SocketTimeoutException("the handshake took too long");
            }
            client.socket().setSoTimeout(deadline.remainingMillis());
            byte[] chunk = new byte[left];
            int count = stream.read(chunk);
            if (count < 0) {
                throw new IOException("the client left during the handshake");
            }
            in.limit(in.limit() + count).put(in.limit() - count, chunk, 0, count);
            left -= count;
        }
    }

    private void write(ByteBuffer message) throws IOException {
        while (message.hasRemaining()) {
            client.write(message);
        }
    }

    /// Takes away what already came: a close with unread bytes sends a reset, which may overtake the reply.
    private void discardPending() throws IOException {
        client.shutdownOutput();
        InputStream stream = client.socket().getInputStream();
        for (int chunks = 0; chunks < 64 && stream.available() > 0; chunks++) {
            if (stream.skip(stream.available()) == 0) {
                return;
            }
        }
    }
}
