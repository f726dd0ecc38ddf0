package dev.tubeway.server.desktop;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/// TigerVNC's X server on a display of its own, with X clients that draw.
///
/// Ownership: closing it ends the server and the clients.
public final class VncServer implements AutoCloseable {
    public static final String PASSWORD = "secret00";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final int FIRST_PORT = 5900;
    private static final int XWD_VERSION = 7;
    private static final int XWD_HEADER_BYTES = 100;

    private final UnaryOperator<List<String>> place;
    private final Path folder;
    private final Process process;
    private final String display;
    private final List<Process> clients = new ArrayList<>();

    private VncServer(UnaryOperator<List<String>> place, Path folder, Process process, String display) {
        this.place = place;
        this.folder = folder;
        this.process = process;
        this.display = display;
    }

    /// A desktop of 1024 by 768 pixels.
    ///
    /// @param options of the server, such as `-SecurityTypes None`; the last of a kind holds
    public static VncServer start(Path parent, String... options) throws Exception {
        return startAt(command -> command, parent, options);
    }

    /// A desktop elsewhere.
    ///
    /// @param place makes of a command the one that runs it there, such as in a network namespace
    public static VncServer startAt(UnaryOperator<List<String>> place, Path parent, String... options)
            throws Exception {
        Path folder = Files.createTempDirectory(parent, "vnc");
        Path passwords = passwords(folder);
        // It takes the first display that is free, and the port that belongs to it.
        var command = new ArrayList<>(List.of(
                "Xtigervnc",
                "-displayfd",
                "1",
                "-geometry",
                "1024x768",
                "-depth",
                "24",
                "-interface",
                "127.0.0.1",
                "-nolisten",
                "tcp",
                "-ac",
                "-PasswordFile",
                passwords.toString(),
                "-Log",
                "*:stderr:30"));
        command.addAll(Arrays.asList(options));
        Process process = new ProcessBuilder(place.apply(command))
                .redirectError(folder.resolve("log").toFile())
                .start();
        String display = process.inputReader().readLine();
        if (display == null) {
            throw new IOException("no display: " + Files.readString(folder.resolve("log")));
        }
        return new VncServer(place, folder, process, ":" + display.strip());
    }

    /// A file of the password, as VNC servers read it.
    public Path passwords() {
        return file("passwd");
    }

    private static Path passwords(Path folder) throws Exception {
        Path file = folder.resolve("passwd");
        Process hash = new ProcessBuilder("vncpasswd", "-f")
                .redirectOutput(file.toFile())
                .start();
        hash.getOutputStream().write((PASSWORD + "\n").getBytes(StandardCharsets.US_ASCII));
        hash.getOutputStream().close();
        hash.waitFor();
        return file;
    }

    public int port() {
        return FIRST_PORT + Integer.parseInt(display.substring(1));
    }

    public String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Starts an X client, whose files are in the server's folder.
    public Process client(String... command) throws IOException {
        var builder = new ProcessBuilder(place.apply(List.of(command))).directory(folder.toFile());
        builder.environment().putAll(Map.of("DISPLAY", display, "LC_ALL", "C.UTF-8", "HOME", folder.toString()));
        Process client = builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("clients").toFile())
                .start();
        clients.add(client);
        return client;
    }

    /// A terminal at a place, which shows what a shell's command writes and then stays; it is there once the terminal
    /// has taken everything.
    public Process terminal(String geometry, String command) throws Exception {
        Path ready = Files.createTempFile(folder, "ready", "");
        // The terminal answers the question when it has read all that comes before.
        String script = command + "; stty raw -echo; printf '\\033[6n'; dd bs=1 count=4 of=" + ready
                + " 2>/dev/null; exec sleep 1000";
        Process terminal = client("xterm", "-fn", "fixed", "-geometry", geometry, "-e", "sh", "-c", script);
        await("the terminal", () -> ready.toFile().length() >= 4);
        return terminal;
    }

    /// A terminal in the corner that reads one line and leaves it in a file of the server's folder; it is there once
    /// its
    /// window is.
    public Path reader() throws Exception {
        Path started = file("started");
        String script = "stty -echo; touch started; IFS= read -r line; printf %s \"$line\" > typing; mv typing typed";
        var _ = client("xterm", "-fn", "fixed", "-geometry", "80x24+0+0", "-e", "sh", "-c", script);
        await("the terminal", () -> Files.exists(started));
        var _ = run("xdotool", "search", "--onlyvisible", "--sync", "--class", "xterm");
        return file("typed");
    }

    /// What an X client writes that ends by itself.
    public String run(String... command) throws Exception {
        var builder = new ProcessBuilder(place.apply(List.of(command))).directory(folder.toFile());
        builder.environment().putAll(Map.of("DISPLAY", display, "LC_ALL", "C.UTF-8"));
        Process client =
                builder.redirectError(folder.resolve("clients").toFile()).start();
        client.getOutputStream().close();
        byte[] out = client.getInputStream().readAllBytes();
        if (!client.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("it did not end: " + List.of(command));
        }
        return new String(out, StandardCharsets.UTF_8);
    }

    /// What the X server itself shows, without the pointer.
    public BufferedImage screenshot() {
        try {
            Path file = Files.createTempFile(folder, "screen", ".xwd");
            List<String> xwd = List.of("xwd", "-silent", "-root", "-display", display, "-out", file.toString());
            var builder = new ProcessBuilder(place.apply(xwd));
            int status = builder.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new AssertionError("no screenshot: status=" + status);
            }
            BufferedImage image = read(ByteBuffer.wrap(Files.readAllBytes(file)));
            Files.delete(file);
            return image;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// Reads a picture in the format of `xwd`: a header, colours, and rows of 32 bits a pixel.
    private static BufferedImage read(ByteBuffer file) {
        int header = file.getInt(0);
        int width = file.getInt(16);
        int height = file.getInt(20);
        int line = file.getInt(48);
        int colors = file.getInt(76);
        file.order(file.getInt(28) == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int first = header + colors * 12;
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, file.getInt(first + y * line + x * 4) | 0xff000000);
            }
        }
        return image;
    }

    /// A file of a picture that `xwud` shows.
    public Path picture(BufferedImage image) throws IOException {
        int width = image.getWidth();
        int height = image.getHeight();
        ByteBuffer file = ByteBuffer.allocate(XWD_HEADER_BYTES + 4 + width * height * 4);
        int[] header = {
            XWD_HEADER_BYTES + 4,
            XWD_VERSION,
            2,
            24,
            width,
            height,
            0,
            0,
            32,
            0,
            32,
            32,
            width * 4,
            4,
            0xff0000,
            0xff00,
            0xff,
            8,
            256,
            0,
            width,
            height,
            0,
            0,
            0
        };
        for (int field : header) {
            file.putInt(field);
        }
        file.putInt(0x74000000).order(ByteOrder.LITTLE_ENDIAN);
        for (int pixel : image.getRGB(0, 0, width, height, null, 0, width)) {
            file.putInt(pixel & 0xffffff);
        }
        return Files.write(folder.resolve("picture.xwd"), file.array());
    }

    /// Waits until something is so.
    public void await(String what, BooleanSupplier wanted) throws InterruptedException {
        for (long end = System.nanoTime() + PATIENCE.toNanos(); !wanted.getAsBoolean(); ) {
            if (System.nanoTime() > end) {
                throw new AssertionError("it did not come: " + what + "; " + log());
            }
            var _ = process.waitFor(PAUSE);
        }
    }

    public Path file(String name) {
        return folder.resolve(name);
    }

    /// Another server, that of libvncserver, which shows this desktop from the outside.
    public X11Vnc shownBy(String... options) throws Exception {
        return X11Vnc.start(display, folder, options);
    }

    /// Ends it at once.
    public void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        for (Process client : clients) {
            client.descendants().forEach(ProcessHandle::destroyForcibly);
            client.destroyForcibly();
        }
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
