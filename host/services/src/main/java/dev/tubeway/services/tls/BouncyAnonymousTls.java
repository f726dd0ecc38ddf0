package dev.tubeway.services.tls;

import dev.tubeway.spi.AnonymousTls;
import java.security.SecureRandom;
import javax.net.ssl.SSLException;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;

/// Speaks by Bouncy Castle's protocol and the ciphers of the JDK; found by [java.util.ServiceLoader].
///
/// Nothing is added to the JVM's security providers, and none of its security properties changes.
public final class BouncyAnonymousTls implements AnonymousTls {
    private final TlsCrypto crypto = new JcaTlsCryptoProvider().create(new SecureRandom());

    @Override
    public Line begin() throws SSLException {
        return new BouncyLine(crypto);
    }
}
