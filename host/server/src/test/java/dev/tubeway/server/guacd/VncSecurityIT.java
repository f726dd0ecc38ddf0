package dev.tubeway.server.guacd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.server.desktop.VncServer;
import dev.tubeway.services.ssh.Sshd;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.apache.guacamole.protocol.GuacamoleInstruction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every way that TigerVNC's server has of letting somebody in, and what is no way in.
class VncSecurityIT {
    /// How the server lets people of the system in; nothing else uses it.
    private static final Path PAM = Path.of("/etc/pam.d/tubeway-test-vnc");

    @TempDir
    static Path folder;

    private static GuacdProcess guacd;
    private static Path certificate;
    private static Path key;

    @BeforeAll
    static void start(@TempDir Path data) throws Exception {
        Sshd.person();
        Files.writeString(PAM, "auth required pam_unix.so nodelay\naccount required pam_unix.so\n");
        certificate = folder.resolve("certificate.pem");
        key = folder.resolve("key.pem");
        sign();
        guacd = GuacdProcess.startWith("vnc", data);
    }

    @AfterAll
    static void stop() throws IOException {
        guacd.close();
        Files.delete(PAM);
    }

    /// A certificate for nobody in particular that signs itself.
    private static void sign() throws Exception {
        Process openssl = new ProcessBuilder(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "rsa:2048",
                        "-nodes",
                        "-subj",
                        "/CN=desk",
                        "-keyout",
                        key.toString(),
                        "-out",
                        certificate.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertEquals(0, openssl.waitFor());
        assertTrue(Files.size(key) > 0);
    }

    private static VncServer server(String types) throws Exception {
        return VncServer.start(
                folder,
                "-SecurityTypes",
                types,
                "-PlainUsers",
                Sshd.PERSON,
                "-PAMService",
                PAM.getFileName().toString(),
                "-X509Cert",
                certificate.toString(),
                "-X509Key",
                key.toString());
    }

    private static Person open(int port, String... more) throws Exception {
        var parameters = new HashMap<>(Map.of("hostname", "127.0.0.1", "port", Integer.toString(port)));
        for (int i = 0; i < more.length; i += 2) {
            parameters.put(more[i], more[i + 1]);
        }
        return new Person(guacd.port(), "vnc", parameters);
    }

    private static void assertRefused(Person person, String status, String words) throws Exception {
        GuacamoleInstruction error =
                person.awaitTold(instruction -> instruction.getOpcode().equals("error"));
        assertEquals(status, error.getArgs().get(1), error.toString());
        assertTrue(error.getArgs().getFirst().contains(words), error.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"None", "VncAuth", "Plain", "TLSNone", "TLSVnc", "TLSPlain", "X509None", "X509Vnc", "X509Plain"})
    void everyTypeLeadsToTheDesktop(String type) throws Exception {
        String[] login = type.endsWith("Plain")
                ? new String[] {"username", Sshd.PERSON, "password", Sshd.PASSWORD, "tls-verify", "false"}
                : new String[] {"password", VncServer.PASSWORD, "tls-verify", "false"};
        try (VncServer server = server(type);
                Person person = open(server.port(), login)) {
            VncIT.awaitSame(server, person, colour -> colour);
        }
        if (type.equals("Plain")) {
            guacd.awaitLog("the password goes to the server in the clear");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'TLSVnc,VncAuth', true, VncAuth",
        "'TLSVnc,VncAuth', false, TLSVnc",
        "'VncAuth,TLSVnc,X509Vnc', false, X509Vnc",
        "'VncAuth,TLSVnc,Plain', true, VncAuth",
    })
    void ofSeveralTypesTheSafestIsTaken(String types, String verify, String taken) throws Exception {
        try (VncServer server = server(types);
                Person person = open(server.port(), "password", VncServer.PASSWORD, "tls-verify", verify)) {
            person.await("a picture", () -> person.picture().isPresent());
            server.await("its account of the type", () -> server.log().contains("type " + taken));
        }
    }

    @Test
    void aCertificateThatDoesNotHoldIsRefused() throws Exception {
        try (VncServer server = server("X509Vnc");
                Person person = open(server.port(), "password", VncServer.PASSWORD)) {
            assertRefused(person, "519", "the certificate of 127.0.0.1:" + server.port() + " does not hold");
        }
    }

    @Test
    void encryptionWithoutACertificateIsRefusedUnlessTheConnectionAllowsIt() throws Exception {
        try (VncServer server = server("TLSNone");
                Person person = open(server.port())) {
            assertRefused(person, "519", "which tls-verify=false would take: it has the VeNCrypt types 257");
        }
    }

    @Test
    void encryptionWithoutACertificateIsRefusedWherePolicyForbidsUnverifiedTls(@TempDir Path data) throws Exception {
        try (GuacdProcess strict = GuacdProcess.startWith("vnc", data, "modules.unverifiedTls=false");
                VncServer server = server("TLSNone");
                Person person = new Person(
                        strict.port(),
                        "vnc",
                        Map.of(
                                "hostname", "127.0.0.1",
                                "port", Integer.toString(server.port()),
                                "tls-verify", "false"))) {
            assertRefused(
                    person, "768", "TLS without a certificate with 127.0.0.1:" + server.port() + " is not allowed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Plain", "TLSPlain"})
    void aWrongPasswordOfAPersonOfTheSystemIsRefused(String type) throws Exception {
        try (VncServer server = server(type);
                Person person =
                        open(server.port(), "username", Sshd.PERSON, "password", "wrong", "tls-verify", "false")) {
            assertRefused(person, "769", "refused the log-in");
        }
    }

    /// A server that agrees to TLS without a certificate, reads who greets it, and says something else.
    private static final class Deceiver implements AutoCloseable {
        private final ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());

        Deceiver(byte[] words) throws IOException {
            Thread.ofVirtual().name("deceiver").start(() -> talk(words));
        }

        private void talk(byte[] words) {
            try (Socket peer = socket.accept()) {
                OutputStream out = peer.getOutputStream();
                var in = new DataInputStream(peer.getInputStream());
                out.write("RFB 003.008\n".getBytes(StandardCharsets.US_ASCII));
                in.readFully(new byte[12]);
                out.write(new byte[] {1, 19, 0, 2});
                in.readFully(new byte[3]);
                out.write(new byte[] {0, 1, 0, 0, 1, 1});
                in.readFully(new byte[4]);
                out.write(1);
                // The greeting: a record of the handshake.
                in.readFully(new byte[3]);
                in.readFully(new byte[in.readUnsignedShort()]);
                out.write(words);
                peer.shutdownOutput();
                in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                // It is over.
            }
        }

        int port() {
            return socket.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void aServerThatBreaksTheHandshakeCostsItsSessionAndNothingElse() throws Exception {
        byte[] noise = new byte[100_000];
        new Random(42).nextBytes(noise);
        byte[] record = noise.clone();
        record[0] = 22;
        record[1] = 3;
        record[2] = 3;
        byte[] endless = new byte[100_000];
        for (int at = 0; at + 1029 <= endless.length; at += 1029) {
            // A handshake's message of 16 MiB, in records of 1 KiB.
            endless[at] = 22;
            endless[at + 1] = 3;
            endless[at + 2] = 3;
            endless[at + 3] = 4;
            endless[at + 5] = at == 0 ? (byte) 2 : 0;
            endless[at + 6] = at == 0 ? (byte) 0xff : 0;
        }
        for (byte[] words : new byte[][] {noise, record, endless, new byte[0]}) {
            try (var deceiver = new Deceiver(words);
                    Person person = open(deceiver.port(), "tls-verify", "false")) {
                assertRefused(person, "519", "TLS without a certificate with 127.0.0.1:" + deceiver.port());
            }
        }
        try (VncServer server = server("TLSNone");
                Person person = open(server.port(), "tls-verify", "false")) {
            person.await("a picture", () -> person.picture().isPresent());
        }
    }
}
