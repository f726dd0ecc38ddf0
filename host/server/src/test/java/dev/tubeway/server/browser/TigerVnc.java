package dev.tubeway.server.browser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// TigerVNC's X server at the gateway's end of the cable, on its loopback, for whoever comes, with X clients on it.
///
/// Ownership: closing it ends the server and the clients.
final class TigerVnc implements AutoCloseable {
    private static final int FIRST_PORT = 5900;

    private final Cable cable;
    private final Path folder;
    private final Process process;
    private final String display;
    private final List<Process> clients = new ArrayList<>();

    TigerVnc(Cable cable, Path folder) throws IOException {
        this.cable = cable;
        this.folder = folder;
        Path log = folder.resolve("Xtigervnc.log");
        process = new ProcessBuilder(cable.atGateway(
                        "Xtigervnc",
                        "-displayfd",
                        "1",
                        "-geometry",
                        "900x600",
                        "-depth",
                        "24",
                        "-interface",
                        "127.0.0.1",
                        "-SecurityTypes",
                        "None",
                        "-nolisten",
                        "tcp",
                        "-ac"))
                .redirectError(log.toFile())
                .start();
        // It takes the first display that is free, and the port that belongs to it.
        @Nullable String number = process.inputReader().readLine();
        if (number == null) {
            throw new IOException("no display: " + Files.readString(log));
        }
        display = number.strip();
    }

    int port() {
        return FIRST_PORT + Integer.parseInt(display);
    }

    /// Starts an X client.
    void client(String... command) throws IOException {
        var builder = new ProcessBuilder(cable.atGateway(command)).redirectErrorStream(true);
        builder.environment().put("DISPLAY", ":" + display);
        builder.environment().put("HOME", folder.toString());
        builder.environment().put("LC_ALL", "C.UTF-8");
        clients.add(
                builder.redirectOutput(folder.resolve("clients.log").toFile()).start());
    }

    @Override
    public void close() {
        clients.forEach(TigerVnc::end);
        end(process);
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
