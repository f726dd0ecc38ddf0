package dev.tubeway.webrtc;

import dev.tubeway.IceServer;
import dev.tubeway.spi.TransportProvider.Finding;
import dev.tubeway.spi.TransportProvider.TransportConfig;
import java.time.Duration;
import java.util.List;

final class Diagnosis {
    static List<Finding> run(List<IceServer> servers, TransportConfig config, Duration timeout) {
        return List.of();
    }
}
