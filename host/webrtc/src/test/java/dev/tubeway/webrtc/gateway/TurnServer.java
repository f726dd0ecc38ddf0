package dev.tubeway.webrtc.gateway;

import dev.tubeway.Gateway;
import dev.tubeway.GatewayConfig;
import dev.tubeway.IceServer;
import dev.tubeway.spi.TransportProvider.Verdict;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A coturn that shares a secret with the gateways, in this process's network.
final class TurnServer implements AutoCloseable {
    static final String ADDRESS = "10.77.0.1";
    private static final int PORT = 3_490;

    private final Process process;

    TurnServer(Path folder) throws IOException {
        Path config = Files.writeString(folder.resolve("turnserver.conf"), """
                listening-ip=%s
                listening-port=%d
                relay-ip=%s
                min-port=49300
                max-port=49400
                use-auth-secret
                static-auth-secret=north
                realm=test
                no-tls
                no-dtls
                no-cli
                simple-log
                log-file=%s
                pidfile=%s
                userdb=%s
                """.formatted(
                        ADDRESS, PORT, ADDRESS, folder.resolve("log"), folder.resolve("pid"), folder.resolve("db")));
        process = new ProcessBuilder("turnserver", "-c", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (Gateway gateway = Gateway.start(GatewayConfig.defaults())) {
            IceServer stun = IceServer.stun("stun:" + ADDRESS + ":" + PORT);
            TwoGateways.until(
                    "the TURN server answers",
                    () -> gateway.diagnose(List.of(stun), Duration.ofMillis(300)).stream()
                            .anyMatch(f -> f.subject().startsWith("stun:") && f.verdict() == Verdict.OK));
        }
    }

    InetSocketAddress address() {
        return new InetSocketAddress(ADDRESS, PORT);
    }

    /// The server itself, as peers are told.
    IceServer direct() {
        return behind(PORT);
    }

    /// The server behind a link that listens on that port of this address.
    static IceServer behind(int port) {
        return IceServer.turnWithSecret("turn:" + ADDRESS + ":" + port + "?transport=udp", "north");
    }

    @Override
    public void close() {
        process.destroy();
        TwoGateways.until("the TURN server has stopped", () -> !process.isAlive());
    }
}
