package dev.tubeway.server.guacd;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

/// A telnet daemon of the system on a port of this machine; its login takes one person and gives a shell.
///
/// Ownership: closing it ends the daemon and every shell.
final class TelnetServer implements AutoCloseable {
    static final String USER = "tube";
    static final String PASSWORD = "secret";

    private final Process process;
    private final int port;

    /// @param folder for the login program
    TelnetServer(Path folder) throws IOException, InterruptedException {
        Path login = folder.resolve("login");
        Files.writeString(login, """
                #!/bin/sh
                printf 'login: '; read -r user
                stty -echo; printf 'Password: '; read -r word; stty echo; printf '\\n'
                [ "$user:$word" = "tube:secret" ] || { echo 'Login incorrect'; exit 1; }
                exec env PS1='$ ' HOME=/tmp LC_ALL=C.UTF-8 /bin/sh -i
                """);
        Files.setPosixFilePermissions(login, PosixFilePermissions.fromString("rwx------"));
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        process = new ProcessBuilder(
                        "socat",
                        "TCP-LISTEN:" + port + ",bind=127.0.0.1,fork,reuseaddr",
                        "EXEC:/usr/sbin/telnetd --exec-login=" + login + ",nofork")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("telnetd.log").toFile())
                .start();
        awaitListening();
    }

    int port() {
        return port;
    }

    private void awaitListening() throws IOException, InterruptedException {
        for (long end = System.nanoTime() + Duration.ofSeconds(20).toNanos(); ; ) {
            try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw new IOException("socat and telnetd do not start; .ci/run installs them", e);
                }
                process.waitFor(Duration.ofMillis(50));
            }
        }
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
