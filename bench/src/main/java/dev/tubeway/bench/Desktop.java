package dev.tubeway.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A desktop of 1920 × 1080 that TigerVNC's server shows to whoever comes on the loopback interface, and one X client
/// on it at a time.
///
/// Threading: one thread.
/// Ownership: owns the server and the client.
final class Desktop implements AutoCloseable {
    private static final int FIRST_DISPLAY = 60;
    private static final int LAST_DISPLAY = 99;
    private static final int X_PORTS = 6000;
    private static final Duration LONGEST_START = Duration.ofSeconds(20);

    private final Path folder;
    private final int display;
    private final int port;
    private final Process server;
    private @Nullable Process client;

    /// @param folder is made
    Desktop(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder);
        display = freeDisplay();
        port = Processes.freePort();
        Path log = folder.resolve("Xtigervnc.log");
        server = Processes.start(new ProcessBuilder(
                        "Xtigervnc",
                        ":" + display,
                        "-geometry",
                        SceneProgram.WIDTH + "x" + SceneProgram.HEIGHT,
                        "-depth",
                        "24",
                        "-rfbport",
                        Integer.toString(port),
                        "-localhost=1",
                        "-SecurityTypes",
                        "None",
                        "-AlwaysShared")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile()));
        Processes.awaitPort(server, port, log);
    }

    private static int freeDisplay() throws IOException {
        for (int number = FIRST_DISPLAY; number <= LAST_DISPLAY; number++) {
            if (!Files.exists(Path.of("/tmp/.X11-unix/X" + number)) && isFree(X_PORTS + number)) {
                return number;
            }
        }
        throw new IOException("no X display from " + FIRST_DISPLAY + " to " + LAST_DISPLAY
                + " is free; remove what is left in /tmp/.X11-unix");
    }

    private static boolean isFree(int port) {
        try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /// What leads a session here.
    Map<String, String> parameters() {
        return Map.of("hostname", "127.0.0.1", "port", Integer.toString(port));
    }

    void show(Scene scene) throws IOException {
        start(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx400m",
                "-cp",
                System.getProperty("java.class.path"),
                SceneProgram.class.getName(),
                scene.name()));
    }

    /// A terminal that shows what is typed; it is there when this returns.
    void showTerminal() throws IOException {
        Path answered = folder.resolve("answered");
        Files.deleteIfExists(answered);
        // A terminal that answers the question where its cursor is reads its keyboard, too.
        String script = "stty raw -echo; printf '\\033[6n'; dd bs=1 count=4 of=%s 2>/dev/null; stty sane; exec cat"
                .formatted(answered);
        start(List.of("xterm", "-geometry", "120x40+0+0", "-e", "sh", "-c", script));
        long deadline = System.nanoTime() + LONGEST_START.toNanos();
        while (!Files.exists(answered) || Files.size(answered) < 4) {
            if (System.nanoTime() > deadline) {
                throw new IOException("xterm does not start: " + Files.readString(folder.resolve("client.log")));
            }
            Load.pause(Duration.ofMillis(20));
        }
    }

    private void start(List<String> command) throws IOException {
        clear();
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("client.log").toFile());
        builder.environment().put("DISPLAY", ":" + display);
        client = Processes.start(builder);
    }

    /// Ends the client.
    void clear() {
        if (client != null) {
            Processes.end(client);
            client = null;
        }
    }

    @Override
    public void close() {
        clear();
        Processes.end(server);
    }
}
