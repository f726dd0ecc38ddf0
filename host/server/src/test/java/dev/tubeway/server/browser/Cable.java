package dev.tubeway.server.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Two hosts that see each other and nothing else, and the cable between them: a network namespace for the gateway and
/// its targets, another for the browser. Loopback would not do: WebRTC never uses it.
///
/// Ownership: closing it removes both.
final class Cable implements AutoCloseable {
    /// Where the gateway is, as the browser sees it.
    static final String GATEWAY = "10.78.0.1";

    private static final Path PAIR = Path.of("../../.ci/netns-pair").toAbsolutePath();

    private final String name = "c" + Long.toString(ProcessHandle.current().pid(), 36);

    Cable() {
        close();
        run(List.of(PAIR.toString(), "create", name));
    }

    List<String> atGateway(String... command) {
        return inside(name + "-a", command);
    }

    List<String> atBrowser(String... command) {
        return inside(name + "-b", command);
    }

    private static List<String> inside(String namespace, String... command) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        all.addAll(List.of(command));
        return all;
    }

    /// Nothing passes until it is plugged in again.
    void pull() {
        run(List.of("ip", "-n", name + "-a", "link", "set", "tube0", "down"));
    }

    void plug() {
        run(List.of("ip", "-n", name + "-a", "link", "set", "tube0", "up"));
        run(List.of("ip", "-n", name + "-a", "route", "replace", "default", "via", "10.78.0.2"));
    }

    private static void run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException("network namespaces need root and iproute2: " + command + ": " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        run(List.of(PAIR.toString(), "delete", name));
    }
}
