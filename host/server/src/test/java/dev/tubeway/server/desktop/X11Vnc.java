package dev.tubeway.server.desktop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

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
        for (int tries = 3; ; tries--) {
            Path log = Files.createTempFile(folder, "x11vnc", ".log");
            // The X server itself answers at its port from 5900 on; this looks for a free one elsewhere. It does not
            // touch how keys repeat there, and looks at the screen without rest.
            var command = new ArrayList<>(List.of("x11vnc", "-display", display, "-autoport", "5600", "-localhost"));
            command.addAll(List.of("-noipv6", "-forever", "-shared", "-noxrecord", "-repeat", "-nonap"));
            command.addAll(List.of("-wait", "10", "-defer", "10"));
            command.addAll(Arrays.asList(options));
            Process process =
                    new ProcessBuilder(command).redirectError(log.toFile()).start();
            BufferedReader out = process.inputReader();
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith(TELLS_PORT)) {
                    return new X11Vnc(log, process, Integer.parseInt(line.substring(TELLS_PORT.length())));
                }
            }
            // Between its look for a port and the use of it another process may take that.
            if (tries == 1) {
                throw new IOException("no port: " + Files.readString(log));
            }
        }
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

    /// Lets it end by itself: it has memory of the system to give back.
    @Override
    public void close() {
        process.destroy();
        try {
            if (process.waitFor(10, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
