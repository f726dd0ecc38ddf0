package dev.tubeway.services.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.spi.AnonymousTls;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.Security;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.ServiceLoader;
import javax.net.ssl.SSLException;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsServerProtocol;
import org.bouncycastle.tls.crypto.DHGroup;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.bouncycastle.tls.crypto.TlsDHConfig;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The client of TLS without certificates against a server in the same memory.
class AnonymousTlsTest {
    private static final TlsCrypto CRYPTO = new BcTlsCrypto(new SecureRandom());

    private final TlsServerProtocol server = new TlsServerProtocol();

    private static AnonymousTls.Line begin() throws SSLException {
        return ServiceLoader.load(AnonymousTls.class).findFirst().orElseThrow().begin();
    }

    /// A server of one suite, with a group of its own where one is given.
    private static final class Server extends DefaultTlsServer {
        private final int suite;
        private final @Nullable BigInteger prime;

        Server(int suite, @Nullable BigInteger prime) {
            super(CRYPTO);
            this.suite = suite;
            this.prime = prime;
        }

        @Override
        protected int[] getSupportedCipherSuites() {
            return new int[] {suite};
        }

        @Override
        protected ProtocolVersion[] getSupportedVersions() {
            return ProtocolVersion.TLSv12.only();
        }

        @Override
        public @Nullable TlsCredentials getCredentials() {
            return null;
        }

        @Override
        public TlsDHConfig getDHConfig() throws IOException {
            BigInteger group = prime;
            return group == null ? super.getDHConfig() : new TlsDHConfig(new DHGroup(group, null, BigInteger.TWO, 0));
        }
    }

    /// Carries bytes between the two, in pieces, until neither has any.
    private void carry(AnonymousTls.Line client, int piece) throws IOException {
        byte[] bytes = new byte[piece];
        while (client.sendable() > 0 || server.getAvailableOutputBytes() > 0) {
            for (int count = client.send(bytes, 0, piece); count > 0; count = client.send(bytes, 0, piece)) {
                server.offerInput(bytes, 0, count);
            }
            int count = server.readOutput(bytes, 0, Math.min(piece, server.getAvailableOutputBytes()));
            if (count > 0) {
                client.take(bytes, 0, count);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                CipherSuite.TLS_DH_anon_WITH_AES_128_GCM_SHA256,
                CipherSuite.TLS_DH_anon_WITH_AES_256_GCM_SHA384,
                CipherSuite.TLS_ECDH_anon_WITH_AES_128_CBC_SHA,
                CipherSuite.TLS_ECDH_anon_WITH_AES_256_CBC_SHA,
                CipherSuite.TLS_DH_anon_WITH_AES_128_CBC_SHA256,
                CipherSuite.TLS_DH_anon_WITH_AES_128_CBC_SHA
            })
    void bytesGoBothWaysAfterAHandshakeInPiecesOfAnySize(int suite) throws Exception {
        try (AnonymousTls.Line client = begin()) {
            server.accept(new Server(suite, null));
            assertTrue(client.isShakingHands());
            carry(client, 1);
            assertFalse(client.isShakingHands());
            assertEquals("TLSv1.2", client.protocol());
            byte[] asked = new byte[100_000];
            new Random(suite).nextBytes(asked);
            client.write(asked, 0, asked.length);
            carry(client, 5000);
            byte[] heard = new byte[asked.length];
            assertEquals(asked.length, server.readInput(heard, 0, heard.length));
            assertArrayEquals(asked, heard);
            server.writeApplicationData(asked, 0, asked.length);
            carry(client, 4999);
            assertEquals(asked.length, client.readable());
            assertEquals(asked.length, client.read(heard, 0, heard.length));
            assertArrayEquals(asked, heard);
            server.close();
            byte[] farewell = new byte[server.getAvailableOutputBytes()];
            server.readOutput(farewell, 0, farewell.length);
            client.take(farewell, 0, farewell.length);
            assertTrue(client.isOver());
        }
    }

    @Test
    void whatIsSentIsEnciphered() throws Exception {
        try (AnonymousTls.Line client = begin()) {
            server.accept(new Server(CipherSuite.TLS_DH_anon_WITH_AES_128_GCM_SHA256, null));
            carry(client, 1000);
            byte[] secret = "a very secret password".getBytes(StandardCharsets.UTF_8);
            client.write(secret, 0, secret.length);
            byte[] sent = new byte[client.sendable()];
            assertEquals(sent.length, client.send(sent, 0, sent.length));
            assertFalse(new String(sent, StandardCharsets.ISO_8859_1).contains("secret"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {768, 8208})
    void aGroupThatIsWeakOrCostsTooMuchIsRefused(int bits) throws Exception {
        try (AnonymousTls.Line client = begin()) {
            BigInteger odd = BigInteger.ONE.shiftLeft(bits - 1).setBit(0);
            server.accept(new Server(CipherSuite.TLS_DH_anon_WITH_AES_128_GCM_SHA256, odd));
            var error = assertThrows(SSLException.class, () -> carry(client, 1000));
            String cause = String.valueOf(error.getCause());
            assertTrue(cause.contains("insufficient_security"), cause);
            // The server is told.
            assertTrue(client.sendable() > 0);
        }
    }

    @Test
    void aServerThatDemandsCertificatesIsNotSpokenWith() throws Exception {
        try (AnonymousTls.Line client = begin()) {
            server.accept(new Server(CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, null));
            assertThrows(IOException.class, () -> carry(client, 1000));
            assertTrue(client.isShakingHands() || client.isOver());
        }
    }

    @Test
    void aServerThatSpeaksNonsenseIsRefused() throws Exception {
        for (int seed = 0; seed < 300; seed++) {
            var random = new Random(seed);
            byte[] nonsense = new byte[40_000];
            random.nextBytes(nonsense);
            if (seed % 3 > 0) {
                // A record that looks right, of the handshake or another kind.
                byte[] header = {(byte) (20 + random.nextInt(4)), 3, 3, (byte) random.nextInt(64), 16};
                System.arraycopy(header, 0, nonsense, 0, header.length);
                nonsense[5] = (byte) random.nextInt(25);
            }
            try (AnonymousTls.Line client = begin()) {
                assertThrows(SSLException.class, () -> client.take(nonsense, 0, nonsense.length), "seed=" + seed);
                assertEquals(0, client.readable());
            }
        }
    }

    @Test
    void aServerThatChangesItsRecordsIsRefused() throws Exception {
        for (int seed = 0; seed < 30; seed++) {
            var fresh = new TlsServerProtocol();
            fresh.accept(new Server(CipherSuite.TLS_ECDH_anon_WITH_AES_128_CBC_SHA, null));
            try (AnonymousTls.Line client = begin()) {
                byte[] hello = new byte[client.sendable()];
                client.send(hello, 0, hello.length);
                fresh.offerInput(hello);
                byte[] answer = new byte[fresh.getAvailableOutputBytes()];
                fresh.readOutput(answer, 0, answer.length);
                client.take(answer, 0, answer.length);
                byte[] keys = new byte[client.sendable()];
                client.send(keys, 0, keys.length);
                fresh.offerInput(keys);
                byte[] finished = new byte[fresh.getAvailableOutputBytes()];
                fresh.readOutput(finished, 0, finished.length);
                finished[finished.length - 1 - new Random(seed).nextInt(40)] ^= 1;
                assertThrows(SSLException.class, () -> client.take(finished, 0, finished.length), "seed=" + seed);
            }
        }
    }

    @Test
    void theJvmsProvidersAndPropertiesStayAsTheyWere() throws Exception {
        List<String> before =
                Arrays.stream(Security.getProviders()).map(Object::toString).toList();
        String disabled = Security.getProperty("jdk.tls.disabledAlgorithms");
        try (AnonymousTls.Line client = begin()) {
            server.accept(new Server(CipherSuite.TLS_ECDH_anon_WITH_AES_128_CBC_SHA, null));
            carry(client, 1000);
            assertFalse(client.isShakingHands());
        }
        assertEquals(
                before,
                Arrays.stream(Security.getProviders()).map(Object::toString).toList());
        assertEquals(disabled, Security.getProperty("jdk.tls.disabledAlgorithms"));
    }
}
