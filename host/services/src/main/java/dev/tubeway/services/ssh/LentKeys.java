package dev.tubeway.services.ssh;

import java.io.IOException;
import java.security.KeyPair;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.agent.SshAgent;
import org.apache.sshd.agent.SshAgentFactory;
import org.apache.sshd.agent.SshAgentServer;
import org.apache.sshd.agent.local.AgentImpl;
import org.apache.sshd.agent.local.LocalAgentFactory;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.jspecify.annotations.Nullable;

/// The agent that a server may use: it holds the keys that logged in there, and nobody else's, and only where a
/// channel of that connection was granted it. No agent of this machine is ever asked.
final class LentKeys implements SshAgentFactory {

    @Override
    public List<ChannelFactory> getChannelForwardingFactories(FactoryManager manager) {
        return LocalAgentFactory.DEFAULT_FORWARDING_CHANNELS;
    }

    @Override
    public SshAgent createClient(Session session, FactoryManager manager) throws IOException {
        var agent = new AgentImpl();
        if (!session.isAuthenticated()) {
            // The library looks for keys to log in with, and has been given them.
            return agent;
        }
        Optional<List<KeyPair>> lent = MinaConnection.of(session).flatMap(MinaConnection::lentKeys);
        if (lent.isEmpty()) {
            throw new IOException("no agent is lent to this server");
        }
        for (KeyPair key : lent.get()) {
            agent.addIdentity(key, "tubeway");
        }
        return agent;
    }

    @Override
    public @Nullable SshAgentServer createServer(ConnectionService service) {
        return null;
    }
}
