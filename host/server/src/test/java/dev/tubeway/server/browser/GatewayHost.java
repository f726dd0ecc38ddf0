package dev.tubeway.server.browser;

import dev.tubeway.Identity;
import dev.tubeway.server.ServeProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// `tubeway serve` over HTTPS at the gateway's end of the cable.
///
/// Ownership: closing it ends the process.
final class GatewayHost implements AutoCloseable {
    private final Process process;
    private final String url;
    private final String token;
    private final Path log;

    GatewayHost(Cable cable, Path data, String... settings) throws IOException {
        String modules = System.getProperty("tubeway.wasm", "");
        if (!Files.isDirectory(Path.of(modules, "handlers"))) {
            throw new IOException("no handlers are built: run './tubeway test', or give Maven -Dtubeway.wasm=FOLDER:"
                    + " tubeway.wasm=" + modules);
        }
        Identity identity = Identity.make(data, "gateway", "EC");
        List<String> args = new ArrayList<>(List.of(
                "serve",
                "--listen",
                Cable.GATEWAY + ":0",
                "--data",
                data.toString(),
                "--set",
                "tls.certificate=" + identity.certificate(),
                "--set",
                "tls.privateKey=" + identity.privateKey(),
                "--set",
                "modules.folder=" + Path.of(modules, "handlers"),
                "--set",
                "drainTimeout=0s"));
        for (String setting : settings) {
            args.add("--set");
            args.add(setting);
        }
        log = data.resolve("stderr");
        process = ServeProcess.start(data, cable.atGateway(), args);
        String line = String.valueOf(process.inputReader().readLine());
        int from = line.indexOf("https://");
        if (from < 0) {
            throw new IOException("the gateway does not start: " + line + " " + Files.readString(log));
        }
        url = line.substring(from, line.indexOf(" (token"));
        token = Files.readString(data.resolve("token")).strip();
    }

    String url() {
        return url;
    }

    String token() {
        return token;
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    /// Ends it as a machine that loses its power.
    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (process.waitFor(Duration.ofSeconds(30))) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
