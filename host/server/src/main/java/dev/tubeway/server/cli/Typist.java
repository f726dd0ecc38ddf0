package dev.tubeway.server.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A Guacamole client that types in haste: each key once the one before is seen.
///
/// Threading: one thread.
/// Ownership: owns its socket.
final class Typist implements AutoCloseable {
    private static final int ENTER = 0xff0d;

    private static final Duration LOOK = Duration.ofMillis(1);
    private static final Duration SILENCE = Duration.ofMillis(50);
    private static final Duration AWHILE = Duration.ofMillis(300);

    private final Socket socket = new Socket();
    private final Reader in;

    /// Opens a session.
    ///
    /// @param patience the longest silence of the gateway
    /// @param values   of the parameters, by name
    Typist(InetSocketAddress guacd, Duration patience, String protocol, Map<String, String> values) throws IOException {
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) patience.toMillis());
            socket.connect(guacd, (int) patience.toMillis());
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            say("select", protocol);
            connect(await("args"), values);
            var _ = await("ready");
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private void connect(List<String> args, Map<String, String> values) throws IOException {
        say("size", "1024", "768", "96");
        say("audio");
        say("video");
        say("image", "image/png", "image/jpeg");
        List<String> connect = new ArrayList<>(List.of("connect", args.get(1)));
        for (String name : args.subList(2, args.size())) {
            connect.add(values.getOrDefault(name, ""));
        }
        say(connect.toArray(String[]::new));
    }

    /// Waits for a frame that shows something. Not for ever: what is typed ahead shares a frame with something else.
    void awaitDrawing() throws IOException, InterruptedException {
        boolean drawn = false;
        boolean seen = false;
        while (!seen && isNext(AWHILE)) {
            String opcode = next().getFirst();
            drawn |= opcode.equals("img") || opcode.equals("rect") || opcode.equals("copy");
            seen = drawn && opcode.equals("sync");
        }
    }

    /// Whether something comes in a time.
    private boolean isNext(Duration time) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        while (!in.ready()) {
            if (System.nanoTime() - begun > time.toNanos()) {
                return false;
            }
            Thread.sleep(LOOK);
        }
        return true;
    }

    /// Types a line, and waits for each key, then until nothing more comes.
    void line(String text) throws IOException, InterruptedException {
        for (int i = 0; i < text.length(); i++) {
            key(text.charAt(i));
        }
        key(ENTER);
        rest();
    }

    /// Takes what comes until there is silence.
    void rest() throws IOException, InterruptedException {
        while (isNext(SILENCE)) {
            var _ = next();
        }
    }

    private void key(int keysym) throws IOException, InterruptedException {
        String key = Integer.toString(keysym);
        say("key", key, "1");
        say("key", key, "0");
        awaitDrawing();
    }

    private List<String> await(String opcode) throws IOException {
        List<String> told = next();
        while (!told.getFirst().equals(opcode)) {
            told = next();
        }
        return told;
    }

    /// The next instruction, answered.
    private List<String> next() throws IOException {
        List<String> told = read();
        switch (told.getFirst()) {
            case "sync" -> say("sync", told.get(1));
            case "blob" -> say("ack", told.get(1), "OK", "0");
            case "error", "disconnect" -> throw new IOException("the session ended: " + told);
            default -> {
                // It needs no answer.
            }
        }
        return told;
    }

    private List<String> read() throws IOException {
        List<String> elements = new ArrayList<>();
        while (true) {
            int length = 0;
            int c = in.read();
            for (; c >= '0' && c <= '9'; c = in.read()) {
                length = length * 10 + c - '0';
            }
            if (c < 0) {
                throw new IOException("the gateway hung up");
            }
            var element = new StringBuilder();
            for (int i = 0; i < length; i++) {
                char unit = (char) in.read();
                element.append(unit);
                if (Character.isHighSurrogate(unit)) {
                    element.append((char) in.read());
                }
            }
            elements.add(element.toString());
            if (in.read() != ',') {
                return elements;
            }
        }
    }

    private void say(String... elements) throws IOException {
        var text = new StringBuilder();
        for (String element : elements) {
            text.append(text.isEmpty() ? "" : ",")
                    .append(element.codePointCount(0, element.length()))
                    .append('.')
                    .append(element);
        }
        socket.getOutputStream().write(text.append(';').toString().getBytes(StandardCharsets.UTF_8));
    }

    /// Leaves the session.
    @Override
    public void close() throws IOException {
        try (socket) {
            say("disconnect");
        }
    }
}
