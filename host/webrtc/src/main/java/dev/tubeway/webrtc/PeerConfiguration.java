package dev.tubeway.webrtc;

import dev.onvoid.webrtc.PortAllocatorConfig;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCIceServer;
import dev.onvoid.webrtc.RTCIceTransportPolicy;
import dev.tubeway.IceServer;
import dev.tubeway.spi.TransportProvider.PeerOptions;
import dev.tubeway.spi.TransportProvider.TransportConfig;
import java.util.ArrayList;
import java.util.List;

/// The native configuration of a peer. TCP candidates, DTLS and SCTP are left as the library has them.
///
/// @param minPort 0 for any
/// @param maxPort 0 for any
record PeerConfiguration(List<IceServer> servers, boolean relayOnly, int minPort, int maxPort) {

    static PeerConfiguration of(PeerOptions options, TransportConfig config) {
        return new PeerConfiguration(options.iceServers(), options.relayOnly(), config.minPort(), config.maxPort());
    }

    /// What a description that carries all candidates has to wait for.
    Gathering gathering() {
        return new Gathering(relayOnly ? 0 : LocalAddresses.count(), !relayOnly && names("stun"), names("turn"));
    }

    RTCConfiguration toNative() {
        var configuration = new RTCConfiguration();
        configuration.iceServers = new ArrayList<>();
        for (IceServer server : servers) {
            var entry = new RTCIceServer();
            entry.urls = List.copyOf(server.urls());
            entry.username = server.username().orElse("");
            entry.password = server.credential().orElse("");
            configuration.iceServers.add(entry);
        }
        configuration.iceTransportPolicy = relayOnly ? RTCIceTransportPolicy.RELAY : RTCIceTransportPolicy.ALL;
        configuration.portAllocatorConfig = new PortAllocatorConfig(minPort, maxPort, 0);
        return configuration;
    }

    private boolean names(String scheme) {
        return servers.stream().flatMap(server -> server.urls().stream()).anyMatch(url -> url.startsWith(scheme));
    }
}
