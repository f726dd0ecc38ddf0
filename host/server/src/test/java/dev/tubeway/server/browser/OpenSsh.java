package dev.tubeway.server.browser;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Debian's sshd at the gateway's end of the cable, on its loopback, for one key.
///
/// Ownership: closing it ends the daemon and its shells.
final class OpenSsh implements AutoCloseable {
    private static final int PORT = 2022;

    private final Process process;
    private final String clientKey;
    private final String hostKey;

    OpenSsh(Cable cable, Path folder) throws IOException, InterruptedException {
        Path host = folder.resolve("host");
        Path client = folder.resolve("client");
        for (Path key : List.of(host, client)) {
            run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString());
        }
        clientKey = Files.readString(client);
        hostKey = Files.readString(folder.resolve("host.pub")).replaceFirst("^(\\S+ \\S+).*\\s*$", "$1");
        Files.copy(folder.resolve("client.pub"), folder.resolve("authorized_keys"));
        Path shell = folder.resolve("shell");
        Files.writeString(shell, """
                #!/bin/sh
                exec env PS1='$ ' ENV= LC_ALL=C.UTF-8 /bin/sh -i
                """);
        Files.setPosixFilePermissions(shell, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        Path config = folder.resolve("sshd_config");
        Files.writeString(config, """
                ListenAddress 127.0.0.1:%d
                HostKey %s
                AuthorizedKeysFile %s
                PidFile none
                StrictModes no
                UsePAM no
                PasswordAuthentication no
                PermitRootLogin yes
                PrintMotd no
                PrintLastLog no
                SetEnv HOME=%s
                ForceCommand %s
                """.formatted(PORT, host, folder.resolve("authorized_keys"), folder, shell));
        Files.createDirectories(Path.of("/run/sshd"));
        process = new ProcessBuilder(cable.atGateway("/usr/sbin/sshd", "-D", "-e", "-f", config.toString()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("sshd.log").toFile())
                .start();
        for (long end = System.nanoTime() + Duration.ofSeconds(20).toNanos(); ; ) {
            if (new ProcessBuilder(cable.atGateway("ssh-keyscan", "-p", "" + PORT, "127.0.0.1"))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0) {
                return;
            }
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IOException("sshd does not start: " + Files.readString(folder.resolve("sshd.log")));
            }
            process.waitFor(Duration.ofMillis(50));
        }
    }

    /// The parameters of a session there.
    Map<String, String> parameters() {
        return Map.of("username", "root", "private-key", clientKey, "host-key", hostKey);
    }

    int port() {
        return PORT;
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process made = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (made.waitFor() != 0) {
            throw new IOException(List.of(command) + ": " + said);
        }
    }

    /// The kernel goes on to take connections, and nobody answers them.
    void freeze() throws IOException, InterruptedException {
        run("kill", "-STOP", "" + process.pid());
    }

    void thaw() throws IOException, InterruptedException {
        run("kill", "-CONT", "" + process.pid());
    }

    /// Ends the daemon and its shells, as a machine that loses its power.
    void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Override
    public void close() {
        kill();
    }
}
