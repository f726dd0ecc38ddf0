package dev.tubeway.services.tls;

import dev.tubeway.spi.AnonymousTls;
import java.io.IOException;
import javax.net.ssl.SSLException;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsClientProtocol;
import org.bouncycastle.tls.TlsDHGroupVerifier;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsCrypto;

/// A connection by Bouncy Castle's state machine, in the mode that leaves sockets to its user.
final class BouncyLine implements AnonymousTls.Line {
    /// The least that the JDK's own TLS takes, and far above what anybody uses: each bit more costs the client time.
    private static final int LEAST_GROUP_BITS = 1024;

    private static final int MOST_GROUP_BITS = 8192;

    /// Later versions of TLS have no such suites.
    private static final ProtocolVersion VERSION = ProtocolVersion.TLSv12;

    private static final int[] SUITES = {
        CipherSuite.TLS_DH_anon_WITH_AES_128_GCM_SHA256,
        CipherSuite.TLS_DH_anon_WITH_AES_256_GCM_SHA384,
        CipherSuite.TLS_ECDH_anon_WITH_AES_128_CBC_SHA,
        CipherSuite.TLS_ECDH_anon_WITH_AES_256_CBC_SHA,
        CipherSuite.TLS_DH_anon_WITH_AES_128_CBC_SHA256,
        CipherSuite.TLS_DH_anon_WITH_AES_128_CBC_SHA
    };

    private final TlsClientProtocol protocol = new TlsClientProtocol();

    BouncyLine(TlsCrypto crypto) throws SSLException {
        try {
            protocol.connect(new Client(crypto));
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private static SSLException broken(IOException e) {
        return new SSLException("the peer and this client cannot speak TLS with each other", e);
    }

    @Override
    public boolean isShakingHands() {
        return protocol.isHandshaking();
    }

    @Override
    public boolean isOver() {
        return protocol.isClosed();
    }

    @Override
    public void take(byte[] source, int offset, int length) throws SSLException {
        try {
            protocol.offerInput(source, offset, length);
        } catch (IOException e) {
            throw broken(e);
        }
    }

    @Override
    public int readable() {
        return protocol.getAvailableInputBytes();
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        return protocol.readInput(target, offset, length);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws SSLException {
        try {
            protocol.writeApplicationData(source, offset, length);
        } catch (IOException e) {
            throw broken(e);
        }
    }

    @Override
    public int sendable() {
        return protocol.getAvailableOutputBytes();
    }

    @Override
    public int send(byte[] target, int offset, int length) {
        return protocol.readOutput(target, offset, length);
    }

    @Override
    public String protocol() {
        return "TLSv1.2";
    }

    @Override
    public void close() {
        try {
            protocol.close();
        } catch (IOException e) {
            // The peer is not told; whoever closes ends the connection below too.
        }
    }

    /// Offers suites without certificates and nothing else.
    private static final class Client extends DefaultTlsClient {
        Client(TlsCrypto crypto) {
            super(crypto);
        }

        @Override
        protected ProtocolVersion[] getSupportedVersions() {
            return VERSION.only();
        }

        @Override
        protected int[] getSupportedCipherSuites() {
            return SUITES.clone();
        }

        @Override
        public TlsDHGroupVerifier getDHGroupVerifier() {
            return group -> {
                int bits = group.getP().bitLength();
                return bits >= LEAST_GROUP_BITS && bits <= MOST_GROUP_BITS;
            };
        }

        @Override
        public TlsAuthentication getAuthentication() throws IOException {
            // No suite that is offered comes here.
            throw new TlsFatalAlert(AlertDescription.internal_error);
        }
    }
}
