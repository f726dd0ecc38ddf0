package dev.tubeway.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.server.cli.SignalLine.Kind;
import dev.tubeway.server.cli.SignalLine.Role;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignalLineTest {
    /// A description for a data channel, of the form that WebRTC libraries write.
    static String sdp(int candidates) {
        Random random = new Random(7);
        StringBuilder sdp = new StringBuilder(String.join(
                "\r\n",
                "v=0",
                "o=- 7612345678901234567 2 IN IP4 127.0.0.1",
                "s=-",
                "t=0 0",
                "a=group:BUNDLE 0",
                "a=extmap-allow-mixed",
                "a=msid-semantic: WMS",
                "m=application 50123 UDP/DTLS/SCTP webrtc-datachannel",
                "c=IN IP4 192.168.17.4",
                ""));
        for (int i = 0; i < candidates; i++) {
            sdp.append(String.format(
                    "a=candidate:%d 1 udp 2122260223 192.168.%d.%d %d typ host generation 0 network-id %d\r%n",
                    random.nextInt(1 << 30),
                    random.nextInt(256),
                    random.nextInt(256),
                    1024 + random.nextInt(60_000),
                    i + 1));
        }
        StringBuilder fingerprint = new StringBuilder();
        for (int i = 0; i < 32; i++) {
            fingerprint.append(i == 0 ? "" : ":").append(String.format("%02X", random.nextInt(256)));
        }
        return sdp
                + String.join(
                        "\r\n",
                        "a=ice-ufrag:x7Qp",
                        "a=ice-pwd:kF8s0aLmN2b7YcT5wE1rXz9u",
                        "a=ice-options:trickle",
                        "a=fingerprint:sha-256 " + fingerprint,
                        "a=setup:actpass",
                        "a=mid:0",
                        "a=sctp-port:5000",
                        "a=max-message-size:262144",
                        "");
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void comesBackAsItWas(Role role) {
        for (Kind kind : Kind.values()) {
            SignalLine line = new SignalLine(role, kind, sdp(4));
            assertEquals(line, SignalLine.decode(line.encode()));
        }
    }

    @Test
    void isShortEnoughToPaste() {
        assertTrue(new SignalLine(Role.OFFER, Kind.TUNNEL, sdp(4)).encode().length() < 600);
        assertTrue(new SignalLine(Role.OFFER, Kind.TUNNEL, sdp(40)).encode().length() < SignalLine.SAFE_LENGTH);
    }

    @Test
    void whiteSpaceFromCopyingDoesNotCount() {
        SignalLine line = new SignalLine(Role.ANSWER, Kind.SOCKS5, sdp(1));
        String text = line.encode();
        assertEquals(line, SignalLine.decode("  " + text.substring(0, 50) + "\n" + text.substring(50) + "\r\n"));
    }

    @Test
    void aLineThatWasCutAnywhereIsRefused() {
        String text = new SignalLine(Role.OFFER, Kind.TUNNEL, sdp(2)).encode();
        for (int length = 0; length < text.length(); length++) {
            String cut = text.substring(0, length);
            assertThrows(IllegalArgumentException.class, () -> SignalLine.decode(cut), cut);
        }
    }

    @Test
    void aLineThatWasChangedIsRefused() {
        String text = new SignalLine(Role.OFFER, Kind.TUNNEL, sdp(2)).encode();
        for (int at = SignalLine.PREFIX.length() + 8; at < text.length() - 1; at++) {
            String changed = text.substring(0, at) + (text.charAt(at) == 'A' ? 'B' : 'A') + text.substring(at + 1);
            assertThrows(IllegalArgumentException.class, () -> SignalLine.decode(changed), changed);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "tubeway2:abc", "tubeway1:", "tubeway1:%%%", "v=0"})
    void anythingElseIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> SignalLine.decode(text));
    }

    @Test
    void randomTextIsRefused() {
        long seed = 42;
        Random random = new Random(seed);
        for (int i = 0; i < 1000; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            String text = SignalLine.PREFIX
                    + java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            assertThrows(IllegalArgumentException.class, () -> SignalLine.decode(text), "seed=" + seed);
        }
    }
}
