package dev.tubeway.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IceServerAddressTest {
    @ParameterizedTest
    @CsvSource({
        "stun:stun.example.org, stun, stun.example.org, 3478, udp",
        "stun:192.0.2.1:1234, stun, 192.0.2.1, 1234, udp",
        "turn:[2001:db8::1]:3478?transport=tcp, turn, 2001:db8::1, 3478, tcp",
        "turn:relay.example.org?transport=udp, turn, relay.example.org, 3478, udp",
        "turns:relay.example.org, turns, relay.example.org, 5349, tcp",
        "stuns:relay.example.org:443, stuns, relay.example.org, 443, tcp"
    })
    void reads(String url, String scheme, String host, int port, String transport) {
        assertEquals(Optional.of(new IceServerAddress(scheme, host, port, transport)), IceServerAddress.parse(url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "stun:",
                "http://example.org",
                "stun:host:0",
                "stun:host:65536",
                "turn:host?transport=sctp",
                "stun://host",
                "stun:user@host",
                "turn:[::1"
            })
    void refuses(String url) {
        assertEquals(Optional.empty(), IceServerAddress.parse(url));
    }

    @Test
    void knowsARelay() {
        assertEquals(true, IceServerAddress.parse("turns:h").orElseThrow().isRelay());
        assertEquals(false, IceServerAddress.parse("stun:h").orElseThrow().isRelay());
    }
}
