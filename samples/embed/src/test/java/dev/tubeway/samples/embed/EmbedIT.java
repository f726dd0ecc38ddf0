package dev.tubeway.samples.embed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.Conversation;
import dev.tubeway.Gateway;
import dev.tubeway.GatewayConfig;
import dev.tubeway.Tube;
import dev.tubeway.TubeRequest;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Runs the sample as its user would, and is its other side.
class EmbedIT {

    @Test
    @Timeout(120)
    void carriesBytesToATargetOfTheOtherSide() throws Exception {
        byte[] sent = "from one side to the other and back".getBytes(StandardCharsets.UTF_8);
        Process sample = startSample();
        try (ServerSocket target = echo();
                Gateway gateway = Gateway.start(GatewayConfig.defaults());
                BufferedReader said = sample.inputReader(StandardCharsets.UTF_8);
                BufferedWriter input = sample.outputWriter(StandardCharsets.UTF_8)) {
            String offer = said.readLine();
            Tube tube = gateway.createTube(TubeRequest.answer(
                    "database", new Conversation.TunnelDialler("127.0.0.1", target.getLocalPort()), offer));
            input.write(tube.answer().orElseThrow() + "\n");
            input.flush();
            assertTrue(tube.awaitReady(Duration.ofSeconds(30)), "status=" + tube.status());

            String listening = said.readLine();
            int port = Integer.parseInt(listening.substring(listening.lastIndexOf(':') + 1));
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                client.getOutputStream().write(sent);
                client.shutdownOutput();
                assertArrayEquals(sent, client.getInputStream().readAllBytes());
            }

            input.write("\n");
            input.flush();
            assertTrue(sample.waitFor(60, TimeUnit.SECONDS), "the sample did not end");
            assertEquals(0, sample.exitValue());
        } finally {
            sample.destroyForcibly().waitFor();
        }
    }

    /// The sample on this JVM's class path, with the flags that the build gives to every test.
    private static Process startSample() throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(System.getProperty("tubeway.jvm.flags").split(" ")));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Embed.class.getName()));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /// A target that sends back what it gets, for one client.
    private static ServerSocket echo() throws IOException {
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            try (Socket client = server.accept()) {
                client.getInputStream().transferTo(client.getOutputStream());
            } catch (IOException e) {
                // The test reads less than it sent, and fails by that.
                System.getLogger(EmbedIT.class.getName()).log(System.Logger.Level.DEBUG, "the target ended", e);
            }
        });
        return server;
    }
}
