package dev.tubeway.webrtc;

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

/// Asks one STUN or TURN server whether it is there.
///
/// Over UDP a real request is sent, three times at most: a binding request to a STUN server, an allocate request
/// without credentials to a TURN server, which has to answer 401. Over TCP and TLS the connection is enough.
final class ServerProbe {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int TRIES = 3;
    private static final int UNAUTHORIZED = 401;
    private static final int MAX_DATAGRAM_BYTES = 1_500;

    private ServerProbe() {}

    /// Blocking, at most `timeout`; the look-up of the name may outlast it, see [Diagnosis].
    static Finding probe(String url, Duration timeout) {
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
            return server.transport().equals("tcp") ? connect(url, to, timeout) : ask(url, server, to, timeout);
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

    private static Finding connect(String url, InetSocketAddress to, Duration timeout) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(to, Math.toIntExact(Math.max(1, timeout.toMillis())));
            return new Finding(url, Verdict.OK, "connected to " + to, "");
        }
    }

    private static Finding ask(String url, IceServerAddress server, InetSocketAddress to, Duration timeout)
            throws IOException {
        int method = server.isRelay() ? StunMessage.ALLOCATE : StunMessage.BINDING;
        byte[] transaction = new byte[StunMessage.TRANSACTION_BYTES];
        RANDOM.nextBytes(transaction);
        byte[] request = StunMessage.request(method, transaction);
        long start = System.nanoTime();
        long deadline = start + timeout.toNanos();
        try (var socket = new DatagramSocket()) {
            socket.connect(to);
            for (int attempt = 1; attempt <= TRIES; attempt++) {
                socket.send(new DatagramPacket(request, request.length));
                long tryUntil = attempt == TRIES ? deadline : start + timeout.toNanos() * attempt / TRIES;
                Optional<StunMessage.Reply> reply = receive(socket, method, transaction, tryUntil);
                if (reply.isPresent()) {
                    return finding(url, server, reply.get(), (System.nanoTime() - start) / 1_000);
                }
            }
        }
        throw new SocketTimeoutException();
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

    private static Finding finding(String url, IceServerAddress server, StunMessage.Reply reply, long micros) {
        if (server.isRelay()) {
            return reply.code() == UNAUTHORIZED || reply.success()
                    ? new Finding(url, Verdict.OK, "the relay answered in " + micros + " us", "")
                    : new Finding(
                            url,
                            Verdict.WARNING,
                            "the server refuses to relay: code=" + reply.code(),
                            "check that the server is a TURN server and lets this machine relay over UDP");
        }
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
}
