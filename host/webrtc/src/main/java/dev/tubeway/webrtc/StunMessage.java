package dev.tubeway.webrtc;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// The few STUN messages that a diagnosis needs: a request to bind, to allocate a relayed address or to give it back,
/// and what came back.
///
/// Shape: type u16 | length u16 | cookie u32 | transaction 12 bytes | attributes (type u16, length u16, value padded
/// to 4).   Source: RFC 8489 sections 5 and 9.2, RFC 8656 sections 7.1 and 8.1.
final class StunMessage {
    static final int BINDING = 0x0001;
    static final int ALLOCATE = 0x0003;
    /// Asks that an allocation end at once.
    static final int REFRESH = 0x0004;
    static final int TRANSACTION_BYTES = 12;

    private static final int COOKIE = 0x2112A442;
    private static final int HEADER_BYTES = 20;
    private static final int SUCCESS = 0x0100;
    private static final int ERROR = 0x0110;
    private static final int USERNAME = 0x0006;
    private static final int MESSAGE_INTEGRITY = 0x0008;
    private static final int ERROR_CODE = 0x0009;
    private static final int LIFETIME = 0x000D;
    private static final int REALM = 0x0014;
    private static final int NONCE = 0x0015;
    private static final int XOR_RELAYED_ADDRESS = 0x0016;
    private static final int REQUESTED_TRANSPORT = 0x0019;
    private static final int XOR_MAPPED_ADDRESS = 0x0020;
    private static final byte[] UDP = {17, 0, 0, 0};
    private static final byte[] AT_ONCE = {0, 0, 0, 0};
    private static final int INTEGRITY_BYTES = 20;

    private StunMessage() {}

    /// A request, signed where there is a login.
    static byte[] request(int method, byte[] transaction, Optional<Login> login) {
        List<Attribute> attributes = new ArrayList<>();
        if (method == ALLOCATE) {
            attributes.add(new Attribute(REQUESTED_TRANSPORT, UDP));
        } else if (method == REFRESH) {
            attributes.add(new Attribute(LIFETIME, AT_ONCE));
        }
        login.ifPresent(known -> {
            attributes.add(new Attribute(USERNAME, known.user().getBytes(StandardCharsets.UTF_8)));
            attributes.add(new Attribute(NONCE, known.challenge().nonce()));
            attributes.add(new Attribute(REALM, known.challenge().realm()));
        });
        int size = attributes.stream().mapToInt(Attribute::size).sum();
        int whole = size + (login.isPresent() ? 4 + INTEGRITY_BYTES : 0);
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + whole);
        out.putShort((short) method).putShort((short) whole).putInt(COOKIE);
        out.put(transaction, 0, TRANSACTION_BYTES);
        attributes.forEach(attribute -> attribute.write(out));
        // The length counts what follows the signed part, its own attribute.
        login.ifPresent(known ->
                new Attribute(MESSAGE_INTEGRITY, known.sign(Arrays.copyOf(out.array(), out.position()))).write(out));
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
        InetSocketAddress relayed = null;
        byte[] realm = null;
        byte[] nonce = null;
        while (in.remaining() >= 4) {
            int attribute = in.getShort() & 0xffff;
            int bytes = in.getShort() & 0xffff;
            if (bytes > in.remaining()) {
                return Optional.empty();
            }
            ByteBuffer value = in.slice(in.position(), bytes);
            switch (attribute) {
                case ERROR_CODE -> code = bytes < 4 ? code : (value.get(2) & 7) * 100 + (value.get(3) & 0xff);
                case XOR_MAPPED_ADDRESS -> mapped = address(value, transaction);
                case XOR_RELAYED_ADDRESS -> relayed = address(value, transaction);
                case REALM -> realm = bytes(value);
                case NONCE -> nonce = bytes(value);
                default -> {
                    // Nothing that a diagnosis tells.
                }
            }
            in.position(Math.min(in.limit(), in.position() + ((bytes + 3) & ~3)));
        }
        Challenge challenge = realm == null || nonce == null ? null : new Challenge(realm, nonce);
        return Optional.of(new Reply(
                success,
                code,
                Optional.ofNullable(mapped),
                Optional.ofNullable(relayed),
                Optional.ofNullable(challenge)));
    }

    private static byte[] bytes(ByteBuffer value) {
        byte[] bytes = new byte[value.remaining()];
        value.get(bytes);
        return bytes;
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

    /// @param success   a success response; otherwise an error
    /// @param code      the error's code, 0 where it is a success or has none
    /// @param mapped    the address that the server saw
    /// @param relayed   the address that the server relays from
    /// @param challenge what a login has to be signed with
    record Reply(
            boolean success,
            int code,
            Optional<InetSocketAddress> mapped,
            Optional<InetSocketAddress> relayed,
            Optional<Challenge> challenge) {}

    /// What a server asks a client to sign with, as it came.
    @SuppressWarnings("ArrayRecordComponent")
    record Challenge(byte[] realm, byte[] nonce) {}

    /// A long-term credential, and the server's challenge.
    record Login(String user, String password, Challenge challenge) {
        byte[] sign(byte[] message) {
            try {
                MessageDigest md5 = MessageDigest.getInstance("MD5");
                md5.update((user + ":").getBytes(StandardCharsets.UTF_8));
                md5.update(challenge.realm());
                byte[] key = md5.digest((":" + password).getBytes(StandardCharsets.UTF_8));
                Mac mac = Mac.getInstance("HmacSHA1");
                mac.init(new SecretKeySpec(key, "HmacSHA1"));
                return mac.doFinal(message);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every JDK has MD5 and HmacSHA1", e);
            }
        }

        @Override
        public String toString() {
            return "Login[user=" + user + "]";
        }
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Attribute(int type, byte[] value) {
        int size() {
            return 4 + ((value.length + 3) & ~3);
        }

        void write(ByteBuffer out) {
            int end = out.position() + size();
            out.putShort((short) type).putShort((short) value.length).put(value).position(end);
        }
    }
}
