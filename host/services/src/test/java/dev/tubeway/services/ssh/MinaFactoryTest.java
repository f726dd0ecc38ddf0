package dev.tubeway.services.ssh;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.tubeway.spi.SshProvider;
import java.io.IOException;
import java.security.Security;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.junit.jupiter.api.Test;

class MinaFactoryTest {

    @Test
    void bouncyCastleIsNotAddedToTheJvmsProviders() {
        try (SshProvider _ = new MinaFactory().create(SshProvider.SshConfig.defaults(), (socket, handler) -> {
            throw new IOException("no socket is watched here");
        })) {
            assertFalse(SecurityUtils.isBouncyCastleRegistered());
            assertNull(Security.getProvider("BC"));
        }
    }
}
