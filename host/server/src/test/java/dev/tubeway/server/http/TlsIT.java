package dev.tubeway.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.Identity;
import dev.tubeway.server.FakeGateway;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsIT {
    @TempDir
    Path folder = Path.of("");

    private Map<String, String> settings(Identity identity) {
        return Map.of(
                "tls.certificate", identity.certificate().toString(),
                "tls.privateKey", identity.privateKey().toString());
    }

    @Test
    void servesHttpsWithTheGivenCertificate() throws Exception {
        Identity identity = Identity.make(folder, "localhost", "EC");
        Map<String, String> settings = settings(identity);
        try (ManagementServer server = ManagementServer.start(
                        ServerFixture.settings(settings), new FakeGateway(), ServerFixture.TOKEN);
                HttpClient client =
                        HttpClient.newBuilder().sslContext(identity.trusting()).build()) {
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
        Identity identity = Identity.make(folder, "localhost", "EC");
        Files.writeString(identity.privateKey(), "nonsense");
        Map<String, String> settings = settings(identity);
        IOException e = assertThrows(
                IOException.class,
                () -> ManagementServer.start(ServerFixture.settings(settings), new FakeGateway(), ServerFixture.TOKEN));
        assertTrue(String.valueOf(e.getMessage()).contains(identity.privateKey().toString()), e.toString());
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
