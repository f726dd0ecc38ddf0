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

/// The native configuration of a peer. DTLS and SCTP are left as the library has them.
///
/// A port for TCP is opened only where its candidate, which comes after 100 ms, can still be told. Ports that nobody is
/// told of cost more than themselves: each peer that begins to gather lets all others of its factory look anew, and
/// each that has no such port yet opens one more; of a hundred peers at once, nine hundred.
///
/// @param trickle candidates are told as they come
/// @param minPort 0 for any
/// @param maxPort 0 for any
record PeerConfiguration(List<IceServer> servers, boolean relayOnly, boolean trickle, int minPort, int maxPort) {

    static PeerConfiguration of(PeerOptions options, TransportConfig config) {
        return new PeerConfiguration(
                List.copyOf(options.iceServers().get()),
                options.relayOnly(),
                options.trickleIce(),
                config.minPort(),
                config.maxPort());
    }

    PeerConfiguration with(List<IceServer> others) {
        return new PeerConfiguration(List.copyOf(others), relayOnly, trickle, minPort, maxPort);
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
        configuration.portAllocatorConfig = new PortAllocatorConfig(minPort, maxPort, 0).setDisableTcp(!trickle);
        return configuration;
    }

    private boolean names(String scheme) {
        return servers.stream().flatMap(server -> server.urls().stream()).anyMatch(url -> url.startsWith(scheme));
    }
}
