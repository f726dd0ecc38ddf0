package dev.tubeway.internal.conversation;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The tail of OpenConnection in a SOCKS conversation: where to dial.
///
/// Shape: `host_len u32 | host | port u16`, big-endian; very old peers send the port as u32, which the
/// length tells.
/// Source: docs/protocol.md, "Control".
sealed interface SocksDestination {

    /// @param host as the peer wrote it, 1 to 255 bytes of UTF-8
    /// @param port 1 to 65535
    record To(String host, int port) implements SocksDestination {}

    /// @param rule what the tail breaks
    record Malformed(String rule) implements SocksDestination {}

    /// Longest host, bytes.
    int MAX_HOST_BYTES = 255;

    static SocksDestination decode(byte[] tail) {
        ByteBuffer in = ByteBuffer.wrap(tail);
        if (in.remaining() < 4) {
            return new Malformed("a SOCKS destination begins with the length of the host");
        }
        int length = in.getInt();
        if (length < 1 || length > MAX_HOST_BYTES) {
            return new Malformed("a SOCKS destination has a host of 1 to 255 bytes");
        }
        int portBytes = in.remaining() - length;
        if (portBytes != 2 && portBytes != 4) {
            return new Malformed("a SOCKS destination is a length, a host and a port of 2 bytes");
        }
        String host = text(in.slice(4, length));
        in.position(4 + length);
        long port = portBytes == 2 ? Short.toUnsignedLong(in.getShort()) : Integer.toUnsignedLong(in.getInt());
        if (host == null) {
            return new Malformed("a SOCKS destination has a host in UTF-8 without control characters");
        }
        if (port < 1 || port > 65535) {
            return new Malformed("a SOCKS destination has a port from 1 to 65535");
        }
        return new To(host, (int) port);
    }

    /// The tail for a destination, with the port as u16.
    ///
    /// Errors: IllegalArgumentException where the host has not 1 to 255 bytes.
    static byte[] encode(String host, int port) {
        byte[] bytes = host.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < 1 || bytes.length > MAX_HOST_BYTES) {
            throw new IllegalArgumentException("a host has 1 to 255 bytes: bytes=" + bytes.length);
        }
        return ByteBuffer.allocate(4 + bytes.length + 2)
                .putInt(bytes.length)
                .put(bytes)
                .putShort((short) port)
                .array();
    }

    /// UTF-8 text without control characters; null where it is not that.
    static @Nullable String text(ByteBuffer bytes) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
            return text.chars().anyMatch(Character::isISOControl) ? null : text;
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
