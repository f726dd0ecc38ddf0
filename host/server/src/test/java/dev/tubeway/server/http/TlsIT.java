package dev.tubeway.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.server.FakeGateway;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsIT {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    Path folder = Path.of("");

    private Path certificate = Path.of("");
    private Path privateKey = Path.of("");

    @BeforeEach
    void makeCertificate() throws Exception {
        Path store = folder.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertTrue(keytool.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, keytool.exitValue());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        certificate = pem("CERTIFICATE", keys.getCertificate("server").getEncoded());
        privateKey = pem("PRIVATE KEY", keys.getKey("server", PASSWORD).getEncoded());
    }

    private Path pem(String label, byte[] der) throws IOException {
        return Files.writeString(
                folder.resolve(label.replace(" ", "") + ".pem"),
                "-----BEGIN " + label + "-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + label
                        + "-----\n");
    }

    private SSLContext trusting() throws Exception {
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        try (InputStream in = Files.newInputStream(certificate)) {
            trust.setCertificateEntry(
                    "server",
                    java.security.cert.CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trust);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }

    @Test
    void servesHttpsWithTheGivenCertificate() throws Exception {
        Map<String, String> settings =
                Map.of("tls.certificate", certificate.toString(), "tls.privateKey", privateKey.toString());
        try (ManagementServer server = ManagementServer.start(
                        ServerFixture.settings(settings), new FakeGateway(), ServerFixture.TOKEN);
                HttpClient client =
                        HttpClient.newBuilder().sslContext(trusting()).build()) {
            assertTrue(server.url().startsWith("https://127.0.0.1:"));
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(URI.create(server.url() + "/v1/tubes"))
                            .header("Authorization", "Bearer " + ServerFixture.TOKEN)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertEquals(200, response.statusCode());
            assertTrue(
                    response.headers().firstValue("Strict-Transport-Security").isPresent());
        }
    }

    @Test
    void aKeyThatIsNoneIsNamed() throws Exception {
        Files.writeString(privateKey, "nonsense");
        Map<String, String> settings =
                Map.of("tls.certificate", certificate.toString(), "tls.privateKey", privateKey.toString());
        IOException e = assertThrows(
                IOException.class,
                () -> ManagementServer.start(ServerFixture.settings(settings), new FakeGateway(), ServerFixture.TOKEN));
        assertTrue(String.valueOf(e.getMessage()).contains(privateKey.toString()), e.toString());
    }

    @Test
    void aPortThatIsTakenIsNamedWithWhatToDo() throws Exception {
        try (ServerFixture http = new ServerFixture()) {
            String address = "127.0.0.1:" + http.server.address().getPort();
            IOException e = assertThrows(
                    IOException.class,
                    () -> ManagementServer.start(
                            ServerFixture.settings(Map.of("listen", address)), new FakeGateway(), ServerFixture.TOKEN));
            assertTrue(String.valueOf(e.getMessage()).contains("cannot listen on " + address), e.toString());
            assertTrue(String.valueOf(e.getMessage()).contains("--listen"), e.toString());
        }
    }
}
