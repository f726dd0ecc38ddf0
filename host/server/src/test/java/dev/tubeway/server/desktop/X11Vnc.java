package dev.tubeway.server.desktop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// x11vnc, which shows the desktop of an X server: VNC as libvncserver speaks it.
///
/// Ownership: closing it ends the server.
public final class X11Vnc implements AutoCloseable {
    private static final String TELLS_PORT = "PORT=";

    private final Path log;
    private final Process process;
    private final int port;

    private X11Vnc(Path log, Process process, int port) {
        this.log = log;
        this.process = process;
        this.port = port;
    }

    /// @param folder  for its log
    /// @param options such as `-rfbversion 3.3`
    static X11Vnc start(String display, Path folder, String... options) throws IOException {
        Path log = Files.createTempFile(folder, "x11vnc", ".log");
        // The X server itself answers at its port from 5900 on; this looks for a free one elsewhere.
        var command = new ArrayList<>(List.of(
                "x11vnc", "-display", display, "-autoport", "5600", "-localhost", "-noipv6", "-forever", "-shared"));
        command.add("-noxrecord");
        command.addAll(Arrays.asList(options));
        Process process =
                new ProcessBuilder(command).redirectError(log.toFile()).start();
        BufferedReader out = process.inputReader();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(TELLS_PORT)) {
                return new X11Vnc(log, process, Integer.parseInt(line.substring(TELLS_PORT.length())));
            }
        }
        throw new IOException("no port: " + Files.readString(log));
    }

    public int port() {
        return port;
    }

    /// What it wrote; the account of a client's encodings once that is gone.
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
