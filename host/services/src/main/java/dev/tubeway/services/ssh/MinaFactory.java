package dev.tubeway.services.ssh;

import dev.tubeway.spi.SocketWatcher;
import dev.tubeway.spi.SshProvider;

/// Makes the provider; found by [java.util.ServiceLoader].
public final class MinaFactory implements SshProvider.Factory {
    private static final String USES_BOUNCY_CASTLE = "org.apache.sshd.security.provider.BC.enabled";

    @Override
    public String name() {
        return "mina";
    }

    @Override
    public SshProvider create(SshProvider.SshConfig config, SocketWatcher sockets) {
        // Where it finds Bouncy Castle, which is here for another purpose, the library adds it to the JVM's security
        // providers; that is for the embedder to want.
        if (System.getProperty(USES_BOUNCY_CASTLE) == null) {
            System.setProperty(USES_BOUNCY_CASTLE, "false");
        }
        return new MinaProvider(config, sockets);
    }
}
