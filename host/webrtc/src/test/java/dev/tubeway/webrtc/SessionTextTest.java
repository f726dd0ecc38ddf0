package dev.tubeway.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.spi.TransportException;
import dev.tubeway.spi.TransportException.Cause;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTextTest {
    private static final String GOOD = String.join(
            "\r\n",
            "v=0",
            "o=- 1 2 IN IP4 127.0.0.1",
            "s=-",
            "t=0 0",
            "a=group:BUNDLE data",
            "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
            "c=IN IP4 0.0.0.0",
            "a=ice-ufrag:abcd",
            "a=ice-pwd:0123456789012345678901",
            "a=fingerprint:sha-256 00:11:22",
            "a=setup:actpass",
            "a=mid:data",
            "a=sctp-port:5000",
            "a=max-message-size:65535",
            "");

    private static String refusal(String text) {
        var refused = assertThrows(TransportException.class, () -> SessionText.parse(text));
        assertEquals(Cause.BAD_DESCRIPTION, refused.kind());
        return refused.toString();
    }

    @Test
    void readsWhatTheProviderNeeds() throws TransportException {
        assertEquals(new SessionText("abcd", "data", 65_535), SessionText.parse(GOOD));
    }

    @Test
    void takesLinesThatEndInLineFeedOnly() throws TransportException {
        assertEquals("abcd", SessionText.parse(GOOD.replace("\r\n", "\n")).iceUfrag());
    }

    @Test
    void assumesSixtyFourKibibytesWhereNoMaximumIsGiven() throws TransportException {
        String without = GOOD.replace("a=max-message-size:65535\r\n", "");
        assertEquals(65_536, SessionText.parse(without).maxMessageBytes());
    }

    @Test
    void takesFingerprintAndCredentialsOfTheSession() throws TransportException {
        String moved = GOOD.replace("a=fingerprint:sha-256 00:11:22\r\n", "")
                .replace("t=0 0\r\n", "t=0 0\r\na=fingerprint:sha-256 00:11:22\r\n");
        assertEquals("abcd", SessionText.parse(moved).iceUfrag());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=ice-ufrag:abcd\r\n",
                "a=ice-pwd:0123456789012345678901\r\n",
                "a=fingerprint:sha-256 00:11:22\r\n",
                "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n",
                "v=0\r\n"
            })
    void refusesADescriptionWithout(String line) {
        String name = line.startsWith("a=") ? line.substring(0, line.indexOf(':')) : line.strip();
        String refusal = refusal(GOOD.replace(line, ""));
        assertTrue(refusal.contains(name.substring(0, Math.min(name.length(), 13))), refusal);
    }

    @Test
    void refusesASecondMediaSection() {
        assertTrue(refusal(GOOD + "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n").contains("more than one media section"));
    }

    @Test
    void refusesMediaThatIsNoDataChannel() {
        assertTrue(refusal(GOOD.replace("m=application", "m=video")).contains("m=application"));
    }

    @Test
    void refusesWhatIsTooLarge() {
        assertTrue(refusal(GOOD + "a=x:" + "y".repeat(SessionText.MAX_BYTES)).contains("larger than"));
        assertTrue(refusal(GOOD + "a=x\r\n".repeat(3_000)).contains("more than 2000 lines"));
        assertTrue(refusal(GOOD + "a=x:" + "\u20ac".repeat(SessionText.MAX_BYTES / 2))
                .contains("larger than"));
    }

    @Test
    void refusesControlCharactersAndBrokenLines() {
        assertTrue(refusal(GOOD.replace("s=-", "s=\0")).contains("control character"));
        assertTrue(refusal(GOOD + "nonsense\r\n").contains("letter=value"));
        assertTrue(refusal(GOOD.replace("65535", "many")).contains("max-message-size"));
    }

    @Test
    void refusesEveryCutThatLosesAnAttributeItNeeds() throws TransportException {
        int enough = GOOD.indexOf("a=fingerprint:sha-256 ") + "a=fingerprint:sha-256 0".length();
        for (int cut = 0; cut < enough - 1; cut++) {
            refusal(GOOD.substring(0, cut));
        }
        assertEquals("abcd", SessionText.parse(GOOD.substring(0, enough)).iceUfrag());
    }

    @Test
    void refusesRandomTextWithATransportExceptionOnly() {
        long seed = 20_260_101;
        var random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            char[] text = GOOD.toCharArray();
            for (int change = 0; change < 40; change++) {
                text[random.nextInt(text.length)] = (char) random.nextInt(256);
            }
            String broken = "v=0\r\nm=" + new String(text);
            refusal(broken);
        }
    }

    @Test
    void findsTheUserFragmentOfAnOwnDescription() {
        assertEquals("abcd", SessionText.iceUfragOf(GOOD));
        assertEquals("", SessionText.iceUfragOf("v=0"));
    }
}
