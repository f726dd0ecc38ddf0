package dev.tubeway.server.guacd;

import dev.tubeway.server.ServeProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `tubeway serve --guacd` with the handlers that were built, as a process of its own.
///
/// Ownership: closing it ends the process.
final class GuacdProcess implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("Guacamole clients at 127\\.0\\.0\\.1:(\\d+)");

    private final Process process;
    private final Path log;
    private final int port;

    private GuacdProcess(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /// @param settings beside the usual: `drainTimeout=0s`
    static GuacdProcess start(Path data, String... settings) throws IOException {
        String modules = System.getProperty("tubeway.wasm", "");
        if (!Files.isDirectory(Path.of(modules, "handlers"))) {
            throw new IOException("no handlers are built: run './tubeway test', or give Maven -Dtubeway.wasm=FOLDER"
                    + " after './tubeway module build': tubeway.wasm=" + modules);
        }
        return start(Path.of(modules, "handlers"), data, settings);
    }

    /// With one of the handlers: the others, which are there much later, are not made ready.
    static GuacdProcess startWith(String handler, Path data, String... settings) throws IOException {
        Path built = Path.of(System.getProperty("tubeway.wasm", ""), "handlers", handler + ".wasm");
        Path folder = Files.createDirectory(data.resolve("handlers"));
        Files.copy(built, folder.resolve(handler + ".wasm"));
        return start(folder, data, settings);
    }

    private static GuacdProcess start(Path modules, Path data, String... settings) throws IOException {
        var arguments = new ArrayList<>(List.of(
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--guacd",
                "127.0.0.1:0",
                "--data",
                data.toString(),
                "--set",
                "modules.folder=" + modules));
        for (String setting : settings) {
            arguments.addAll(List.of("--set", setting));
        }
        Process process = ServeProcess.start(data, arguments);
        try {
            BufferedReader out = process.inputReader();
            String line = String.valueOf(out.readLine());
            Matcher address = ADDRESS.matcher(line);
            if (!address.find()) {
                throw new IOException("no Guacamole port: " + line + " " + Files.readString(data.resolve("stderr")));
            }
            return new GuacdProcess(process, data.resolve("stderr"), Integer.parseInt(address.group(1)));
        } catch (IOException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    int port() {
        return port;
    }

    /// Waits until the log says something.
    void awaitLog(String words) throws IOException, InterruptedException {
        for (long end = System.nanoTime() + Duration.ofSeconds(30).toNanos(); System.nanoTime() < end; ) {
            if (Files.readString(log).contains(words)) {
                return;
            }
            process.waitFor(Duration.ofMillis(50));
        }
        throw new AssertionError("the log does not say '" + words + "': " + Files.readString(log));
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
