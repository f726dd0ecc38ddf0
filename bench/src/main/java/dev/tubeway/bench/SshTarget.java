package dev.tubeway.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// OpenSSH's server on a port of the loopback interface, with a configuration and keys of its own, for the person who
/// runs this. Start-up files of that person's shell are not read: what they do is no matter of a server of sessions.
final class SshTarget implements SessionTarget {
    private final Path folder;
    private final int port;
    private final Process process;

    /// @param folder is made
    SshTarget(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder);
        for (String key : List.of("host", "person")) {
            run(
                    "ssh-keygen",
                    "-q",
                    "-t",
                    "ed25519",
                    "-N",
                    "",
                    "-C",
                    key,
                    "-f",
                    folder.resolve(key).toString());
        }
        script("shell", """
                [ -z "$SSH_ORIGINAL_COMMAND" ] || exec /bin/sh -c "$SSH_ORIGINAL_COMMAND"
                exec env PS1="$(printf '%s')" ENV= LC_ALL=C.UTF-8 /bin/sh -i
                """.formatted(told("shell") + "$ "));
        script("echo", """
                printf '%s'
                exec cat
                """.formatted(told("echo") + "$ "));
        // No word of what is typed is run.
        script("answer", """
                printf '%s' $$
                count=0
                while IFS= read -r line; do
                  case $line in
                    *7*) head -c 4000 /bin/sh | od -c ;;
                  esac
                  count=$((count + 1))
                  printf '%%d %%s\\n' "$count" "$line"
                done
                """.formatted(told("%s") + "$ "));
        port = Processes.freePort();
        Path config = folder.resolve("sshd_config");
        Files.writeString(config, """
                ListenAddress 127.0.0.1:%d
                HostKey %s
                AuthorizedKeysFile %s
                PidFile none
                StrictModes no
                UsePAM no
                UseDNS no
                PasswordAuthentication no
                PermitRootLogin yes
                PrintMotd no
                PrintLastLog no
                MaxStartups 4000
                ForceCommand %s
                SetEnv HOME=%s
                """.formatted(
                        port, folder.resolve("host"), folder.resolve("person.pub"), folder.resolve("shell"), folder));
        // What sshd separates its privileges in; Debian makes it when the service starts.
        Files.createDirectories(Path.of("/run/sshd"));
        Path log = folder.resolve("sshd.log");
        process = Processes.start(new ProcessBuilder("/usr/sbin/sshd", "-D", "-e", "-f", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile()));
        Processes.awaitPort(process, port, log);
    }

    /// As `printf` takes it.
    private static String told(String name) {
        return PIPE.formatted(name).replace("\u001b", "\\033").replace("\u0007", "\\007");
    }

    private void script(String name, String lines) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + lines);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void run(String... command) throws IOException {
        Process process = Processes.start(new ProcessBuilder(command).redirectErrorStream(true));
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + ": " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            Processes.end(process);
        }
    }

    @Override
    public String protocol() {
        return "ssh";
    }

    @Override
    public Map<String, String> waiting() throws IOException {
        var parameters = new HashMap<>(Map.of(
                "hostname",
                "127.0.0.1",
                "port",
                Integer.toString(port),
                "username",
                System.getProperty("user.name"),
                "private-key",
                Files.readString(key()),
                "timeout",
                "60",
                "scrollback",
                "1000"));
        String host = Files.readString(folder.resolve("host.pub"));
        parameters.put("host-key", "[127.0.0.1]:" + port + " " + host.strip());
        return parameters;
    }

    @Override
    public Map<String, String> echoing() throws IOException {
        return with(folder.resolve("echo").toString());
    }

    @Override
    public Map<String, String> pouring(Text text, long bytes) throws IOException {
        return with(command(text, bytes));
    }

    /// Shows lines again when they are whole, counted, now and then behind more: no screen is like one before, so that
    /// whatever is typed is drawn. The name of its pipe is [#kill(String)]'s.
    Map<String, String> answering() throws IOException {
        return with(folder.resolve("answer").toString());
    }

    /// What a shell runs to pour text.
    String command(Text text, long bytes) throws IOException {
        return switch (text) {
            case LOG, COLOR -> "head -c " + bytes + " " + file(text, bytes);
            case NUMBERS -> "seq 1 1000000000 | head -c " + bytes;
            case LETTERS -> "yes | head -c " + bytes;
        };
    }

    private Path file(Text text, long bytes) throws IOException {
        Path file = folder.resolve(text.name() + bytes);
        if (!Files.exists(file)) {
            byte[] block = text.block("\n");
            try (OutputStream out = Files.newOutputStream(file)) {
                for (long written = 0; written < bytes; written += block.length) {
                    out.write(block);
                }
            }
        }
        return file;
    }

    /// What runs a script of this target's.
    String script(String name) {
        return folder.resolve(name).toString();
    }

    int port() {
        return port;
    }

    /// The private key that lets in.
    Path key() {
        return folder.resolve("person");
    }

    private Map<String, String> with(String command) throws IOException {
        var parameters = new HashMap<>(waiting());
        parameters.put("command", command);
        return parameters;
    }

    /// Kills the server process of one connection.
    ///
    /// @param shell id of the process behind it, as its pipe was called
    void kill(String shell) {
        Optional<ProcessHandle> found = ProcessHandle.of(Long.parseLong(shell));
        while (found.isPresent() && found.get().pid() != process.pid()) {
            Optional<ProcessHandle> parent = found.get().parent();
            if (parent.isPresent() && parent.get().pid() == process.pid()) {
                found.get().destroyForcibly();
            }
            found = parent;
        }
    }

    @Override
    public void close() {
        Processes.end(process);
    }
}
