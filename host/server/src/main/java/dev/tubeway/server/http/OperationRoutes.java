package dev.tubeway.server.http;

import dev.tubeway.Capacity;
import dev.tubeway.Gateway;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Capacity, health, metrics, diagnostics, and the description of the API itself.
final class OperationRoutes {
    private final Gateway gateway;
    private final Metrics metrics;
    private final Duration diagnosticsTimeout;
    private final BooleanSupplier draining;
    private final byte[] openApi = resource("/openapi.yaml");

    OperationRoutes(Gateway gateway, Metrics metrics, Duration diagnosticsTimeout, BooleanSupplier draining) {
        this.gateway = gateway;
        this.metrics = metrics;
        this.diagnosticsTimeout = diagnosticsTimeout;
        this.draining = draining;
    }

    void capacity(ServerRequest request, ServerResponse response) {
        Bodies.send(response, Json.write(Views.CapacityView.of(gateway.capacity())));
    }

    void connectivity(ServerRequest request, ServerResponse response) {
        Bodies.send(
                response,
                Json.write(
                        Views.Connectivity.of(gateway.diagnose(gateway.config().iceServers(), diagnosticsTimeout))));
    }

    void live(ServerRequest request, ServerResponse response) {
        Bodies.send(response, Json.write(new Views.Health("up")));
    }

    void ready(ServerRequest request, ServerResponse response) {
        if (draining.getAsBoolean()) {
            throw new ProblemException(ProblemType.NOT_READY, "the gateway is stopping");
        }
        Capacity capacity = gateway.capacity();
        if (capacity.tubes() >= capacity.maxTubes()) {
            throw new ProblemException(
                    ProblemType.NOT_READY, "as many tubes as allowed: maxTubes=" + capacity.maxTubes());
        }
        Bodies.send(response, Json.write(new Views.Health("up")));
    }

    void metrics(ServerRequest request, ServerResponse response) {
        response.header(HeaderNames.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
        response.send(metrics.scrape());
    }

    void openApi(ServerRequest request, ServerResponse response) {
        response.header(HeaderNames.CONTENT_TYPE, "application/yaml");
        response.send(openApi);
    }

    private static byte[] resource(String name) {
        try (InputStream in = OperationRoutes.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("missing in the jar: resource=" + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
