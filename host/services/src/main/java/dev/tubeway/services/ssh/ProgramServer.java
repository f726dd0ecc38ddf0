package dev.tubeway.services.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.digest.BuiltinDigests;
import org.apache.sshd.common.io.nio2.Nio2ServiceFactoryFactory;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.Signal;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.forward.RejectAllForwardingFilter;
import org.jspecify.annotations.Nullable;

/// An SSH server whose shells are one program of this process: nothing of the machine can be reached by it. One person
/// logs in by a password; the host key is made at the start. No forwards, no files, no agent.
///
/// Ownership: closing it ends its sessions.
public final class ProgramServer implements AutoCloseable {
    private static final Duration LONGEST_SILENCE = Duration.ofHours(12);

    private final SshServer server;
    private final String fingerprint;

    private ProgramServer(SshServer server, String fingerprint) {
        this.server = server;
        this.fingerprint = fingerprint;
    }

    /// What runs in a session, on a virtual thread of its own.
    @FunctionalInterface
    public interface Program {
        /// Runs until the person leaves; the exit status.
        ///
        /// Errors: IOException where the person has gone.
        int run(Session session) throws IOException;
    }

    /// One session.
    ///
    /// @param command what is to be run; empty for a shell
    /// @param size    the terminal's size when it is asked for
    public record Session(InputStream in, OutputStream out, String command, TerminalSize size) {}

    /// The size of a terminal, as it is now.
    public interface TerminalSize {
        int columns();

        int rows();

        /// Told, on any thread, when it has changed.
        void onChange(Runnable listener);
    }

    /// Starts on a free port.
    public static ProgramServer start(InetAddress address, String username, String password, Program program)
            throws IOException {
        SshServer server = SshServer.setUpDefaultServer();
        server.setIoServiceFactoryFactory(new Nio2ServiceFactoryFactory());
        server.setHost(address.getHostAddress());
        server.setPort(0);
        KeyPair key = hostKey();
        server.setKeyPairProvider(KeyPairProvider.wrap(key));
        server.setUserAuthFactories(List.of(UserAuthPasswordFactory.INSTANCE));
        server.setPasswordAuthenticator((name, given, session) -> same(name, username) && same(given, password));
        server.setForwardingFilter(RejectAllForwardingFilter.INSTANCE);
        server.setShellFactory(channel -> new Running(program, ""));
        server.setCommandFactory((channel, command) -> new Running(program, command));
        CoreModuleProperties.IDLE_TIMEOUT.set(server, LONGEST_SILENCE);
        CoreModuleProperties.SERVER_IDENTIFICATION.set(server, "Tubeway-demo");
        server.start();
        return new ProgramServer(server, KeyUtils.getFingerPrint(BuiltinDigests.sha256, key.getPublic()));
    }

    private static boolean same(String given, String wanted) {
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), wanted.getBytes(StandardCharsets.UTF_8));
    }

    private static KeyPair hostKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has elliptic curves", e);
        }
    }

    public int port() {
        return server.getPort();
    }

    /// Of its key, which is another one at each start: `SHA256:…`.
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public void close() {
        try {
            server.stop(true);
        } catch (IOException e) {
            // It is stopped all the same.
        }
    }

    /// One run of the program on a channel.
    private static final class Running implements Command {
        private final Program program;
        private final String command;
        private @Nullable InputStream in;
        private @Nullable OutputStream out;
        private @Nullable ExitCallback exit;
        private @Nullable Thread thread;

        Running(Program program, String command) {
            this.program = program;
            this.command = command;
        }

        @Override
        public void setInputStream(InputStream value) {
            in = value;
        }

        @Override
        public void setOutputStream(OutputStream value) {
            out = value;
        }

        @Override
        public void setErrorStream(OutputStream value) {
            // Everything is shown.
        }

        @Override
        public void setExitCallback(ExitCallback value) {
            exit = value;
        }

        @Override
        public void start(ChannelSession channel, Environment environment) {
            var session = new Session(
                    Objects.requireNonNull(in), Objects.requireNonNull(out), command, new Size(environment));
            ExitCallback callback = Objects.requireNonNull(exit);
            thread = Thread.ofVirtual().name("demo-ssh").start(() -> {
                int status = 1;
                try {
                    status = program.run(session);
                } catch (IOException e) {
                    // The person has gone.
                }
                callback.onExit(status);
            });
        }

        @Override
        public void destroy(ChannelSession channel) {
            Thread running = thread;
            if (running != null) {
                running.interrupt();
            }
        }
    }

    private record Size(Environment environment) implements TerminalSize {
        @Override
        public int columns() {
            return number(Environment.ENV_COLUMNS, 80);
        }

        @Override
        public int rows() {
            return number(Environment.ENV_LINES, 24);
        }

        private int number(String name, int otherwise) {
            Map<String, String> all = environment.getEnv();
            String text = all.getOrDefault(name, "");
            int found = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
            return found > 0 ? found : otherwise;
        }

        @Override
        public void onChange(Runnable listener) {
            environment.addSignalListener((channel, signal) -> listener.run(), Signal.WINCH);
        }
    }
}
