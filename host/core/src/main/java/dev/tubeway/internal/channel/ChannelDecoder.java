package dev.tubeway.internal.channel;

import dev.tubeway.CloseReason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Reads a channel's messages as the one byte stream that they are: several frames in a message, and a
/// frame over several messages, mean the same.
///
/// A frame that lies whole in a message is checked to its terminator before its payload is told. One
/// that does not is told as its parts come, so that a frame of any size needs no memory here; only
/// control messages, which are short, are put together first.
///
/// Threading: one thread at a time.
/// Source: docs/protocol.md, "Frame" and "Control".
public final class ChannelDecoder {

    private final ChannelEvents events;
    private final int maxFrameBytes;

    /// The first bytes of a header that was cut, at [0, headerBytes).
    private final ByteBuffer header = ByteBuffer.allocate(Frame.HEADER_BYTES);

    /// A control message that was cut.
    private ByteBuffer control = ByteBuffer.allocate(0);

    private int connection;

    /// Payload bytes of the current frame that are still to come, or -1 between frames.
    private long due = -1;

    private long frames;

    /// @param maxFrameBytes largest payload that is taken, bytes
    public ChannelDecoder(int maxFrameBytes, ChannelEvents events) {
        this.maxFrameBytes = maxFrameBytes;
        this.events = events;
    }

    /// Frames that came to their end.
    public long frames() {
        return frames;
    }

    /// Reads one message, from position to limit, and tells what is in it. Returns the rule that it
    /// broke, null where it broke none; after a broken rule the decoder is of no use.
    ///
    /// Shape: any cut of a sequence of frames, big-endian whatever the buffer's order says.
    public @Nullable Violation decode(ByteBuffer in) {
        in.order(ByteOrder.BIG_ENDIAN);
        while (in.hasRemaining()) {
            Violation violation;
            if (due >= 0) {
                violation = payloadPart(in);
            } else if (header.position() > 0 || in.remaining() < Frame.HEADER_BYTES) {
                violation = headerPart(in);
            } else {
                int at = in.position();
                violation = begin(in.getInt(at), in.getInt(at + 12));
                if (violation == null) {
                    in.position(at + Frame.HEADER_BYTES);
                    if (in.remaining() > due) {
                        violation = whole(in);
                    }
                }
            }
            if (violation != null) {
                return violation;
            }
        }
        return null;
    }

    private @Nullable Violation headerPart(ByteBuffer in) {
        int n = Math.min(header.remaining(), in.remaining());
        header.put(header.position(), in, in.position(), n);
        header.position(header.position() + n);
        in.position(in.position() + n);
        if (header.hasRemaining()) {
            return null;
        }
        header.clear();
        return begin(header.getInt(0), header.getInt(12));
    }

    private @Nullable Violation begin(int number, int length) {
        if (length < 0 || length > maxFrameBytes) {
            return Violation.OVERSIZE;
        }
        if (number == Frame.CONTROL && length > Control.MAX_BYTES) {
            return Violation.CONTROL_OVERSIZE;
        }
        connection = number;
        due = length;
        return null;
    }

    /// The rest of the frame lies in the message.
    private @Nullable Violation whole(ByteBuffer in) {
        int start = in.position();
        int end = start + (int) due;
        if (in.get(end) != Frame.TERMINATOR) {
            return Violation.BAD_TERMINATOR;
        }
        int limit = in.limit();
        in.limit(end);
        if (connection == Frame.CONTROL) {
            control(in);
        } else if (due > 0) {
            events.onData(connection, in);
        }
        in.limit(limit).position(end + 1);
        finish();
        return null;
    }

    private @Nullable Violation payloadPart(ByteBuffer in) {
        if (due == 0) {
            if (in.get() != Frame.TERMINATOR) {
                return Violation.BAD_TERMINATOR;
            }
            if (connection == Frame.CONTROL) {
                control(control.flip());
                control = ByteBuffer.allocate(0);
            }
            finish();
            return null;
        }
        int n = (int) Math.min(due, in.remaining());
        int limit = in.limit();
        in.limit(in.position() + n);
        if (connection == Frame.CONTROL) {
            collect(in);
        } else {
            int end = in.limit();
            events.onData(connection, in);
            in.position(end);
        }
        in.limit(limit);
        due -= n;
        return null;
    }

    private void finish() {
        due = -1;
        frames++;
    }

    private void collect(ByteBuffer part) {
        if (control.capacity() == 0) {
            control = ByteBuffer.allocate((int) due);
        }
        control.put(part);
    }

    /// Tells one whole control message, from position to limit.
    private void control(ByteBuffer in) {
        int bytes = in.remaining();
        if (bytes < 2) {
            events.onIgnored(-1, bytes);
            return;
        }
        int code = in.getShort() & 0xFFFF;
        int rest = in.remaining();
        switch (code) {
            case Control.PING -> events.onPing(in);
            case Control.PONG -> events.onPong(in);
            case Control.UDP_ASSOCIATE, Control.UDP_OPENED, Control.UDP_PACKET, Control.UDP_CLOSED ->
                events.onUdp(code, in);
            case Control.OPEN_CONNECTION,
                    Control.CLOSE_CONNECTION,
                    Control.CONNECTION_OPENED,
                    Control.SEND_EOF,
                    Control.CREDIT,
                    Control.RENEWAL_WANTED,
                    Control.RENEWAL_OFFER,
                    Control.RENEWAL_ANSWER,
                    Control.SWITCH,
                    Control.SWITCHED -> {
                if (rest < 4 || (code == Control.CREDIT && rest < 8)) {
                    events.onIgnored(code, bytes);
                } else {
                    numbered(code, in.getInt(), in);
                }
            }
            default -> events.onIgnored(code, bytes);
        }
    }

    /// A message whose data begins with a number, of a connection mostly.
    private void numbered(int code, int number, ByteBuffer in) {
        switch (code) {
            case Control.OPEN_CONNECTION -> events.onOpenConnection(number, in);
            case Control.CLOSE_CONNECTION -> events.onCloseConnection(number, reason(in));
            case Control.CONNECTION_OPENED -> events.onConnectionOpened(number);
            case Control.SEND_EOF -> events.onSendEof(number);
            case Control.CREDIT -> {
                int credit = in.getInt();
                if (credit > 0) {
                    events.onCredit(number, credit);
                } else {
                    events.onIgnored(code, 10);
                }
            }
            default -> events.onRenewal(code, number, in);
        }
    }

    /// `reason u8 [+ len u16 + UTF-8]`; nothing means reason 0. A length past the end is cut to it.
    private static CloseReason reason(ByteBuffer in) {
        if (!in.hasRemaining()) {
            return CloseReason.of(CloseReason.Kind.NORMAL);
        }
        CloseReason.Kind kind = CloseReason.Kind.ofCode(in.get() & 0xFF);
        if (in.remaining() < 2) {
            return CloseReason.of(kind);
        }
        int length = Math.min(in.getShort() & 0xFFFF, Math.min(in.remaining(), CloseReason.MAX_DETAIL_BYTES));
        byte[] text = new byte[length];
        in.get(text);
        return CloseReason.of(kind, new String(text, StandardCharsets.UTF_8));
    }
}
