package dev.tubeway.internal.conversation;

import dev.tubeway.internal.dial.Host;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The handshake of a SOCKS5 server, and the header of its UDP packets. Sans-io: bytes in, values and
/// bytes out.
///
/// A decoder looks at what lies between position and limit, moves neither, and says how many bytes are
/// missing. Whoever reads only those never takes a byte that the client sent behind its request.
///
/// Source: RFC 1928.
final class Socks5 {

    /// Longest greeting or request, bytes: version, command, reserved, type, length, 255 of name, port.
    static final int MAX_MESSAGE_BYTES = 262;

    /// Longest header of a UDP packet with an address, bytes.
    static final int MAX_UDP_ADDRESS_HEADER = 22;

    private static final int VERSION = 5;
    private static final int NO_AUTHENTICATION = 0;
    private static final int NO_ACCEPTABLE_METHOD = 0xff;
    private static final int CONNECT = 1;
    private static final int UDP_ASSOCIATE = 3;
    private static final int IPV4 = 1;
    private static final int NAME = 3;
    private static final int IPV6 = 4;

    private Socks5() {}

    /// The client's first message.
    sealed interface Greeting {}

    /// What the client wants.
    sealed interface Request {}

    /// A packet of a UDP association.
    sealed interface UdpPacket {}

    /// More has to be read, at least and without harm this much.
    ///
    /// @param bytes 1 or more
    record NeedMore(int bytes) implements Greeting, Request {}

    /// Not SOCKS5; the client is closed without a word.
    ///
    /// @param rule for the log
    record Malformed(String rule) implements Greeting, Request, UdpPacket {}

    /// @param withoutAuthentication whether the client offers to do without, which is all we take
    record Offer(boolean withoutAuthentication) implements Greeting {}

    /// @param host name or address, 1 to 255 bytes
    /// @param port 1 to 65535
    record Connect(String host, int port) implements Request {}

    /// @param clientPort from where the client will send; 0: it does not know
    record Associate(int clientPort) implements Request {}

    /// A request that is understood and not served.
    record Refusal(SocksReply reply) implements Request {}

    /// @param data the payload, a view of what was decoded
    record Datagram(String host, int port, ByteBuffer data) implements UdpPacket {}

    static Greeting decodeGreeting(ByteBuffer in) {
        if (!in.hasRemaining()) {
            return new NeedMore(2);
        }
        int version = at(in, 0);
        if (version != VERSION) {
            return new Malformed(
                    version == 4
                            ? "a SOCKS4 client, where SOCKS5 is served"
                            : version >= 'A' && version <= 'Z'
                                    ? "an HTTP client, where SOCKS5 is served"
                                    : "a SOCKS5 client begins with 5");
        }
        if (in.remaining() < 2) {
            return new NeedMore(1);
        }
        int methods = at(in, 1);
        if (in.remaining() < 2 + methods) {
            return new NeedMore(2 + methods - in.remaining());
        }
        for (int i = 0; i < methods; i++) {
            if (at(in, 2 + i) == NO_AUTHENTICATION) {
                return new Offer(true);
            }
        }
        return new Offer(false);
    }

    /// The answer to a greeting.
    static ByteBuffer methodSelection(boolean accepted) {
        return ByteBuffer.allocate(2)
                .put((byte) VERSION)
                .put((byte) (accepted ? NO_AUTHENTICATION : NO_ACCEPTABLE_METHOD))
                .flip();
    }

    static Request decodeRequest(ByteBuffer in) {
        if (in.hasRemaining() && at(in, 0) != VERSION) {
            return new Malformed("a SOCKS5 request begins with 5");
        }
        if (in.remaining() < 4) {
            return new NeedMore(4 - in.remaining());
        }
        int type = at(in, 3);
        if (type == NAME && in.remaining() < 5) {
            return new NeedMore(1);
        }
        int hostBytes = hostBytes(in, 3);
        if (hostBytes < 0) {
            return new Refusal(SocksReply.ADDRESS_TYPE_NOT_SUPPORTED);
        }
        int hostStart = type == NAME ? 5 : 4;
        int length = hostStart + hostBytes + 2;
        if (in.remaining() < length) {
            return new NeedMore(length - in.remaining());
        }
        String host = host(in, 3, hostBytes);
        int port = (at(in, length - 2) << 8) | at(in, length - 1);
        return switch (at(in, 1)) {
            case CONNECT ->
                host == null || port == 0
                        ? new Malformed("a SOCKS5 request names a host and a port above 0")
                        : new Connect(host, port);
            case UDP_ASSOCIATE -> new Associate(port);
            default -> new Refusal(SocksReply.COMMAND_NOT_SUPPORTED);
        };
    }

    /// The answer to a request.
    ///
    /// @param bound where the server's end is; null: not known, `0.0.0.0:0`
    static ByteBuffer reply(SocksReply reply, @Nullable InetSocketAddress bound) {
        byte[] address = bound == null ? new byte[4] : bound.getAddress().getAddress();
        return ByteBuffer.allocate(4 + address.length + 2)
                .put((byte) VERSION)
                .put((byte) reply.code())
                .put((byte) 0)
                .put((byte) (address.length == 4 ? IPV4 : IPV6))
                .put(address)
                .putShort((short) (bound == null ? 0 : bound.getPort()))
                .flip();
    }

    /// Reads a packet of a UDP association. A fragment is malformed: nobody here puts them together.
    static UdpPacket decodeUdp(ByteBuffer in) {
        if (in.remaining() < 5) {
            return new Malformed("a SOCKS5 UDP packet has a header");
        }
        if (at(in, 2) != 0) {
            return new Malformed("fragments of SOCKS5 UDP packets are not taken");
        }
        int hostBytes = hostBytes(in, 3);
        int hostStart = at(in, 3) == NAME ? 5 : 4;
        int header = hostStart + hostBytes + 2;
        if (hostBytes < 0 || in.remaining() < header) {
            return new Malformed("a SOCKS5 UDP packet names its destination");
        }
        String host = host(in, 3, hostBytes);
        int port = (at(in, header - 2) << 8) | at(in, header - 1);
        if (host == null || port == 0) {
            return new Malformed("a SOCKS5 UDP packet names a host and a port above 0");
        }
        return new Datagram(host, port, in.slice(in.position() + header, in.remaining() - header));
    }

    /// Length of a UDP packet's header with this address, bytes.
    static int udpHeaderBytes(InetAddress address) {
        return 4 + address.getAddress().length + 2;
    }

    /// Writes a UDP packet's header at the position.
    static void putUdpHeader(ByteBuffer out, InetSocketAddress from) {
        byte[] address = from.getAddress().getAddress();
        out.putShort((short) 0)
                .put((byte) 0)
                .put((byte) (address.length == 4 ? IPV4 : IPV6))
                .put(address)
                .putShort((short) from.getPort());
    }

    /// Length of the host behind its type, without the length byte of a name; -1 for a type that there is
    /// not. The length byte must be there.
    private static int hostBytes(ByteBuffer in, int typeAt) {
        return switch (at(in, typeAt)) {
            case IPV4 -> 4;
            case IPV6 -> 16;
            case NAME -> at(in, typeAt + 1);
            default -> -1;
        };
    }

    private static @Nullable String host(ByteBuffer in, int typeAt, int hostBytes) {
        boolean named = at(in, typeAt) == NAME;
        ByteBuffer bytes = in.slice(in.position() + typeAt + (named ? 2 : 1), hostBytes);
        if (named) {
            return hostBytes == 0 ? null : SocksDestination.text(bytes);
        }
        byte[] address = new byte[hostBytes];
        bytes.get(address);
        return Host.text(Host.ofBytes(address));
    }

    private static int at(ByteBuffer in, int offset) {
        return in.get(in.position() + offset) & 0xff;
    }
}
