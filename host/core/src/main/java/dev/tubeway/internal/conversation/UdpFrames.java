package dev.tubeway.internal.conversation;

import dev.tubeway.internal.dial.Host;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The payloads of the control messages 201 to 204, behind their code. Sans-io.
///
/// Decoders read from the position to the limit and move neither; what they give back are views, valid as
/// long as the input. Encoders make a new buffer. Connection numbers are u32 and kept in an int.
///
/// Shape: 201 and 202 `connection u32 | port u16` · 203 to the dialling side `connection u32 | atyp u8 (1,
/// 4) | client address | client port u16 | host_len u32 | host | port u16 | data` · 203 back `connection
/// u32 | atyp u8 | client address | client port u16 | SOCKS5 UDP packet` · 204 `connection u32`. All
/// big-endian.
/// Source: docs/protocol.md, "Control".
public final class UdpFrames {

    private static final int IPV4 = 1;
    private static final int IPV6 = 4;

    private UdpFrames() {}

    /// A decoded 201 or 202.
    public sealed interface PortFrame {}

    /// A decoded 203 on its way to the dialling side.
    public sealed interface RequestFrame {}

    /// A decoded 203 on its way back.
    public sealed interface AnswerFrame {}

    /// A decoded 204.
    public sealed interface ClosedFrame {}

    /// @param rule what the payload breaks
    public record Malformed(String rule) implements PortFrame, RequestFrame, AnswerFrame, ClosedFrame {}

    /// @param port 201: from where the client sends, 0 where it does not know; 202: the far side's
    public record Port(int connection, int port) implements PortFrame {}

    /// @param client whom the answer is for
    /// @param host   name or address, 1 to 255 bytes
    /// @param port   1 to 65535
    public record Request(int connection, InetSocketAddress client, String host, int port, ByteBuffer data)
            implements RequestFrame {}

    /// @param packet a SOCKS5 UDP packet
    public record Answer(int connection, InetSocketAddress client, ByteBuffer packet) implements AnswerFrame {}

    public record Closed(int connection) implements ClosedFrame {}

    /// The payload of 201 and 202.
    public static ByteBuffer encodePort(int connection, int port) {
        return ByteBuffer.allocate(6).putInt(connection).putShort((short) port).flip();
    }

    /// Reads 201 and 202.
    public static PortFrame decodePort(ByteBuffer payload) {
        return payload.remaining() == 6
                ? new Port(
                        at(payload, 0).getInt(),
                        Short.toUnsignedInt(at(payload, 4).getShort()))
                : new Malformed("a UDP association is a connection and a port");
    }

    /// The payload of 204.
    public static ByteBuffer encodeClosed(int connection) {
        return ByteBuffer.allocate(4).putInt(connection).flip();
    }

    /// Reads 204.
    public static ClosedFrame decodeClosed(ByteBuffer payload) {
        return payload.remaining() == 4
                ? new Closed(at(payload, 0).getInt())
                : new Malformed("the end of a UDP association is a connection");
    }

    /// The payload of 203 to the dialling side.
    ///
    /// Errors: IllegalArgumentException where the host has not 1 to 255 bytes.
    public static ByteBuffer encodeRequest(
            int connection, InetSocketAddress client, String host, int port, ByteBuffer data) {
        byte[] destination = SocksDestination.encode(host, port);
        ByteBuffer out = withClient(connection, client, destination.length + data.remaining());
        return out.put(destination).put(data.duplicate()).flip();
    }

    /// Reads 203 on the dialling side.
    public static RequestFrame decodeRequest(ByteBuffer payload) {
        Malformed malformed = new Malformed("a datagram has a connection, a client and a destination");
        InetSocketAddress client = client(payload);
        if (client == null) {
            return malformed;
        }
        ByteBuffer in = at(payload, 4 + clientBytes(payload));
        if (in.remaining() < 4) {
            return malformed;
        }
        int hostBytes = in.getInt();
        if (hostBytes < 1 || hostBytes > SocksDestination.MAX_HOST_BYTES || in.remaining() < hostBytes + 2) {
            return malformed;
        }
        String host = SocksDestination.text(in.slice(in.position(), hostBytes));
        in.position(in.position() + hostBytes);
        int port = Short.toUnsignedInt(in.getShort());
        return host == null || port == 0
                ? malformed
                : new Request(at(payload, 0).getInt(), client, host, port, in.slice());
    }

    /// The payload of 203 on its way back.
    public static ByteBuffer encodeAnswer(int connection, InetSocketAddress client, ByteBuffer packet) {
        return withClient(connection, client, packet.remaining())
                .put(packet.duplicate())
                .flip();
    }

    /// Reads 203 on the listening side.
    public static AnswerFrame decodeAnswer(ByteBuffer payload) {
        InetSocketAddress client = client(payload);
        return client == null
                ? new Malformed("an answered datagram has a connection, a client and a packet")
                : new Answer(
                        at(payload, 0).getInt(),
                        client,
                        at(payload, 4 + clientBytes(payload)).slice());
    }

    private static ByteBuffer withClient(int connection, InetSocketAddress client, int moreBytes) {
        byte[] address = client.getAddress().getAddress();
        return ByteBuffer.allocate(4 + 1 + address.length + 2 + moreBytes)
                .putInt(connection)
                .put((byte) (address.length == 4 ? IPV4 : IPV6))
                .put(address)
                .putShort((short) client.getPort());
    }

    /// Length of the client's type, address and port, bytes.
    private static int clientBytes(ByteBuffer payload) {
        return payload.get(payload.position() + 4) == IPV4 ? 1 + 4 + 2 : 1 + 16 + 2;
    }

    private static @Nullable InetSocketAddress client(ByteBuffer payload) {
        if (payload.remaining() < 5) {
            return null;
        }
        int type = payload.get(payload.position() + 4);
        if ((type != IPV4 && type != IPV6) || payload.remaining() < 4 + clientBytes(payload)) {
            return null;
        }
        ByteBuffer in = at(payload, 5);
        byte[] address = new byte[type == IPV4 ? 4 : 16];
        in.get(address);
        return new InetSocketAddress(Host.ofBytes(address), Short.toUnsignedInt(in.getShort()));
    }

    /// A view that begins at an offset from the position.
    private static ByteBuffer at(ByteBuffer payload, int offset) {
        return payload.slice(payload.position() + offset, payload.remaining() - offset);
    }
}
