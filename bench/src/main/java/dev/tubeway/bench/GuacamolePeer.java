package dev.tubeway.bench;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// A Guacamole client that looks at nothing: answers each `sync` and each `blob` as a browser does.
///
/// Threading: what reads, on one thread; what says something, from any.
/// Ownership: owns its socket, or its end of a tube.
/// Source: guacamole.apache.org, "Guacamole protocol".
final class GuacamolePeer implements AutoCloseable {
    private static final int SYNC_TIMEOUT_MILLIS = (int) TimeUnit.MINUTES.toMillis(10);
    private static final int ENTER = 0xff0d;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    /// What changes pixels.
    private static final Set<String> DRAWS =
            Set.of("img", "png", "jpeg", "copy", "rect", "cfill", "transfer", "move", "shade");

    private final Closeable link;
    private final InputStream in;
    private final OutputStream out;
    private final ReentrantLock writing = new ReentrantLock();
    private final byte[] buffer = new byte[16 << 10];
    private int position;
    private int limit;
    private String id = "";
    private final AtomicLong frames = new AtomicLong();
    private final AtomicLong drawings = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private boolean drawn;
    private volatile String pipe = "";
    private volatile Consumer<List<String>> listener = _ -> {};

    private GuacamolePeer(Closeable link, InputStream in, OutputStream out) {
        this.link = link;
        this.in = in;
        this.out = out;
    }

    private static GuacamolePeer connected(InetSocketAddress server) throws IOException {
        var socket = new Socket();
        try {
            socket.connect(server, 10_000);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(SYNC_TIMEOUT_MILLIS);
            return new GuacamolePeer(socket, socket.getInputStream(), socket.getOutputStream());
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /// Connects, and returns when the server is ready.
    ///
    /// @param selected   a protocol, or the id of a session that is joined
    /// @param parameters by the names in the server's `args`; the rest stay empty
    static GuacamolePeer open(InetSocketAddress server, String selected, Map<String, String> parameters)
            throws IOException {
        return open(server, selected, parameters, 1024, 768);
    }

    /// As [#open(InetSocketAddress, String, Map)], with a screen of another size.
    static GuacamolePeer open(
            InetSocketAddress server, String selected, Map<String, String> parameters, int width, int height)
            throws IOException {
        var peer = connected(server);
        try {
            peer.introduce(selected, parameters, width, height);
            peer.awaitReady();
        } catch (IOException e) {
            peer.close();
            throw e;
        }
        return peer;
    }

    /// Takes a tube whose far side has introduced the client already; closes it with itself.
    static GuacamolePeer throughTube(TubeEnd tube) {
        return new GuacamolePeer(tube, tube.in(), tube.out());
    }

    private void introduce(String selected, Map<String, String> parameters, int width, int height) throws IOException {
        send("select", selected);
        List<String> args = read();
        if (!args.getFirst().equals("args")) {
            throw new IOException("no args: " + args);
        }
        send("size", Integer.toString(width), Integer.toString(height), "96");
        send("audio");
        send("video");
        send("image", "image/png", "image/jpeg");
        var connect = new ArrayList<String>();
        connect.add("connect");
        connect.add(args.get(1));
        for (String name : args.subList(2, args.size())) {
            connect.add(parameters.getOrDefault(name, ""));
        }
        send(connect.toArray(String[]::new));
    }

    private void awaitReady() throws IOException {
        List<String> ready = read();
        if (!ready.getFirst().equals("ready")) {
            throw new IOException("not ready: " + ready);
        }
        id = ready.get(1);
    }

    /// The session's, by which others join it.
    String id() {
        return id;
    }

    /// Answers until the session ends.
    ///
    /// Errors: IOException with the server's words where it ends with an `error`.
    void run() throws IOException {
        try {
            while (!next().equals("disconnect")) {
                // All that is wanted is done where it is read.
            }
        } catch (EOFException e) {
            System.getLogger(GuacamolePeer.class.getName()).log(System.Logger.Level.DEBUG, "ended", e);
        }
    }

    /// Also tells each instruction, once it is answered.
    void listen(Consumer<List<String>> newListener) {
        listener = newListener;
    }

    /// Frames so far.
    long frames() {
        return frames.get();
    }

    /// Frames so far that changed something.
    long drawings() {
        return drawings.get();
    }

    /// Bytes read so far.
    long bytes() {
        return bytes.get();
    }

    /// The name of the last pipe that the session opened; empty before.
    String pipe() {
        return pipe;
    }

    /// Reads until the server has shown a first frame.
    void awaitFrame() throws IOException {
        while (!next().equals("sync")) {
            // Answered where it is read.
        }
    }

    /// Reads to the end of the frame in which the target's prompt is there.
    void awaitPrompt() throws IOException {
        while (pipe.isEmpty()) {
            var _ = next();
        }
        awaitFrame();
    }

    /// Reads to the end of a frame that changes something; false where none has in some seconds. A server that has
    /// nothing to show says so now and then, or this waits for longer.
    boolean awaitDrawing() throws IOException {
        long before = drawings.get();
        long begun = System.nanoTime();
        while (drawings.get() == before) {
            if (System.nanoTime() - begun > PATIENCE_NANOS) {
                return false;
            }
            var _ = next();
        }
        return true;
    }

    /// Reads what the server has said already.
    void catchUp() throws IOException {
        while (position < limit || in.available() > 0) {
            var _ = next();
        }
    }

    /// Says that the client is there.
    void nop() throws IOException {
        send("nop");
    }

    /// Presses a key and lets it go.
    void type(char character) throws IOException {
        String key = Integer.toString(character == '\n' ? ENTER : character);
        write(instruction("key", key, "1") + instruction("key", key, "0"));
    }

    void resize(int width, int height) throws IOException {
        send("size", Integer.toString(width), Integer.toString(height));
    }

    void point(int x, int y, boolean pressed) throws IOException {
        send("mouse", Integer.toString(x), Integer.toString(y), pressed ? "1" : "0");
    }

    /// Says that it goes.
    void disconnect() throws IOException {
        send("disconnect");
    }

    /// An instruction of the server's, answered; its opcode.
    private String next() throws IOException {
        List<String> instruction = read();
        String opcode = instruction.getFirst();
        switch (opcode) {
            case "sync" -> {
                frames.incrementAndGet();
                drawings.addAndGet(drawn ? 1 : 0);
                drawn = false;
                send("sync", instruction.get(1));
            }
            case "blob" -> send("ack", instruction.get(1), "OK", "0");
            case "pipe" -> pipe = instruction.getLast();
            case "error" -> throw new IOException("the session failed: " + instruction);
            default -> drawn |= DRAWS.contains(opcode);
        }
        listener.accept(instruction);
        return opcode;
    }

    private void send(String... elements) throws IOException {
        write(instruction(elements));
    }

    private void write(String instructions) throws IOException {
        writing.lock();
        try {
            out.write(instructions.getBytes(StandardCharsets.UTF_8));
        } finally {
            writing.unlock();
        }
    }

    private static String instruction(String... elements) {
        var text = new StringBuilder();
        for (String element : elements) {
            text.append(text.isEmpty() ? "" : ",")
                    .append(element.codePointCount(0, element.length()))
                    .append('.')
                    .append(element);
        }
        return text.append(';').toString();
    }

    /// Servers send nothing but ASCII to this client, but for what people wrote; a code point is read as its
    /// first byte.
    private List<String> read() throws IOException {
        var elements = new ArrayList<String>();
        while (true) {
            int length = 0;
            for (int c = take(); c != '.'; c = take()) {
                length = length * 10 + c - '0';
            }
            var value = new StringBuilder(length);
            for (int i = 0; i < length; i++) {
                value.append((char) take());
                while ((peek() & 0xc0) == 0x80) {
                    position++;
                }
            }
            elements.add(value.toString());
            if (take() == ';') {
                return elements;
            }
        }
    }

    private int take() throws IOException {
        int c = peek();
        position++;
        return c;
    }

    private int peek() throws IOException {
        if (position == limit) {
            position = 0;
            limit = Math.max(0, in.read(buffer));
            bytes.addAndGet(limit);
            if (limit == 0) {
                throw new EOFException("the server closed the connection");
            }
        }
        return buffer[position] & 0xff;
    }

    @Override
    public void close() throws IOException {
        link.close();
    }
}
