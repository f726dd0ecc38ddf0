package dev.tubeway.internal.channel;

import dev.tubeway.CloseReason;
import java.nio.ByteBuffer;

/// What a [ChannelDecoder] finds in the bytes of a channel, in their order.
///
/// Buffers are valid only inside the call, from position to limit; what is kept is copied.
public interface ChannelEvents {

    /// Payload of a connection: a whole frame's, or a part of one that came in several messages.
    void onData(int connection, ByteBuffer payload);

    void onPing(ByteBuffer data);

    void onPong(ByteBuffer data);

    /// @param tail what the conversation says of the destination; may be empty
    void onOpenConnection(int connection, ByteBuffer tail);

    /// @param connection 0 for the channel as a whole
    void onCloseConnection(int connection, CloseReason reason);

    void onConnectionOpened(int connection);

    void onSendEof(int connection);

    /// @param bytes 1 and up
    void onCredit(int connection, int bytes);

    /// @param code        one of the codes of [Control] about the renewal of the peers
    /// @param attempt     its number
    /// @param description UTF-8 of an offer or an answer; empty with the other codes
    void onRenewal(int code, int attempt, ByteBuffer description);

    /// @param code one of the UDP codes of [Control]
    void onUdp(int code, ByteBuffer data);

    /// A control message of a code that is not known here, or too short for its code. It is passed over.
    void onIgnored(int code, int bytes);
}
