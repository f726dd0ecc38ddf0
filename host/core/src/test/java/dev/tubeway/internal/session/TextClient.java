package dev.tubeway.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tubeway.internal.guacamole.InstructionReader;
import dev.tubeway.internal.guacamole.ReadResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A client that says what a test tells it to, right or wrong.
final class TextClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    final Socket socket;
    private final InstructionReader reader = new InstructionReader();
    private final ByteBuffer in = ByteBuffer.allocate(1 << 20).limit(0);

    TextClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    /// Sends one instruction.
    TextClient say(String... elements) throws IOException {
        var text = new StringBuilder();
        for (String element : elements) {
            text.append(text.isEmpty() ? "" : ",")
                    .append(element.codePointCount(0, element.length()))
                    .append('.')
                    .append(element);
        }
        return raw(text.append(';').toString());
    }

    TextClient raw(String text) throws IOException {
        return raw(text.getBytes(StandardCharsets.UTF_8));
    }

    TextClient raw(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /// The next instruction; empty at the end, which is a reset as well.
    Optional<List<String>> next() throws IOException {
        while (reader.read(in) != ReadResult.Progress.INSTRUCTION) {
            byte[] bytes = new byte[4096];
            int n;
            try {
                n = socket.getInputStream().read(bytes);
            } catch (SocketTimeoutException e) {
                throw new AssertionError("nothing came", e);
            } catch (IOException e) {
                n = -1;
            }
            if (n < 0) {
                return Optional.empty();
            }
            in.compact().put(bytes, 0, n).flip();
        }
        List<String> elements = new ArrayList<>();
        for (int i = 0; i < reader.elements(); i++) {
            elements.add(reader.text(i));
        }
        return Optional.of(elements);
    }

    /// The next instruction with this opcode; others are passed over, and a `sync` is answered.
    List<String> await(String opcode) throws IOException {
        while (true) {
            List<String> instruction = next().orElseThrow(() -> new AssertionError("closed before: " + opcode));
            if (instruction.getFirst().equals(opcode)) {
                return instruction;
            }
            if (instruction.getFirst().equals("sync")) {
                say("sync", instruction.get(1));
            }
        }
    }

    /// All that still comes but drawing, to the end.
    List<List<String>> rest() throws IOException {
        List<List<String>> all = new ArrayList<>();
        for (Optional<List<String>> next = next(); next.isPresent(); next = next()) {
            if (List.of("error", "disconnect", "ack", "msg", "nop")
                    .contains(next.get().getFirst())) {
                all.add(next.get());
            }
        }
        return all;
    }

    /// Selects, gives values by name, and returns the id.
    String open(String what, String version, String... namesAndValues) throws IOException {
        say("select", what);
        List<String> args = await("args");
        assertEquals("VERSION_1_5_0", args.get(1));
        say("size", "1024", "768", "96");
        say("audio");
        say("video");
        say("image", "image/png", "image/jpeg");
        List<String> values = new ArrayList<>(List.of("connect", version));
        for (String name : args.subList(2, args.size())) {
            String value = "";
            for (int i = 0; i < namesAndValues.length; i += 2) {
                if (namesAndValues[i].equals(name)) {
                    value = namesAndValues[i + 1];
                }
            }
            values.add(value);
        }
        say(values.toArray(String[]::new));
        return await("ready").get(1);
    }

    String open(String what) throws IOException {
        return open(what, "VERSION_1_5_0");
    }

    /// Ends the connection with a reset.
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
