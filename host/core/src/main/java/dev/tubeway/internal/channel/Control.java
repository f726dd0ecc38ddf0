package dev.tubeway.internal.channel;

import dev.tubeway.CloseReason;
import dev.tubeway.internal.buffer.Buffer;
import dev.tubeway.internal.buffer.BufferPool;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The messages of connection 0, and how they are built.
///
/// Shape: `code u16 | data`, big-endian, as the payload of a frame.
/// Source: docs/protocol.md, "Control".
public final class Control {
    public static final int PING = 1;
    public static final int PONG = 2;
    public static final int OPEN_CONNECTION = 101;
    public static final int CLOSE_CONNECTION = 102;
    public static final int CONNECTION_OPENED = 103;
    public static final int SEND_EOF = 104;
    public static final int UDP_ASSOCIATE = 201;
    public static final int UDP_OPENED = 202;
    public static final int UDP_PACKET = 203;
    public static final int UDP_CLOSED = 204;

    /// Grants send credit; between Tubeway peers only.
    public static final int CREDIT = 401;

    /// The side that answered asks for a renewal of the peers; these five between Tubeway peers that announce it.
    public static final int RENEWAL_WANTED = 411;

    public static final int RENEWAL_OFFER = 412;
    public static final int RENEWAL_ANSWER = 413;

    /// Nothing follows on this channel: the rest comes through the new one.
    public static final int SWITCH = 414;

    /// The peer's Switch has come, and the new channel is read.
    public static final int SWITCHED = 415;

    /// Largest control payload that is taken, bytes: a UDP datagram and its header fit.
    static final int MAX_BYTES = 72 << 10;

    /// The longest Ping that is echoed whole, bytes.
    private static final int MAX_PONG_BYTES = 16 << 10;

    private static final byte[] NOTHING = new byte[0];

    private Control() {}

    /// A Ping; an empty one where `connection` is 0.
    public static Buffer ping(BufferPool pool, long nowMillis) {
        return message(pool, nowMillis, PING, null, NOTHING);
    }

    /// The Pong to a Ping with that data; to an empty one it carries four zeros.
    public static Buffer pong(BufferPool pool, long nowMillis, ByteBuffer data) {
        byte[] echo = new byte[Math.max(4, Math.min(data.remaining(), MAX_PONG_BYTES))];
        data.get(data.position(), echo, 0, Math.min(echo.length, data.remaining()));
        return message(pool, nowMillis, PONG, null, echo);
    }

    /// @param tail what the conversation says of the destination
    public static Buffer openConnection(BufferPool pool, long nowMillis, int connection, byte[] tail) {
        return message(pool, nowMillis, OPEN_CONNECTION, connection, tail);
    }

    public static Buffer connectionOpened(BufferPool pool, long nowMillis, int connection) {
        return message(pool, nowMillis, CONNECTION_OPENED, connection, NOTHING);
    }

    public static Buffer sendEof(BufferPool pool, long nowMillis, int connection) {
        return message(pool, nowMillis, SEND_EOF, connection, NOTHING);
    }

    /// Closes a connection, or the channel where `connection` is 0.
    public static Buffer closeConnection(BufferPool pool, long nowMillis, int connection, CloseReason reason) {
        byte[] text = utf8(reason.detail());
        byte[] data = new byte[text.length == 0 ? 1 : 3 + text.length];
        data[0] = (byte) reason.kind().code();
        if (text.length > 0) {
            data[1] = (byte) (text.length >> 8);
            data[2] = (byte) text.length;
            System.arraycopy(text, 0, data, 3, text.length);
        }
        return message(pool, nowMillis, CLOSE_CONNECTION, connection, data);
    }

    /// @param bytes payload bytes that the peer may send on the connection beyond what it was granted before
    public static Buffer credit(BufferPool pool, long nowMillis, int connection, int bytes) {
        Buffer buffer = pool.acquire(10);
        put(buffer, 0, CREDIT, connection).putInt(bytes);
        Frame.seal(buffer, Frame.CONTROL, nowMillis, 10);
        return buffer;
    }

    /// A message about the renewal of the peers.
    ///
    /// @param attempt      its number
    /// @param description the text of an offer or an answer; empty in the others
    public static Buffer renewal(BufferPool pool, long nowMillis, int code, int attempt, String description) {
        return message(pool, nowMillis, code, attempt, description.getBytes(StandardCharsets.UTF_8));
    }

    /// A UDP message: the code, and a payload that the conversation built, from position to limit.
    public static Buffer udp(BufferPool pool, long nowMillis, int code, ByteBuffer data) {
        int bytes = 2 + data.remaining();
        Buffer buffer = pool.acquire(bytes);
        buffer.view(Buffer.HEADROOM, Buffer.HEADROOM + bytes)
                .putShort((short) code)
                .put(data);
        Frame.seal(buffer, Frame.CONTROL, nowMillis, bytes);
        return buffer;
    }

    private static Buffer message(
            BufferPool pool, long nowMillis, int code, @Nullable Integer connection, byte[] data) {
        int bytes = 2 + (connection == null ? 0 : 4) + data.length;
        Buffer buffer = pool.acquire(bytes);
        ByteBuffer out = buffer.view(Buffer.HEADROOM, Buffer.HEADROOM + bytes).putShort((short) code);
        if (connection != null) {
            out.putInt(connection);
        }
        out.put(data);
        Frame.seal(buffer, Frame.CONTROL, nowMillis, bytes);
        return buffer;
    }

    private static ByteBuffer put(Buffer buffer, int at, int code, int connection) {
        return buffer.view(Buffer.HEADROOM + at, Buffer.HEADROOM + buffer.payloadCapacity())
                .putShort((short) code)
                .putInt(connection);
    }

    /// The detail's UTF-8, cut at a character so that it fits the message.
    private static byte[] utf8(String detail) {
        byte[] bytes = detail.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= CloseReason.MAX_DETAIL_BYTES) {
            return bytes;
        }
        int end = CloseReason.MAX_DETAIL_BYTES;
        while ((bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return java.util.Arrays.copyOf(bytes, end);
    }
}
