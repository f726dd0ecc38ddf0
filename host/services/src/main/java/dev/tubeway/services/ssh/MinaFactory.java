package dev.tubeway.services.ssh;

import dev.tubeway.spi.SocketWatcher;
import dev.tubeway.spi.SshProvider;

/// Makes the provider; found by [java.util.ServiceLoader].
public final class MinaFactory implements SshProvider.Factory {
    @Override
    public String name() {
        return "mina";
    }

    @Override
    public SshProvider create(SshProvider.SshConfig config, SocketWatcher sockets) {
        return new MinaProvider(config, sockets);
    }
}
