package dev.tubeway.webrtc;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The few STUN messages that a diagnosis needs: a binding or allocate request, and what came back.
///
/// Shape: type u16 | length u16 | cookie u32 | transaction 12 bytes | attributes (type u16, length u16, value padded
/// to 4).   Source: RFC 8489 section 5, RFC 8656 section 7.1.
final class StunMessage {
    static final int BINDING = 0x0001;
    static final int ALLOCATE = 0x0003;
    static final int TRANSACTION_BYTES = 12;

    private static final int COOKIE = 0x2112A442;
    private static final int HEADER_BYTES = 20;
    private static final int SUCCESS = 0x0100;
    private static final int ERROR = 0x0110;
    private static final int ERROR_CODE = 0x0009;
    private static final int REQUESTED_TRANSPORT = 0x0019;
    private static final int XOR_MAPPED_ADDRESS = 0x0020;
    private static final int UDP = 17 << 24;

    private StunMessage() {}

    /// A request without credentials.
    static byte[] request(int method, byte[] transaction) {
        boolean allocate = method == ALLOCATE;
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + (allocate ? 8 : 0));
        out.putShort((short) method).putShort((short) (allocate ? 8 : 0)).putInt(COOKIE);
        out.put(transaction, 0, TRANSACTION_BYTES);
        if (allocate) {
            out.putShort((short) REQUESTED_TRANSPORT).putShort((short) 4).putInt(UDP);
        }
        return out.array();
    }

    /// Reads what came back; empty where it is no answer to this request.
    static Optional<Reply> reply(byte[] datagram, int length, int method, byte[] transaction) {
        if (length < HEADER_BYTES || length > datagram.length) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(datagram, 0, length);
        int type = in.getShort() & 0xffff;
        int size = in.getShort() & 0xffff;
        byte[] echoed = new byte[TRANSACTION_BYTES];
        if (in.getInt() != COOKIE || size != length - HEADER_BYTES) {
            return Optional.empty();
        }
        in.get(echoed);
        boolean success = type == (method | SUCCESS);
        if (!Arrays.equals(echoed, transaction) || (!success && type != (method | ERROR))) {
            return Optional.empty();
        }
        int code = 0;
        InetSocketAddress mapped = null;
        while (in.remaining() >= 4) {
            int attribute = in.getShort() & 0xffff;
            int bytes = in.getShort() & 0xffff;
            if (bytes > in.remaining()) {
                return Optional.empty();
            }
            ByteBuffer value = in.slice(in.position(), bytes);
            if (attribute == ERROR_CODE && bytes >= 4) {
                code = (value.get(2) & 7) * 100 + (value.get(3) & 0xff);
            } else if (attribute == XOR_MAPPED_ADDRESS) {
                mapped = address(value, transaction);
            }
            in.position(Math.min(in.limit(), in.position() + ((bytes + 3) & ~3)));
        }
        return Optional.of(new Reply(success, code, Optional.ofNullable(mapped)));
    }

    private static @Nullable InetSocketAddress address(ByteBuffer value, byte[] transaction) {
        int size = value.remaining() - 4;
        if (size != 4 && size != 16) {
            return null;
        }
        byte[] mask = ByteBuffer.allocate(4 + TRANSACTION_BYTES)
                .putInt(COOKIE)
                .put(transaction)
                .array();
        int port = (value.getShort(2) & 0xffff) ^ (COOKIE >>> 16);
        byte[] raw = new byte[size];
        value.get(4, raw);
        for (int i = 0; i < size; i++) {
            raw[i] ^= mask[i];
        }
        try {
            return new InetSocketAddress(InetAddress.getByAddress(raw), port);
        } catch (UnknownHostException _) {
            return null;
        }
    }

    /// @param success a success response; otherwise an error
    /// @param code    the error's code, 0 where it is a success or has none
    /// @param mapped  the address that the server saw
    record Reply(boolean success, int code, Optional<InetSocketAddress> mapped) {}
}
