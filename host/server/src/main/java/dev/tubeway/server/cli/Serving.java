package dev.tubeway.server.cli;

import dev.tubeway.CloseReason;
import dev.tubeway.Gateway;
import dev.tubeway.Tube;
import dev.tubeway.server.TubeLog;
import dev.tubeway.server.access.TokenFile;
import dev.tubeway.server.guacd.GuacdListener;
import dev.tubeway.server.http.ManagementServer;
import dev.tubeway.server.settings.ServerSettings;
import dev.tubeway.server.settings.Units;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// A gateway with its management API, from start to orderly end.
///
/// Ownership: owns both.
final class Serving {
    private static final CloseReason STOPPED = CloseReason.of(CloseReason.Kind.TUNNEL_CLOSED, "the gateway stopped");

    private final ServerSettings settings;
    private final Gateway gateway;
    private final ManagementServer server;
    private final Optional<GuacdListener> guacd;

    private Serving(ServerSettings settings, Gateway gateway, ManagementServer server, Optional<GuacdListener> guacd) {
        this.settings = settings;
        this.gateway = gateway;
        this.server = server;
        this.guacd = guacd;
    }

    /// Errors: IOException or `TubewayException` whose message says what to do.
    static Serving start(CommandContext context, ServerSettings settings) throws IOException {
        String token = TokenFile.readOrCreate(settings.tokenFile());
        Gateway gateway = context.gateways().apply(settings.gateway());
        try {
            gateway.subscribe(new TubeLog());
            Optional<GuacdListener> guacd = Optional.empty();
            if (settings.guacd().isPresent()) {
                guacd = Optional.of(GuacdListener.start(settings.guacd().get(), gateway.sessions()));
            }
            try {
                return new Serving(settings, gateway, ManagementServer.start(settings, gateway, token), guacd);
            } catch (IOException | RuntimeException e) {
                guacd.ifPresent(GuacdListener::close);
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            gateway.close();
            throw e;
        }
    }

    Gateway gateway() {
        return gateway;
    }

    ManagementServer server() {
        return server;
    }

    String readyLine() {
        return "tubeway is ready: " + server.url() + " (token in " + settings.tokenFile() + ")"
                + guacd.map(listener -> ", Guacamole clients at " + Units.format(listener.address()))
                        .orElse("")
                + server.websocket()
                        .map(address -> ", by WebSocket at " + Units.format(address))
                        .orElse("");
    }

    /// Waits for a signal, then refuses creates, drains, closes the tubes with a reason and stops. A second signal ends
    /// the draining.
    void serve(StopSignal stops) throws InterruptedException {
        stops.await();
        guacd.ifPresent(GuacdListener::close);
        server.drain();
        Thread hurry = Thread.ofVirtual().name("second-signal").start(() -> {
            try {
                if (stops.awaitSecond(settings.drainTimeout().plusSeconds(5))) {
                    gateway.tubes().forEach(Serving::close);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        gateway.close(settings.drainTimeout(), STOPPED);
        hurry.interrupt();
        server.close();
        stops.ended();
    }

    /// Stops at once.
    void stop() {
        guacd.ifPresent(GuacdListener::close);
        server.drain();
        gateway.close(Duration.ZERO, STOPPED);
        server.close();
    }

    private static void close(Tube tube) {
        tube.close(STOPPED);
    }
}
