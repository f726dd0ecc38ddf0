package dev.tubeway.server.guacd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.AddressPolicy;
import dev.tubeway.CloseReason;
import dev.tubeway.Identity;
import dev.tubeway.internal.buffer.BufferPool;
import dev.tubeway.internal.session.SessionRegistry;
import dev.tubeway.internal.socket.SocketLoop;
import dev.tubeway.server.settings.ServerSettings.Guacd;
import dev.tubeway.server.settings.ServerSettings.GuacdTls;
import dev.tubeway.session.SessionConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.apache.guacamole.GuacamoleException;
import org.apache.guacamole.GuacamoleResourceNotFoundException;
import org.apache.guacamole.io.GuacamoleReader;
import org.apache.guacamole.io.GuacamoleWriter;
import org.apache.guacamole.io.ReaderGuacamoleReader;
import org.apache.guacamole.io.WriterGuacamoleWriter;
import org.apache.guacamole.net.GuacamoleSocket;
import org.apache.guacamole.net.InetGuacamoleSocket;
import org.apache.guacamole.protocol.ConfiguredGuacamoleSocket;
import org.apache.guacamole.protocol.GuacamoleConfiguration;
import org.apache.guacamole.protocol.GuacamoleInstruction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The listener and the published client.
class GuacdListenerIT {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final CloseReason STOPPED = CloseReason.of(CloseReason.Kind.TUNNEL_CLOSED, "the gateway stopped");

    @TempDir
    static Path folder = Path.of("");

    private static Identity server;
    private static Identity client;
    private static Identity stranger;

    @BeforeAll
    static void makeIdentities() throws Exception {
        server = Identity.make(folder, "server", "EC");
        client = Identity.make(folder, "client", "RSA");
        stranger = Identity.make(folder, "stranger", "Ed25519");
    }

    private final BufferPool pool = new BufferPool(64, 8);
    private final WaitingModule module = new WaitingModule();
    private final SocketLoop loop = new SocketLoop();
    private final SessionRegistry sessions = new SessionRegistry(
            SessionConfig.defaults(),
            AddressPolicy.defaults(),
            name -> List.of(InetAddress.getAllByName(name)),
            protocol -> protocol.equals("test") ? Optional.of(module) : Optional.empty(),
            loop,
            pool);

    @AfterEach
    void close() {
        sessions.close(Duration.ofSeconds(5), STOPPED);
        loop.close();
        pool.close();
    }

    private GuacdListener plain() throws IOException {
        return GuacdListener.start(new Guacd(ANY_PORT, Optional.empty(), false), sessions);
    }

    private GuacdListener secured(Identity server, Optional<Path> clients) throws IOException {
        var tls = new GuacdTls(server.certificate(), server.privateKey(), clients);
        return GuacdListener.start(new Guacd(ANY_PORT, Optional.of(tls), false), sessions);
    }

    private static GuacamoleSocket inet(GuacdListener listener) throws GuacamoleException {
        return new InetGuacamoleSocket("127.0.0.1", listener.address().getPort());
    }

    private static ConfiguredGuacamoleSocket open(GuacamoleSocket socket, String protocol) throws GuacamoleException {
        var configuration = new GuacamoleConfiguration();
        configuration.setProtocol(protocol);
        return new ConfiguredGuacamoleSocket(socket, configuration);
    }

    private static ConfiguredGuacamoleSocket join(GuacamoleSocket socket, String id) throws GuacamoleException {
        var configuration = new GuacamoleConfiguration();
        configuration.setConnectionID(id);
        return new ConfiguredGuacamoleSocket(socket, configuration);
    }

    /// The published client's socket, over a TLS connection that the test made.
    private static final class TlsSocket implements GuacamoleSocket {
        private final SSLSocket socket;
        private final GuacamoleReader reader;
        private final GuacamoleWriter writer;

        /// @param client shows its certificate, where there is one
        TlsSocket(GuacdListener listener, Identity server, Optional<Identity> client) throws Exception {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("server", server.keys().getCertificate("it"));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            KeyManager[] shown = {};
            if (client.isPresent()) {
                KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
                keys.init(client.get().keys(), Identity.PASSWORD);
                shown = keys.getKeyManagers();
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(shown, trust.getTrustManagers(), null);
            socket = (SSLSocket) context.getSocketFactory()
                    .createSocket(
                            InetAddress.getLoopbackAddress(), listener.address().getPort());
            socket.setSoTimeout(20_000);
            reader = new ReaderGuacamoleReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            writer =
                    new WriterGuacamoleWriter(new OutputStreamWriter(socket.getOutputStream(), StandardCharsets.UTF_8));
        }

        @Override
        public GuacamoleReader getReader() {
            return reader;
        }

        @Override
        public GuacamoleWriter getWriter() {
            return writer;
        }

        @Override
        public void close() throws GuacamoleException {
            try {
                socket.close();
            } catch (IOException e) {
                throw new GuacamoleException(e);
            }
        }

        @Override
        public boolean isOpen() {
            return !socket.isClosed();
        }
    }

    /// The instructions that end a session, in the order they came.
    private static List<List<String>> end(GuacamoleSocket socket) throws GuacamoleException {
        List<List<String>> end = new ArrayList<>();
        while (true) {
            GuacamoleInstruction next = socket.getReader().readInstruction();
            if (next == null) {
                return end;
            }
            if (List.of("error", "disconnect").contains(next.getOpcode())) {
                List<String> words = new ArrayList<>(List.of(next.getOpcode()));
                words.addAll(next.getArgs());
                end.add(words);
            }
        }
    }

    @Test
    void thePublishedClientOpensAndJoinsASession() throws Exception {
        try (GuacdListener listener = plain()) {
            ConfiguredGuacamoleSocket owner = open(inet(listener), "test");
            ConfiguredGuacamoleSocket joiner = join(inet(listener), owner.getConnectionID());
            assertEquals(owner.getConnectionID(), joiner.getConnectionID());
            assertEquals(
                    2,
                    sessions.find(owner.getConnectionID())
                            .orElseThrow()
                            .clients()
                            .size());
            joiner.close();
            owner.close();
        }
    }

    @Test
    void aProtocolThatNobodyServesIsNamed() throws Exception {
        try (GuacdListener listener = plain()) {
            GuacamoleException refused =
                    assertThrows(GuacamoleResourceNotFoundException.class, () -> open(inet(listener), "gopher"));
            assertTrue(String.valueOf(refused.getMessage()).contains("gopher"), refused.getMessage());
            assertThrows(
                    GuacamoleResourceNotFoundException.class,
                    () -> join(inet(listener), "$00000000-0000-0000-0000-000000000000"));
        }
    }

    @Test
    void aClientComesInByTls() throws Exception {
        for (Identity kind : List.of(client, stranger)) {
            try (GuacdListener listener = secured(kind, Optional.empty())) {
                ConfiguredGuacamoleSocket owner = open(new TlsSocket(listener, kind, Optional.empty()), "test");
                assertTrue(sessions.find(owner.getConnectionID()).isPresent());
                owner.close();
            }
        }
        try (GuacdListener listener = secured(server, Optional.empty())) {
            ConfiguredGuacamoleSocket owner = open(new TlsSocket(listener, server, Optional.empty()), "test");
            assertTrue(sessions.find(owner.getConnectionID()).isPresent());
            sessions.close(Duration.ofSeconds(5), STOPPED);
            assertEquals(List.of(List.of("error", "the gateway stopped", "523"), List.of("disconnect")), end(owner));
            owner.close();
        }
    }

    @Test
    void onlyAClientWithACertificateComesInWhereTheyAreAskedFor() throws Exception {
        try (GuacdListener listener = secured(server, Optional.of(client.certificate()))) {
            for (Optional<Identity> other : List.of(Optional.<Identity>empty(), Optional.of(stranger))) {
                assertThrows(GuacamoleException.class, () -> open(new TlsSocket(listener, server, other), "test"));
            }
            assertEquals(List.of(), sessions.list());
            ConfiguredGuacamoleSocket owner = open(new TlsSocket(listener, server, Optional.of(client)), "test");
            assertTrue(sessions.find(owner.getConnectionID()).isPresent());
            owner.close();
        }
    }

    @Test
    void aClientWithoutTlsDoesNotComeInWhereThereIsTls() throws Exception {
        try (GuacdListener listener = secured(server, Optional.empty())) {
            assertThrows(GuacamoleException.class, () -> open(inet(listener), "test"));
            ConfiguredGuacamoleSocket owner = open(new TlsSocket(listener, server, Optional.empty()), "test");
            owner.close();
        }
    }

    @Test
    @SuppressWarnings("try") // closing it early is what is tested
    void aStoppingGatewayTellsItsClientsAndTakesNoMore() throws Exception {
        try (GuacdListener listener = plain()) {
            ConfiguredGuacamoleSocket owner = open(inet(listener), "test");
            ConfiguredGuacamoleSocket joiner = join(inet(listener), owner.getConnectionID());
            listener.close();
            sessions.close(Duration.ofSeconds(5), STOPPED);
            for (ConfiguredGuacamoleSocket client : List.of(owner, joiner)) {
                assertEquals(
                        List.of(List.of("error", "the gateway stopped", "523"), List.of("disconnect")), end(client));
                client.close();
            }
            assertThrows(GuacamoleException.class, () -> inet(listener));
        }
    }

    @Test
    @SuppressWarnings("try") // closing it early is what is tested
    void aClientThatNeverFinishesItsTlsHandshakeDoesNotOutliveTheListener() throws Exception {
        try (GuacdListener listener = secured(server, Optional.empty());
                Socket mute = new Socket(
                        InetAddress.getLoopbackAddress(), listener.address().getPort())) {
            mute.setSoTimeout(20_000);
            mute.getOutputStream().write(0x16);
            // The listener knows of it once another one that came later was served.
            open(new TlsSocket(listener, server, Optional.empty()), "test").close();
            listener.close();
            try (var in = new BufferedReader(new InputStreamReader(mute.getInputStream(), StandardCharsets.UTF_8))) {
                assertFalse(in.ready());
                assertEquals(-1, readOrReset(in));
            }
        }
    }

    private static int readOrReset(BufferedReader in) {
        try {
            return in.read();
        } catch (java.net.SocketTimeoutException e) {
            throw new AssertionError("still open", e);
        } catch (IOException e) {
            return -1;
        }
    }

    @Test
    void anAddressThatIsTakenAndAFileThatIsNoneAreNamed() throws Exception {
        try (GuacdListener listener = plain()) {
            var taken = new Guacd(listener.address(), Optional.empty(), false);
            IOException e = assertThrows(IOException.class, () -> GuacdListener.start(taken, sessions));
            assertTrue(
                    String.valueOf(e.getMessage())
                            .endsWith("guacd.listen=127.0.0.1:"
                                    + listener.address().getPort()),
                    e.getMessage());
        }
        Path nonsense = Files.writeString(folder.resolve("nonsense.key"), "nonsense");
        var broken = new Identity(server.keys(), server.certificate(), nonsense);
        IOException e = assertThrows(IOException.class, () -> secured(broken, Optional.empty()));
        assertTrue(String.valueOf(e.getMessage()).contains("nonsense.key"), e.getMessage());
        Path missing = folder.resolve("missing.pem");
        e = assertThrows(IOException.class, () -> secured(server, Optional.of(missing)));
        assertTrue(String.valueOf(e.getMessage()).contains("missing.pem"), e.getMessage());
    }

    @Test
    void otherMachinesAreLetInOnlyWhereSomethingAsksWhoTheyAre() {
        var everywhere = new InetSocketAddress("0.0.0.0", 4822);
        var e = assertThrows(IllegalArgumentException.class, () -> new Guacd(everywhere, Optional.empty(), false));
        assertTrue(String.valueOf(e.getMessage()).contains("guacd.tls.clientCertificates"), e.getMessage());
        assertTrue(new Guacd(everywhere, Optional.empty(), true).anyClient());
        var asked = new GuacdTls(Path.of("a"), Path.of("b"), Optional.of(Path.of("c")));
        assertFalse(new Guacd(everywhere, Optional.of(asked), false).anyClient());
    }
}
