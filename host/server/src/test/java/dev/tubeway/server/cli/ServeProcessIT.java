package dev.tubeway.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.server.ServeProcess;
import dev.tubeway.server.access.TokenFile;
import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The program as a process of its own, over the real core and the real transport.
class ServeProcessIT {
    @TempDir
    Path data = Path.of("");

    private Process start(String... args) throws Exception {
        return ServeProcess.start(data, List.of(args));
    }

    @Test
    void servesThenEndsWithZeroAfterSigterm() throws Exception {
        Process process = start("serve", "--listen", "127.0.0.1:0", "--data", data.toString());
        try (BufferedReader out = process.inputReader();
                HttpClient client = HttpClient.newHttpClient()) {
            String line = String.valueOf(out.readLine());
            String errors = Files.readString(data.resolve("stderr"));
            assertTrue(line.startsWith("tubeway is ready: http://127.0.0.1:"), line + errors);
            String url = line.substring(line.indexOf("http"), line.indexOf(" (token"));
            String token = TokenFile.read(data.resolve("token"));
            HttpRequest create = HttpRequest.newBuilder(URI.create(url + "/v1/tubes"))
                    .header("Authorization", "Bearer " + token)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"conversationId\":\"demo\",\"trickleIce\":true,"
                            + "\"settings\":{\"conversationType\":\"tunnel\",\"localListenAddr\":\"127.0.0.1:0\"}}"))
                    .build();
            HttpResponse<String> made = client.send(create, HttpResponse.BodyHandlers.ofString());
            assertEquals(201, made.statusCode(), made.body());
            assertTrue(made.body().contains("\"offer\":\""), made.body());
            process.destroy();
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
            errors = Files.readString(data.resolve("stderr"));
            assertEquals(0, process.exitValue(), errors);
            assertTrue(errors.contains("tube opened: tube="), errors);
            assertTrue(errors.contains("reason=tunnelClosed: the gateway stopped"), errors);
            assertFalse(errors.contains(token));
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aSettingThatDoesNotExistEndsWithTwo() throws Exception {
        Process process = start("serve", "--data", data.toString(), "--set", "colour=red");
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
            assertEquals(2, process.exitValue());
            assertTrue(Files.readString(data.resolve("stderr")).startsWith("tubeway: no such setting: colour"));
        } finally {
            process.destroyForcibly();
        }
    }
}
