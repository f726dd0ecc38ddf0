package dev.tubeway.internal.session;

import dev.tubeway.internal.guacamole.InstructionReader;
import dev.tubeway.internal.guacamole.InstructionWriter;
import dev.tubeway.internal.module.abi.StreamPurpose;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The streams between one client and its session, by their numbers.
///
/// Clipboards and values of parameters are put together here; the rest flows to and from the module.
///
/// Threading: the client's thread for what it sends; any thread opens streams to it.
final class ClientStreams {

    /// Streams of each direction at once.
    private static final int MOST = 64;

    /// The number of streams that are sent as a whole, one behind the other; their acknowledgements mean nothing.
    private static final int WHOLE = MOST;

    private static final int MOST_CLIPBOARD_BYTES = 256 << 10;
    private static final int MOST_VALUE_BYTES = 16 << 10;

    private final Wire wire;
    private final Session session;
    private final boolean owner;
    private final boolean readOnly;
    private byte[] decoded = {};
    private final Map<Integer, Sink> inbound = new HashMap<>();
    private final @Nullable OutboundStream[] outbound = new OutboundStream[MOST];

    /// @param owner    may give parameters a value
    /// @param readOnly may open no stream
    ClientStreams(Wire wire, Session session, boolean owner, boolean readOnly) {
        this.wire = wire;
        this.session = session;
        this.owner = owner;
        this.readOnly = readOnly;
    }

    /// Where the blobs of a stream go.
    private interface Sink {
        /// False where the stream is over.
        boolean blob(byte[] bytes, int length);

        void end();

        default void lost() {}
    }

    /// A client's stream into the module.
    private record Flowing(InboundStream stream) implements Sink {
        @Override
        public boolean blob(byte[] bytes, int length) {
            return stream.blob(bytes, length);
        }

        @Override
        public void end() {
            stream.end();
        }

        @Override
        public void lost() {
            stream.lost();
        }
    }

    /// A client's stream that means something as a whole. What is longer than that is cut.
    private final class Collected implements Sink {
        private final int index;
        private final int most;
        private final String received;
        private final Consumer<byte[]> whole;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Collected(int index, int most, String received, Consumer<byte[]> whole) {
            this.index = index;
            this.most = most;
            this.received = received;
            this.whole = whole;
        }

        @Override
        public boolean blob(byte[] blob, int length) {
            bytes.write(blob, 0, Math.min(length, most - bytes.size()));
            ack(index, Answer.SUCCESS, received);
            return true;
        }

        @Override
        public void end() {
            whole.accept(bytes.toByteArray());
        }
    }

    // --- from the client

    /// Takes `clipboard`, `file`, `pipe`, `argv` or `audio`.
    void open(InstructionReader in) {
        int index = in.number(1);
        if (in.elements() < 2 || index < 0 || index >= MOST || inbound.containsKey(index)) {
            ack(Math.max(0, index), Answer.BAD_REQUEST, "Invalid stream index");
            return;
        }
        String type = in.text(2);
        String name = in.text(3);
        if (readOnly) {
            ack(index, Answer.FORBIDDEN, "The client is read-only.");
            return;
        }
        switch (in.opcode()) {
            case CLIPBOARD -> openClipboard(index, type);
            case ARGV -> openValue(index, name);
            case FILE -> flow(index, StreamPurpose.FILE, type, name, "files", "File transfer unsupported");
            case AUDIO -> flow(index, StreamPurpose.AUDIO, type, "", "audio", "Audio input unsupported");
            case PIPE -> {
                if (session.grants("pipes")) {
                    flow(index, StreamPurpose.PIPE, type, name, "pipes", "");
                } else {
                    ack(index, Answer.RESOURCE_NOT_FOUND, "No such input stream.");
                }
            }
            default -> throw new IllegalStateException("opens no stream: opcode=" + in.opcode());
        }
    }

    private void openClipboard(int index, String type) {
        if (!session.takesClipboard()) {
            ack(index, Answer.UNSUPPORTED, "Clipboard unsupported");
            return;
        }
        inbound.put(index, new Collected(index, MOST_CLIPBOARD_BYTES, "OK", bytes -> session.clipboard(type, bytes)));
        ack(index, Answer.SUCCESS, "OK");
    }

    private void openValue(int index, String name) {
        if (!owner || !session.takesValue(name)) {
            ack(index, Answer.FORBIDDEN, "Not allowed.");
            return;
        }
        inbound.put(
                index,
                new Collected(
                        index,
                        MOST_VALUE_BYTES,
                        "Received.",
                        bytes -> session.value(name, new String(bytes, StandardCharsets.UTF_8))));
        ack(index, Answer.SUCCESS, "Ready for updates.");
    }

    private void flow(int index, int purpose, String type, String name, String capability, String refusal) {
        if (!session.grants(capability)) {
            ack(index, Answer.UNSUPPORTED, refusal);
            return;
        }
        String label = name.isEmpty() ? StreamPurpose.nameOf(purpose).toLowerCase(Locale.ROOT) : name;
        var stream = new InboundStream(label, type, name, (answer, text) -> ack(index, answer, text));
        inbound.put(index, new Flowing(stream));
        session.stream(stream, purpose, type, name);
    }

    /// Takes `blob`.
    void blob(InstructionReader in) {
        int index = in.number(1);
        Sink sink = inbound.get(index);
        if (sink == null) {
            ack(Math.max(0, index), Answer.BAD_REQUEST, "Invalid stream index");
            return;
        }
        if (decoded.length == 0) {
            decoded = new byte[InstructionReader.MAX_BYTES];
        }
        int length = in.base64(2, decoded);
        if (length < 0) {
            ack(index, Answer.BAD_REQUEST, "A blob is base64.");
            inbound.remove(index);
            sink.lost();
        } else if (!sink.blob(decoded, length)) {
            inbound.remove(index);
        }
    }

    /// Takes `end`.
    void end(InstructionReader in) {
        int index = in.number(1);
        Sink sink = inbound.remove(index);
        if (sink == null) {
            ack(Math.max(0, index), Answer.BAD_REQUEST, "Invalid stream index");
        } else {
            sink.end();
        }
    }

    /// Takes `ack`; one for no stream is passed over.
    void ack(InstructionReader in) {
        OutboundStream stream = outbound(in.number(1));
        if (stream != null) {
            int code = in.number(3);
            stream.ack(code);
            if (code != 0) {
                forget(in.number(1));
            }
        }
    }

    private void ack(int index, Answer answer, String text) {
        wire.tell(out -> out.op("ack").arg(index).arg(text).arg(answer.code()).end());
    }

    // --- to the client

    /// Opens a stream to the client, if it has room for one more and takes what is said to it.
    ///
    /// @param opcode `file`, `pipe`, `audio` or `argv`
    Optional<OutboundStream> open(String opcode, String type, String name) {
        OutboundStream stream;
        synchronized (outbound) {
            int index = freeIndex();
            if (index < 0) {
                return Optional.empty();
            }
            boolean told = wire.offer(out -> {
                InstructionWriter said = out.op(opcode).arg(index).arg(type);
                if (!opcode.equals("audio")) {
                    said.arg(name);
                }
                said.end();
            });
            if (!told) {
                return Optional.empty();
            }
            stream = new OutboundStream(
                    wire, index, name.isEmpty() ? opcode : opcode + " " + name, type, name, () -> forget(index));
            outbound[index] = stream;
        }
        return Optional.of(stream);
    }

    /// Sends a clipboard as a whole.
    void clipboard(String type, byte[] bytes) {
        whole(
                "clipboard",
                bytes,
                out -> out.op("clipboard").arg(WHOLE).arg(type).end());
    }

    /// Tells the value of a parameter.
    void value(String name, String value) {
        whole(
                "argv " + name,
                value.getBytes(StandardCharsets.UTF_8),
                out -> out.op("argv").arg(WHOLE).arg("text/plain").arg(name).end());
    }

    /// Sends a stream as a whole, which nobody waits for.
    private void whole(String what, byte[] bytes, Consumer<InstructionWriter> opening) {
        wire.tellNewest(what, out -> {
            opening.accept(out);
            for (int at = 0; at < bytes.length; at += InstructionWriter.MAX_BLOB_BYTES) {
                int n = Math.min(InstructionWriter.MAX_BLOB_BYTES, bytes.length - at);
                out.op("blob").arg(WHOLE).argBase64(bytes, at, n).end();
            }
            out.op("end").arg(WHOLE).end();
        });
    }

    /// The first free number; 0 is the picture's.
    private int freeIndex() {
        for (int i = 1; i < MOST; i++) {
            if (outbound[i] == null) {
                return i;
            }
        }
        return -1;
    }

    private @Nullable OutboundStream outbound(int index) {
        synchronized (outbound) {
            return index > 0 && index < MOST ? outbound[index] : null;
        }
    }

    private void forget(int index) {
        synchronized (outbound) {
            outbound[index] = null;
        }
    }

    /// The client is gone.
    void close() {
        inbound.values().forEach(Sink::lost);
        inbound.clear();
        @Nullable OutboundStream[] all;
        synchronized (outbound) {
            all = outbound.clone();
        }
        for (OutboundStream stream : all) {
            if (stream != null) {
                stream.lost();
            }
        }
    }
}
