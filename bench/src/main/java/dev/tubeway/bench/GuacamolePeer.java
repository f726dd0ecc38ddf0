package dev.tubeway.bench;

import java.io.BufferedInputStream;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// A Guacamole client that looks at nothing: answers each `sync` and each `blob` as a browser does.
///
/// Threading: [#run()] on a thread of its own; [#nop()] from any.
/// Ownership: owns its socket.
/// Source: guacamole.apache.org, "Guacamole protocol".
final class GuacamolePeer implements AutoCloseable {
    private static final int SYNC_TIMEOUT_MILLIS = (int) TimeUnit.MINUTES.toMillis(10);

    private final Socket socket = new Socket();
    private final InputStream in;
    private final OutputStream out;
    private final ReentrantLock writing = new ReentrantLock();
    private long frames;

    /// Connects, and returns when the server is ready.
    ///
    /// @param parameters by the names in the server's `args`; the rest stay empty
    GuacamolePeer(InetSocketAddress server, String protocol, Map<String, String> parameters) throws IOException {
        try {
            socket.connect(server, 10_000);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(SYNC_TIMEOUT_MILLIS);
            in = new BufferedInputStream(socket.getInputStream(), 8 << 10);
            out = socket.getOutputStream();
            send("select", protocol);
            List<String> args = read();
            if (!args.getFirst().equals("args")) {
                throw new IOException("no args: " + args);
            }
            send("size", "1024", "768", "96");
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
            List<String> ready = read();
            if (!ready.getFirst().equals("ready")) {
                throw new IOException("not ready: " + ready);
            }
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /// Answers until the session ends.
    ///
    /// Errors: IOException with the server's words where it ends with an `error`.
    void run() throws IOException {
        while (true) {
            List<String> instruction;
            try {
                instruction = read();
            } catch (EOFException e) {
                return;
            }
            switch (instruction.getFirst()) {
                case "sync" -> {
                    frames++;
                    send("sync", instruction.get(1));
                }
                case "blob" -> send("ack", instruction.get(1), "OK", "0");
                case "disconnect" -> {
                    return;
                }
                case "error" -> throw new IOException("the session failed: " + instruction);
                default -> {}
            }
        }
    }

    /// Frames so far; good after [#run()].
    long frames() {
        return frames;
    }

    /// Reads until the server has shown a first frame.
    void awaitFrame() throws IOException {
        while (true) {
            List<String> instruction = read();
            if (instruction.getFirst().equals("sync")) {
                send("sync", instruction.get(1));
                return;
            }
            if (instruction.getFirst().equals("error")) {
                throw new IOException("the session failed: " + instruction);
            }
        }
    }

    /// Says that the client is there.
    void nop() throws IOException {
        send("nop");
    }

    private void send(String... elements) throws IOException {
        var text = new StringBuilder();
        for (String element : elements) {
            text.append(text.isEmpty() ? "" : ",")
                    .append(element.codePointCount(0, element.length()))
                    .append('.')
                    .append(element);
        }
        writing.lock();
        try {
            out.write(text.append(';').toString().getBytes(StandardCharsets.UTF_8));
        } finally {
            writing.unlock();
        }
    }

    /// Servers send nothing but ASCII to this client, but for what people wrote; a code point is read as its
    /// UTF-8 says.
    private List<String> read() throws IOException {
        var elements = new ArrayList<String>();
        while (true) {
            int length = 0;
            for (int c = next(); c != '.'; c = next()) {
                length = length * 10 + c - '0';
            }
            var value = new StringBuilder(length);
            for (int i = 0; i < length; i++) {
                value.append((char) next());
                while (peekIsTail()) {
                    var _ = next();
                }
            }
            elements.add(value.toString());
            if (next() == ';') {
                return elements;
            }
        }
    }

    private boolean peekIsTail() throws IOException {
        in.mark(1);
        int c = in.read();
        in.reset();
        return (c & 0xc0) == 0x80;
    }

    private int next() throws IOException {
        int c = in.read();
        if (c < 0) {
            throw new EOFException("the server closed the connection");
        }
        return c;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
