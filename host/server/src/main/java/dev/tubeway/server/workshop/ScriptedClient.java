package dev.tubeway.server.workshop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/// A Guacamole client that says what a check has it say and answers every `sync`.
///
/// Threading: any thread; what comes is read by one of its own.
final class ScriptedClient {
    private final MemoryDuplex duplex;
    private final Map<String, String> values;

    /// The id that the client was given; fails with the error that it was told instead.
    final CompletableFuture<String> ready = new CompletableFuture<>();

    /// The words of the error that the client was told; empty where it was told none.
    final CompletableFuture<String> end = new CompletableFuture<>();

    final AtomicLong drawn = new AtomicLong();

    /// Sizes that the screen was told to have, such as `640x480`, as they come.
    final BlockingQueue<String> sizes = new LinkedBlockingQueue<>();

    /// @param values of the parameters, by name
    ScriptedClient(MemoryDuplex duplex, String protocol, Map<String, String> values) throws IOException {
        this.duplex = duplex;
        this.values = values;
        say("select", protocol);
        Thread.ofVirtual().name("scripted-client").start(this::listen);
    }

    void key(int keysym) throws IOException {
        say("key", Integer.toString(keysym), "1");
        say("key", Integer.toString(keysym), "0");
    }

    void mouse(int x, int y, int buttons) throws IOException {
        say("mouse", Integer.toString(x), Integer.toString(y), Integer.toString(buttons));
    }

    void size(int width, int height) throws IOException {
        say("size", Integer.toString(width), Integer.toString(height), "96");
    }

    void leave() throws IOException {
        say("disconnect");
        duplex.close();
    }

    private void say(String... elements) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String element : elements) {
            text.append(text.isEmpty() ? "" : ",")
                    .append(element.codePointCount(0, element.length()))
                    .append('.')
                    .append(element);
        }
        duplex.send(text.append(';').toString().getBytes(StandardCharsets.UTF_8));
    }

    private void listen() {
        String error = "";
        try (Reader in = new BufferedReader(new InputStreamReader(duplex.received(), StandardCharsets.UTF_8))) {
            for (List<String> told = next(in); !told.isEmpty(); told = next(in)) {
                switch (told.getFirst()) {
                    case "args" -> connect(told);
                    case "ready" -> ready.complete(told.get(1));
                    case "sync" -> say("sync", told.get(1));
                    case "size" -> {
                        if (told.get(1).equals("0")) {
                            sizes.add(told.get(2) + "x" + told.get(3));
                        }
                    }
                    case "error" -> error = told.get(1) + " (" + told.get(2) + ")";
                    default -> drawn.incrementAndGet();
                }
            }
        } catch (IOException e) {
            // The check has closed the transport, or the host has.
        } finally {
            ready.completeExceptionally(new IOException(error.isEmpty() ? "the host hung up" : error));
            end.complete(error);
        }
    }

    private void connect(List<String> args) throws IOException {
        size(1024, 768);
        say("audio");
        say("video");
        say("image", "image/png");
        List<String> connect = new ArrayList<>(List.of("connect", "VERSION_1_5_0"));
        for (String name : args.subList(2, args.size())) {
            connect.add(values.getOrDefault(name, ""));
        }
        say(connect.toArray(String[]::new));
    }

    /// The next instruction; none at the end.
    private static List<String> next(Reader in) throws IOException {
        List<String> elements = new ArrayList<>();
        while (true) {
            int length = 0;
            int c = in.read();
            while (c >= '0' && c <= '9') {
                length = length * 10 + (c - '0');
                c = in.read();
            }
            if (c != '.') {
                return List.of();
            }
            StringBuilder element = new StringBuilder();
            for (int i = 0; i < length; i++) {
                int unit = in.read();
                element.append((char) unit);
                if (Character.isHighSurrogate((char) unit)) {
                    element.append((char) in.read());
                }
            }
            elements.add(element.toString());
            int mark = in.read();
            if (mark == ';') {
                return elements;
            }
            if (mark != ',') {
                return List.of();
            }
        }
    }
}
