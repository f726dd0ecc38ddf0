package dev.tubeway.internal.conversation;

import dev.tubeway.CloseReason;
import dev.tubeway.CloseReason.Kind;
import dev.tubeway.Conversation;
import dev.tubeway.internal.dial.Deadline;
import dev.tubeway.internal.dial.Dial;
import dev.tubeway.internal.dial.Dialler;
import dev.tubeway.internal.dial.Host;
import dev.tubeway.internal.dial.NameLookup;
import dev.tubeway.internal.guacamole.InstructionReader;
import dev.tubeway.internal.guacamole.ReadResult;
import dev.tubeway.internal.session.Greeting;
import dev.tubeway.internal.session.Introduction;
import dev.tubeway.session.Sessions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// Serves each connection by a guacd elsewhere, as named: the handshake is done here, and the far side's client sees
/// what follows it.
///
/// A pair of sockets of this machine stands between the connection's pump and guacd, so that what guacd says last is
/// heard: an `error` becomes the reason of the end.
///
/// Threading: as [Target].
/// Source: docs/protocol.md, "Conversations".
final class GuacdTarget implements Target {
    private static final int BUFFER_BYTES = 2 * InstructionReader.MAX_BYTES;
    private static final byte[] DISCONNECT = "10.disconnect;".getBytes(StandardCharsets.US_ASCII);

    private final Conversation.GuacdDialler settings;
    private final Dialler dialler;

    GuacdTarget(Conversation.GuacdDialler settings, NameLookup lookup) {
        this.settings = settings;
        this.dialler = new Dialler(lookup);
    }

    @Override
    public Dial dial(byte[] tail, Duration timeout) {
        Deadline deadline = Deadline.after(timeout);
        return switch (dialler.named(Host.parse(settings.host()), settings.port(), deadline)) {
            case Dial.Failed failed -> failed;
            case Dial.Connected(var guacd, String label, var _) -> greet(guacd, label, timeout);
        };
    }

    private Dial greet(SocketChannel guacd, String label, Duration timeout) {
        AtomicBoolean ready = new AtomicBoolean();
        AtomicBoolean late = new AtomicBoolean();
        Thread watch = Thread.ofVirtual().name("guacd-handshake").start(() -> {
            try {
                Thread.sleep(timeout);
            } catch (InterruptedException e) {
                return;
            }
            if (!ready.get()) {
                late.set(true);
                close(guacd);
            }
        });
        try {
            Reply reply = new Reply(guacd);
            Greeting greeting = new Greeting(selected(), new Introduction(settings.protocol(), settings.parameters()));
            write(guacd, greeting.select());
            write(guacd, greeting.answer(reply.await("args")));
            reply.await("ready");
            ready.set(true);
            LocalPair pair = LocalPair.open();
            LastWords words = new LastWords();
            new Pumps(guacd, pair.far(), words).start(reply.rest);
            // An end without a word is a lost one.
            return new Dial.Connected(
                    pair.near(),
                    label,
                    () -> words.reason()
                            .or(() -> Optional.of(
                                    CloseReason.of(Kind.CONNECTION_LOST, "guacd ended without a word: " + label))));
        } catch (IOException e) {
            close(guacd);
            return new Dial.Failed(
                    late.get()
                            ? CloseReason.of(Kind.TIMEOUT, "guacd was not ready in " + timeout.toSeconds() + " s")
                            : CloseReason.of(Kind.GUACD_REFUSE, label + ": " + e.getMessage()));
        } catch (Refused e) {
            close(guacd);
            return new Dial.Failed(CloseReason.of(Kind.GUACD_ERROR, String.valueOf(e.getMessage())));
        } finally {
            watch.interrupt();
        }
    }

    /// A session of guacd, where one is named, or a protocol.
    private String selected() {
        for (Map.Entry<String, String> parameter : settings.parameters().entrySet()) {
            String name = parameter.getKey().replace("_", "").replace("-", "").toLowerCase(Locale.ROOT);
            if (name.equals("connectionid") && !parameter.getValue().isEmpty()) {
                return Sessions.id(parameter.getValue());
            }
        }
        return settings.protocol();
    }

    /// guacd says `error` in place of what is due.
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        Refused(String text) {
            super(text);
        }
    }

    /// What guacd says during the handshake.
    private static final class Reply {
        private final SocketChannel guacd;
        private final InstructionReader reader = new InstructionReader();

        /// What came and was not taken.
        private ByteBuffer rest = ByteBuffer.allocate(BUFFER_BYTES).flip();

        Reply(SocketChannel guacd) {
            this.guacd = guacd;
        }

        /// The elements of the instruction that is due; others are passed over.
        List<String> await(String opcode) throws IOException, Refused {
            while (true) {
                switch (reader.read(rest)) {
                    case ReadResult.Malformed rule -> throw new IOException("it is no guacd: " + rule.rule());
                    case ReadResult.Progress.NEED_MORE -> more();
                    case ReadResult.Progress.INSTRUCTION -> {
                        List<String> elements = new ArrayList<>();
                        for (int i = 1; i < reader.elements(); i++) {
                            elements.add(reader.text(i));
                        }
                        String said = reader.text(0);
                        if (said.equals(opcode)) {
                            return elements;
                        }
                        if (said.equals("error")) {
                            throw new Refused(elements.isEmpty() ? "" : elements.getFirst());
                        }
                    }
                }
            }
        }

        private void more() throws IOException {
            rest.compact();
            if (guacd.read(rest) < 0) {
                throw new IOException("guacd ended the connection before it was ready");
            }
            rest.flip();
        }
    }

    /// Carries bytes both ways, until both ends have ended.
    private record Pumps(SocketChannel guacd, SocketChannel client, LastWords words) {
        void start(ByteBuffer first) {
            var _ = Thread.ofVirtual().name("guacd-out").start(() -> toClient(first));
            var _ = Thread.ofVirtual().name("guacd-in").start(this::toGuacd);
        }

        private void toClient(ByteBuffer first) {
            try {
                ByteBuffer buffer = first;
                do {
                    words.heard(buffer);
                    while (buffer.hasRemaining()) {
                        client.write(buffer);
                    }
                    buffer.clear();
                    // guacd keeps a connection open behind its last word until its client leaves.
                } while (!words.saidDisconnect()
                        && guacd.read(buffer) >= 0
                        && buffer.flip().hasRemaining());
                client.shutdownOutput();
            } catch (IOException e) {
                close(client);
            } finally {
                close(guacd);
            }
        }

        private void toGuacd() {
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
            try {
                while (client.read(buffer) >= 0) {
                    buffer.flip();
                    while (buffer.hasRemaining()) {
                        guacd.write(buffer);
                    }
                    buffer.clear();
                }
                // guacd looks for a client that is gone only now and then.
                write(guacd, DISCONNECT);
                guacd.shutdownOutput();
            } catch (IOException e) {
                close(guacd);
                close(client);
            }
        }
    }

    private static void write(SocketChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // The descriptor is gone either way.
        }
    }

    /// A session carries no datagrams.
    @Override
    public Datagram datagram(String host, int port) {
        return new Datagram.Denied(CloseReason.of(Kind.SERVER_REFUSE, "a session carries no datagrams"));
    }
}
