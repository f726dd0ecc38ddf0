package dev.tubeway.services.ssh;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.io.nio2.Nio2ServiceFactoryFactory;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.AbstractUserAuth;
import org.apache.sshd.server.auth.UserAuth;
import org.apache.sshd.server.auth.UserAuthFactory;
import org.apache.sshd.server.command.AbstractCommandSupport;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.apache.sshd.server.session.ServerSession;
import org.jspecify.annotations.Nullable;

/// An SSH server that asks several questions, one after the other, before it lets anybody in. What it runs says so.
///
/// Source: RFC 4256 (several rounds, section 3.3).
public final class AskingServer implements AutoCloseable {

    /// What whoever was let in reads.
    public static final String GREETING = "all was answered";

    private final SshServer server = SshServer.setUpDefaultServer();

    /// A question and its answer.
    ///
    /// @param echo whether the answer may be seen
    public record Round(String prompt, boolean echo, String answer) {}

    private AskingServer(List<Round> rounds) throws IOException {
        server.setIoServiceFactoryFactory(new Nio2ServiceFactoryFactory());
        server.setHost(InetAddress.getLoopbackAddress().getHostAddress());
        server.setKeyPairProvider(new SimpleGeneratorHostKeyProvider());
        server.setUserAuthFactories(List.of(new UserAuthFactory() {
            @Override
            public String getName() {
                return "keyboard-interactive";
            }

            @Override
            public UserAuth createUserAuth(ServerSession session) {
                return new Asking(rounds);
            }
        }));
        server.setShellFactory(channel -> new Greeting());
        server.start();
    }

    /// Greets, and waits for a word.
    private static final class Greeting extends AbstractCommandSupport {
        Greeting() {
            super("greeting", null);
        }

        @Override
        public void run() {
            try {
                getOutputStream().write((GREETING + "\r\n").getBytes(StandardCharsets.US_ASCII));
                getOutputStream().flush();
                onExit(getInputStream().read() < 0 ? 1 : 0);
            } catch (IOException e) {
                onExit(1);
            }
        }
    }

    public static AskingServer start(Round... rounds) throws IOException {
        return new AskingServer(List.of(rounds));
    }

    public int port() {
        return server.getPort();
    }

    /// One log-in.
    private static final class Asking extends AbstractUserAuth {
        private final List<Round> rounds;
        private int round;

        Asking(List<Round> rounds) {
            super("keyboard-interactive");
            this.rounds = rounds;
        }

        /// True where all was answered, false where one answer is wrong, null where the next one is awaited.
        @Override
        protected @Nullable Boolean doAuth(Buffer buffer, boolean init) throws IOException {
            if (!init) {
                int command = buffer.getUByte();
                if (command != SshConstants.SSH_MSG_USERAUTH_INFO_RESPONSE || buffer.getInt() != 1) {
                    throw new IOException("not one answer: command=" + command);
                }
                if (!buffer.getString().equals(rounds.get(round).answer())) {
                    return false;
                }
                round++;
                if (round == rounds.size()) {
                    return true;
                }
            }
            Buffer question = getServerSession().createBuffer(SshConstants.SSH_MSG_USERAUTH_INFO_REQUEST);
            question.putString("");
            question.putString("");
            question.putString("");
            question.putInt(1);
            question.putString(rounds.get(round).prompt());
            question.putBoolean(rounds.get(round).echo());
            getServerSession().writePacket(question);
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        server.stop(true);
    }
}
