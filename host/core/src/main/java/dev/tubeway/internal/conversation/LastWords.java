package dev.tubeway.internal.conversation;

import dev.tubeway.CloseReason;
import dev.tubeway.CloseReason.Kind;
import dev.tubeway.internal.guacamole.InstructionReader;
import dev.tubeway.internal.guacamole.ReadResult;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// What a stream of Guacamole instructions ended with, from its last bytes alone: they say why it ended.
///
/// Threading: any thread.
final class LastWords {
    private static final int TAIL_BYTES = InstructionReader.MAX_BYTES + 64;
    private static final byte[] DISCONNECT = "10.disconnect;".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ERROR = "5.error,".getBytes(StandardCharsets.US_ASCII);

    private byte[] tail = {};
    private int length;

    /// Bytes of the stream, in order; the buffer stays as it is.
    synchronized void heard(ByteBuffer bytes) {
        int more = Math.min(TAIL_BYTES, bytes.remaining());
        if (more > tail.length - length) {
            makeRoom(more);
        }
        bytes.get(bytes.limit() - more, tail, length, more);
        length += more;
    }

    /// Forgets the oldest bytes, once the memory has grown to what may be needed.
    private void makeRoom(int more) {
        int keep = Math.min(length, TAIL_BYTES - more);
        byte[] to = tail.length < TAIL_BYTES
                ? new byte[Math.min(TAIL_BYTES, Math.max(2 * tail.length, keep + more))]
                : tail;
        System.arraycopy(tail, length - keep, to, 0, keep);
        tail = to;
        length = keep;
    }

    /// Why the stream ended, where it said so: NORMAL for `disconnect`, GUACD_ERROR for an `error` before it.
    synchronized Optional<CloseReason> reason() {
        for (int at = length - ERROR.length; at >= 0; at--) {
            if (startsHere(at)) {
                Optional<CloseReason> error = error(at);
                if (error.isPresent()) {
                    return error;
                }
            }
        }
        return saidDisconnect() ? Optional.of(CloseReason.of(Kind.NORMAL)) : Optional.empty();
    }

    /// Whether `disconnect` was said last: nothing follows it.
    synchronized boolean saidDisconnect() {
        int at = length - DISCONNECT.length;
        return at >= 0
                && Arrays.equals(tail, at, length, DISCONNECT, 0, DISCONNECT.length)
                && (at == 0 || tail[at - 1] == ';');
    }

    private boolean startsHere(int at) {
        if (at > 0 && tail[at - 1] != ';') {
            return false;
        }
        for (int i = 0; i < ERROR.length; i++) {
            if (tail[at + i] != ERROR[i]) {
                return false;
            }
        }
        return true;
    }

    /// The error that stands here, if nothing but whole instructions follow to the end.
    private Optional<CloseReason> error(int from) {
        ByteBuffer in = ByteBuffer.wrap(tail, from, length - from).slice();
        InstructionReader reader = new InstructionReader();
        String text = "";
        boolean first = true;
        while (in.hasRemaining()) {
            if (reader.read(in) != ReadResult.Progress.INSTRUCTION) {
                return Optional.empty();
            }
            if (first) {
                text = reader.elements() > 1 ? reader.text(1) : "";
                first = false;
            }
        }
        return Optional.of(CloseReason.of(Kind.GUACD_ERROR, text));
    }
}
