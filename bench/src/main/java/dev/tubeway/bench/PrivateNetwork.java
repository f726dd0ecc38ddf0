package dev.tubeway.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// A network namespace of this run: loopback, and an interface with a default route that leads nowhere,
/// since WebRTC gathers no loopback candidates. Linux, as root.
///
/// Ownership: closing kills every process in it and removes it.
final class PrivateNetwork implements AutoCloseable {
    private final String name = "tw-bench-" + ProcessHandle.current().pid();

    /// Errors: IOException where `ip` fails: not root, or no iproute2.
    PrivateNetwork() throws IOException {
        var _ = ip("netns", "add", name);
        try {
            inside("link set lo up");
            inside("link add tube0 type veth peer name tube1");
            inside("link set tube1 up");
            inside("link set tube0 up");
            inside("addr add 10.77.0.1/24 dev tube0");
            inside("route add default via 10.77.0.254 dev tube0");
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /// The words before a command that runs in here.
    List<String> prefix() {
        return List.of("ip", "netns", "exec", name);
    }

    private void inside(String arguments) throws IOException {
        var command = new ArrayList<>(List.of("-n", name));
        command.addAll(List.of(arguments.split(" ", -1)));
        var _ = ip(command.toArray(String[]::new));
    }

    private static String ip(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var out = process.inputReader()) {
            String text = String.join("\n", out.lines().toList());
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + ": " + text);
            }
            return text;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() throws IOException {
        for (String pid : ip("netns", "pids", name).split("\n", -1)) {
            if (!pid.isBlank()) {
                ProcessHandle.of(Long.parseLong(pid.strip())).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
        var _ = ip("netns", "delete", name);
    }
}
