package dev.tubeway.server.guacd;

import dev.tubeway.internal.display.Canvas;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.guacamole.GuacamoleException;
import org.apache.guacamole.io.GuacamoleWriter;
import org.apache.guacamole.net.GuacamoleSocket;
import org.apache.guacamole.net.InetGuacamoleSocket;
import org.apache.guacamole.protocol.ConfiguredGuacamoleSocket;
import org.apache.guacamole.protocol.GuacamoleClientInformation;
import org.apache.guacamole.protocol.GuacamoleConfiguration;
import org.apache.guacamole.protocol.GuacamoleInstruction;
import org.jspecify.annotations.Nullable;

/// Somebody with a Guacamole client: the published library speaks the protocol, this class looks and types.
///
/// Threading: one thread reads; the rest by the test's.
final class Person implements AutoCloseable {
    private static final long PATIENCE = Duration.ofSeconds(30).toNanos();
    private static final int CELL_WIDTH = 10;
    private static final int CELL_HEIGHT = 19;
    private static final int MARGIN = 7;
    static final int RETURN = 0xff0d;
    private static final int NOP_MILLIS = 2000;
    private static final int SHIFT = 0xffe1;
    private static final int INSERT = 0xff63;
    private static final int MOST_BLOB_BYTES = 6000;

    private final ConfiguredGuacamoleSocket socket;
    private final Canvas canvas = new Canvas();
    private final Map<String, ByteArrayOutputStream> clipboards = new HashMap<>();
    private final List<GuacamoleInstruction> told = new ArrayList<>();

    /// Streams of values of parameters, which every client is told of.
    private final Set<String> values = new HashSet<>();

    private String clipboard = "";
    private int copies;
    private int pointers;
    private boolean drawn;
    private boolean over;
    private boolean readsNothing;
    private @Nullable GuacamoleException broken;

    /// Opens a session, or joins one where `protocol` is an id.
    Person(int port, String protocol, Map<String, String> parameters) throws GuacamoleException {
        this(new InetGuacamoleSocket("127.0.0.1", port), protocol, parameters);
    }

    Person(GuacamoleSocket plain, String protocol, Map<String, String> parameters) throws GuacamoleException {
        var configuration = new GuacamoleConfiguration();
        if (protocol.startsWith("$")) {
            configuration.setConnectionID(protocol);
        } else {
            configuration.setProtocol(protocol);
        }
        configuration.setParameters(parameters);
        var information = new GuacamoleClientInformation();
        information.setOptimalScreenWidth(1024);
        information.setOptimalScreenHeight(768);
        information.setOptimalResolution(96);
        information.getImageMimetypes().add("image/png");
        this.socket = new ConfiguredGuacamoleSocket(plain, configuration, information);
        Thread.ofVirtual().name("person").start(this::look);
    }

    String sessionId() {
        return socket.getConnectionID();
    }

    private void look() {
        try {
            for (var instruction = socket.getReader().readInstruction();
                    instruction != null;
                    instruction = socket.getReader().readInstruction()) {
                awaitReading();
                see(instruction);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (GuacamoleException e) {
            synchronized (this) {
                broken = e;
            }
        }
        synchronized (this) {
            over = true;
            notifyAll();
        }
    }

    private synchronized void awaitReading() throws InterruptedException {
        while (readsNothing) {
            wait();
        }
    }

    /// Stops reading, or goes on.
    synchronized void readsNothing(boolean nothing) {
        readsNothing = nothing;
        notifyAll();
    }

    private synchronized void see(GuacamoleInstruction instruction) throws GuacamoleException {
        List<String> args = instruction.getArgs();
        switch (instruction.getOpcode()) {
            case "sync" -> {
                draw(instruction);
                drawn = true;
                say("sync", args.getFirst());
            }
            case "size", "rect", "cfill", "copy", "img" -> draw(instruction);
            case "cursor" -> {
                draw(instruction);
                pointers++;
            }
            case "clipboard" -> clipboards.put(args.getFirst(), new ByteArrayOutputStream());
            case "argv" -> {
                values.add(args.getFirst());
                told.add(instruction);
            }
            case "blob" -> {
                ByteArrayOutputStream copied = clipboards.get(args.getFirst());
                if (copied == null) {
                    drawUnlessValue(instruction);
                } else {
                    copied.writeBytes(Base64.getDecoder().decode(args.get(1)));
                }
                say("ack", args.getFirst(), "OK", "0");
            }
            case "end" -> {
                ByteArrayOutputStream copied = clipboards.remove(args.getFirst());
                if (copied == null) {
                    drawUnlessValue(instruction);
                    values.remove(args.getFirst());
                } else {
                    clipboard = copied.toString(StandardCharsets.UTF_8);
                    copies++;
                }
            }
            default -> told.add(instruction);
        }
        notifyAll();
    }

    private void drawUnlessValue(GuacamoleInstruction instruction) {
        if (!values.contains(instruction.getArgs().getFirst())) {
            draw(instruction);
        }
    }

    private void draw(GuacamoleInstruction instruction) {
        var words = new ArrayList<String>();
        words.add(instruction.getOpcode());
        words.addAll(instruction.getArgs());
        canvas.apply(words);
    }

    void say(String opcode, String... args) throws GuacamoleException {
        GuacamoleWriter writer = socket.getWriter();
        synchronized (writer) {
            writer.writeInstruction(new GuacamoleInstruction(opcode, args));
        }
    }

    /// Types a line and Return.
    void type(String line) throws GuacamoleException {
        for (int keysym : line.chars().toArray()) {
            press(keysym);
        }
        press(RETURN);
    }

    void press(int keysym) throws GuacamoleException {
        say("key", Integer.toString(keysym), "1");
        say("key", Integer.toString(keysym), "0");
    }

    /// Gives a parameter that was asked for.
    void give(String name, String value) throws GuacamoleException {
        say("argv", "3", "text/plain", name);
        say("blob", "3", Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)));
        say("end", "3");
    }

    /// Pastes by Shift+Insert.
    void paste() throws GuacamoleException {
        say("key", Integer.toString(SHIFT), "1");
        press(INSERT);
        say("key", Integer.toString(SHIFT), "0");
    }

    /// Fills the clipboard on the session's side, as a client does when its own has changed.
    void copy(String text) throws GuacamoleException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        say("clipboard", "5", "text/plain");
        for (int at = 0; at < bytes.length; at += MOST_BLOB_BYTES) {
            byte[] part = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + MOST_BLOB_BYTES));
            say("blob", "5", Base64.getEncoder().encodeToString(part));
        }
        say("end", "5");
    }

    /// Waits until the clipboard holds what is wanted, and returns it.
    String awaitClipboard(Predicate<String> wanted) throws InterruptedException {
        await("the clipboard", () -> wanted.test(clipboard));
        synchronized (this) {
            return clipboard;
        }
    }

    void mouse(int x, int y, int buttons) throws GuacamoleException {
        say("mouse", Integer.toString(x), Integer.toString(y), Integer.toString(buttons));
    }

    /// Marks the whole screen with the mouse and returns what is copied.
    String readScreen(int columns, int rows) throws Exception {
        int before;
        synchronized (this) {
            before = copies;
        }
        mouse(MARGIN + 1, MARGIN + 1, 0);
        mouse(MARGIN + 1, MARGIN + 1, 1);
        int right = MARGIN + columns * CELL_WIDTH - 2;
        int bottom = MARGIN + rows * CELL_HEIGHT - 2;
        mouse(right, bottom, 1);
        mouse(right, bottom, 0);
        synchronized (this) {
            // Where nothing is written yet, nothing is copied.
            for (long left = 1000, end = System.nanoTime() + 1_000_000_000; copies == before && left > 0; ) {
                wait(left);
                left = (end - System.nanoTime()) / 1_000_000;
            }
            return copies == before ? "" : clipboard;
        }
    }

    /// Reads the screen until it shows what is wanted.
    String awaitScreen(int columns, int rows, Predicate<String> wanted) throws Exception {
        String text = "";
        for (long end = System.nanoTime() + PATIENCE; System.nanoTime() < end; ) {
            text = readScreen(columns, rows);
            if (wanted.test(text)) {
                return text;
            }
            synchronized (this) {
                wait(50);
            }
        }
        throw new AssertionError("the screen does not show it: " + text);
    }

    /// What is waited for, looked at under the lock.
    interface Seen {
        boolean isSo();
    }

    synchronized void await(String what, Seen wanted) throws InterruptedException {
        for (long left = PATIENCE, end = System.nanoTime() + left; !wanted.isSo(); left = end - System.nanoTime()) {
            if (left <= 0) {
                throw new AssertionError("it did not come: " + what + "; told=" + told + " broken=" + broken);
            }
            wait(Math.clamp(left / 1_000_000, 1, NOP_MILLIS));
            // As clients do now and then, so that they count as there.
            if (!over) {
                nop();
            }
        }
    }

    /// Tells that somebody is there.
    void nop() {
        try {
            say("nop");
        } catch (GuacamoleException e) {
            // It has ended; the reader sees the same.
        }
    }

    /// Waits for the end of the session, and returns the opcodes of what was said about it.
    List<String> awaitEnd() throws InterruptedException {
        await("the end of the session", () -> over);
        synchronized (this) {
            return told.stream().map(GuacamoleInstruction::getOpcode).toList();
        }
    }

    /// Waits for an instruction of those that are kept: error, msg, name, disconnect.
    GuacamoleInstruction awaitTold(Predicate<GuacamoleInstruction> wanted) throws InterruptedException {
        await("an instruction", () -> told.stream().anyMatch(wanted));
        synchronized (this) {
            return told.stream().filter(wanted).findFirst().orElseThrow();
        }
    }

    /// How often an instruction of those that are kept came.
    synchronized int told(String opcode) {
        return (int)
                told.stream().filter(each -> each.getOpcode().equals(opcode)).count();
    }

    /// Whether an instruction of those that are kept came with these arguments.
    synchronized boolean heard(String opcode, List<String> args) {
        return told.stream()
                .anyMatch(each ->
                        each.getOpcode().equals(opcode) && each.getArgs().equals(args));
    }

    /// How often the mouse pointer got another picture.
    synchronized int pointers() {
        return pointers;
    }

    /// The mouse pointer's picture, `0xAARRGGBB`, row by row.
    synchronized int[] pointer() {
        return canvas.cursorPixels();
    }

    /// What is to be seen; empty before the first picture.
    synchronized Optional<BufferedImage> picture() {
        return drawn ? Optional.of(canvas.picture()) : Optional.empty();
    }

    /// The pixels that are to be seen, `0xAARRGGBB`, if the picture has this width.
    synchronized Optional<int[]> pixels(int width) {
        return picture()
                .filter(image -> image.getWidth() == width)
                .map(image -> image.getRGB(0, 0, width, image.getHeight(), null, 0, width));
    }

    @Override
    public void close() throws GuacamoleException {
        socket.close();
    }
}
