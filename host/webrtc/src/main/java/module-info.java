/// Tubes over webrtc-java: the provider `webrtc` of [dev.tubeway.spi.TransportProvider].
@org.jspecify.annotations.NullMarked
module dev.tubeway.webrtc {
    requires static org.jspecify;
    requires dev.tubeway.core;
    requires webrtc.java;

    provides dev.tubeway.spi.TransportProvider.Factory with
            dev.tubeway.webrtc.WebRtcTransportFactory;
}
