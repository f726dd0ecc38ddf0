package dev.tubeway.services.ssh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// OpenSSH's server on a port of the loopback interface, with a configuration of its own. Keys log in whoever runs the
/// test; the password is that of a person of the system whom this makes, so it needs root.
public final class Sshd implements AutoCloseable {
    public static final String PERSON = "tubeway-test";
    public static final String PASSWORD = "correct horse";
    private static final Duration LONGEST_START = Duration.ofSeconds(30);

    private final Path folder;
    private final int port;
    private final Process process;

    private Sshd(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    /// @param lines of the configuration, beside the usual
    public static Sshd start(Path parent, String... lines) {
        try {
            Path folder = Files.createTempDirectory(parent, "sshd");
            Path hostKey = key(folder, "host", "ed25519", "");
            Files.writeString(folder.resolve("authorized_keys"), "");
            int port = freePort();
            person();
            Files.createDirectories(Path.of("/run/sshd"));
            var config = new ArrayList<>(List.of(
                    "Port " + port,
                    "ListenAddress 127.0.0.1",
                    "HostKey " + hostKey,
                    "PidFile none",
                    "AuthorizedKeysFile " + folder.resolve("authorized_keys"),
                    "StrictModes no",
                    "PermitRootLogin yes",
                    "UsePAM yes",
                    "UseDNS no",
                    "PrintMotd no",
                    "MaxStartups 300",
                    "AcceptEnv TUBEWAY_*",
                    "Subsystem sftp internal-sftp"));
            // The start-up files of whoever runs this are not its shells': they take their time, and one that is
            // killed in the midst of them may leave a lock there. Of several lines only the first counts.
            String environment = "SetEnv";
            for (String line : lines) {
                if (line.startsWith("SetEnv ")) {
                    environment = line;
                } else {
                    config.addFirst(line);
                }
            }
            config.add(environment + " HOME=" + folder);
            Path file = folder.resolve("sshd_config");
            Files.write(file, config);
            Process process = new ProcessBuilder("/usr/sbin/sshd", "-D", "-e", "-f", file.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            awaitPort(port, process, folder);
            return new Sshd(folder, port, process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    /// Makes the person of the system, where there is none yet, and sets the password.
    public static void person() {
        if (run("id", PERSON) != 0) {
            run("useradd", "-m", "-s", "/bin/sh", PERSON);
        }
        run("sh", "-c", "echo '" + PERSON + ":" + PASSWORD + "' | chpasswd");
    }

    private static int run(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new AssertionError("it did not end: " + List.of(command));
            }
            return process.exitValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void awaitPort(int port, Process process, Path folder) throws IOException {
        long deadline = System.nanoTime() + LONGEST_START.toNanos();
        while (System.nanoTime() < deadline) {
            try (var probe = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
                if (probe.isConnected()) {
                    return;
                }
            } catch (IOException e) {
                if (!process.isAlive()) {
                    throw new AssertionError("sshd ended: " + Files.readString(folder.resolve("log")), e);
                }
                Thread.onSpinWait();
            }
        }
        throw new AssertionError("sshd did not listen: port=" + port);
    }

    /// Makes a key pair by ssh-keygen; the private key's file.
    public static Path key(Path folder, String name, String kind, String passphrase, String... more) {
        Path file = folder.resolve(name);
        var command = new ArrayList<>(
                List.of("ssh-keygen", "-q", "-t", kind, "-N", passphrase, "-C", "test", "-f", file.toString()));
        command.addAll(Arrays.asList(more));
        if (run(command.toArray(String[]::new)) != 0) {
            throw new AssertionError("no key was made: " + command);
        }
        return file;
    }

    /// Lets a key in.
    public void authorize(Path privateKey) {
        try {
            String all = Files.readString(folder.resolve("authorized_keys"));
            Files.writeString(folder.resolve("authorized_keys"), all + Files.readString(Path.of(privateKey + ".pub")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    /// The line of `known_hosts` that holds its key.
    public String knownHost() {
        try {
            return "[127.0.0.1]:" + port + " "
                    + Files.readString(folder.resolve("host.pub")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What it said.
    public String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Ends it and all that it serves, at once.
    public void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Override
    public void close() {
        kill();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
