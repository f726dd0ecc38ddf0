package dev.tubeway.webrtc;

import dev.tubeway.IceServer;
import dev.tubeway.spi.TransportProvider.Finding;
import dev.tubeway.spi.TransportProvider.Verdict;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/// Asks one STUN or TURN server whether it is there, and whether it takes the login.
///
/// Over UDP real requests are sent, each three times at most: a binding request to a STUN server; to a TURN server one
/// to allocate an address, first without the login, as it has to be challenged, and what it gives is given back. Over
/// TCP and TLS the connection is enough.
///
/// @param username   of a TURN server; empty asks only whether it is there
/// @param credential password of a TURN server; empty asks only whether it is there
record ServerProbe(String url, Optional<String> username, Optional<String> credential) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int TRIES = 3;
    private static final int UNAUTHORIZED = 401;
    private static final int MAX_DATAGRAM_BYTES = 1_500;

    /// One for each url of a server.
    static Stream<ServerProbe> of(IceServer server) {
        return server.urls().stream().map(url -> new ServerProbe(url, server.username(), server.credential()));
    }

    /// Blocking, at most `timeout`; the look-up of the name may outlast it, see [Diagnosis].
    Finding ask(Duration timeout) {
        Optional<IceServerAddress> parsed = IceServerAddress.parse(url);
        if (parsed.isEmpty()) {
            return new Finding(
                    url,
                    Verdict.FAILED,
                    "not a URL of a STUN or TURN server",
                    "write stun:host:port, turn:host:port?transport=udp or turns:host:port");
        }
        IceServerAddress server = parsed.get();
        try {
            var to = new InetSocketAddress(InetAddress.getByName(server.host()), server.port());
            return server.transport().equals("tcp") ? connect(to, timeout) : ask(server, to, timeout);
        } catch (UnknownHostException _) {
            return new Finding(
                    url,
                    Verdict.FAILED,
                    "the name " + server.host() + " has no address",
                    "check the spelling, and that this machine's DNS resolves it");
        } catch (SocketTimeoutException _) {
            return new Finding(
                    url,
                    Verdict.FAILED,
                    "no answer within " + timeout.toMillis() + " ms",
                    "open " + server.transport() + " port " + server.port() + " towards " + server.host()
                            + " in the firewall, or name a server that this machine reaches");
        } catch (IOException refused) {
            return new Finding(
                    url,
                    Verdict.FAILED,
                    String.valueOf(refused.getMessage()),
                    "check that a server listens on " + server.transport() + " port " + server.port() + " of "
                            + server.host());
        }
    }

    private Finding connect(InetSocketAddress to, Duration timeout) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(to, Math.toIntExact(Math.max(1, timeout.toMillis())));
            return new Finding(url, Verdict.OK, "connected to " + to, "");
        }
    }

    private Finding ask(IceServerAddress server, InetSocketAddress to, Duration timeout) throws IOException {
        long start = System.nanoTime();
        long deadline = start + timeout.toNanos();
        try (var socket = new DatagramSocket()) {
            socket.connect(to);
            if (!server.isRelay()) {
                return bound(exchange(socket, StunMessage.BINDING, Optional.empty(), deadline), micros(start));
            }
            StunMessage.Reply reply = exchange(socket, StunMessage.ALLOCATE, Optional.empty(), deadline);
            Optional<StunMessage.Login> login = reply.code() == UNAUTHORIZED ? login(reply) : Optional.empty();
            if (login.isPresent()) {
                reply = exchange(socket, StunMessage.ALLOCATE, login, deadline);
            }
            if (reply.success()) {
                send(socket, StunMessage.request(StunMessage.REFRESH, transaction(), login));
            }
            return allocated(reply, micros(start));
        }
    }

    private Optional<StunMessage.Login> login(StunMessage.Reply reply) {
        return username.flatMap(user -> credential.flatMap(
                password -> reply.challenge().map(challenge -> new StunMessage.Login(user, password, challenge))));
    }

    private static StunMessage.Reply exchange(
            DatagramSocket socket, int method, Optional<StunMessage.Login> login, long deadline) throws IOException {
        byte[] transaction = transaction();
        byte[] request = StunMessage.request(method, transaction, login);
        for (int left = TRIES; left > 0; left--) {
            send(socket, request);
            long now = System.nanoTime();
            Optional<StunMessage.Reply> reply = receive(socket, method, transaction, now + (deadline - now) / left);
            if (reply.isPresent()) {
                return reply.get();
            }
        }
        throw new SocketTimeoutException();
    }

    private static byte[] transaction() {
        byte[] transaction = new byte[StunMessage.TRANSACTION_BYTES];
        RANDOM.nextBytes(transaction);
        return transaction;
    }

    private static void send(DatagramSocket socket, byte[] request) throws IOException {
        socket.send(new DatagramPacket(request, request.length));
    }

    private static long micros(long start) {
        return (System.nanoTime() - start) / 1_000;
    }

    private static Optional<StunMessage.Reply> receive(
            DatagramSocket socket, int method, byte[] transaction, long until) throws IOException {
        var packet = new DatagramPacket(new byte[MAX_DATAGRAM_BYTES], MAX_DATAGRAM_BYTES);
        while (true) {
            long leftMillis = (until - System.nanoTime()) / 1_000_000;
            if (leftMillis <= 0) {
                return Optional.empty();
            }
            socket.setSoTimeout(Math.toIntExact(leftMillis));
            packet.setLength(MAX_DATAGRAM_BYTES);
            try {
                socket.receive(packet);
            } catch (SocketTimeoutException _) {
                return Optional.empty();
            }
            Optional<StunMessage.Reply> reply =
                    StunMessage.reply(packet.getData(), packet.getLength(), method, transaction);
            if (reply.isPresent()) {
                return reply;
            }
        }
    }

    private Finding allocated(StunMessage.Reply reply, long micros) {
        if (reply.success()) {
            return new Finding(
                    url,
                    Verdict.OK,
                    "relays" + reply.relayed().map(from -> " from " + from).orElse("") + ", answered in " + micros
                            + " us",
                    "");
        }
        return reply.code() == UNAUTHORIZED
                ? new Finding(
                        url,
                        Verdict.FAILED,
                        "the server refuses the login",
                        "check the user name and the password, or the shared secret and that both clocks are right")
                : new Finding(
                        url,
                        Verdict.WARNING,
                        "the server refuses to relay: code=" + reply.code(),
                        "check that the server is a TURN server and lets this machine relay over UDP");
    }

    private Finding bound(StunMessage.Reply reply, long micros) {
        return reply.success()
                ? new Finding(
                        url,
                        Verdict.OK,
                        "answered in " + micros + " us"
                                + reply.mapped()
                                        .map(seen -> ", sees this machine as " + seen)
                                        .orElse(""),
                        "")
                : new Finding(
                        url,
                        Verdict.WARNING,
                        "the server answered with an error: code=" + reply.code(),
                        "name a server that answers binding requests without credentials");
    }

    @Override
    public String toString() {
        return "ServerProbe[url=" + url + "]";
    }
}
