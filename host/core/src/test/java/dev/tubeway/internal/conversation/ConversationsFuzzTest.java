package dev.tubeway.internal.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.Conversation;
import dev.tubeway.Fuzz;
import dev.tubeway.TubewayException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What peers, clients and operators send: settings, SOCKS5, UDP frames, destinations.
class ConversationsFuzzTest {
    private static final List<String> KEYS = List.of(
            "conversationType",
            "conversation_type",
            "localListenAddr",
            "local_listen_addr",
            "targetHost",
            "targetPort",
            "target_port",
            "socksMode",
            "allowedHosts",
            "allowedPorts",
            "anyClient",
            "guacd",
            "targethost",
            "x");
    private static final List<String> VALUES = List.of(
            "tunnel",
            "socks5",
            "127.0.0.1:0",
            "[::1]:99",
            "localhost",
            "80",
            "1-9",
            "*.example.com",
            "10.0.0.0/8",
            "true",
            "",
            "-1",
            "65536");

    private static Object value(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> random.nextInt(70_000);
            case 1 -> random.nextBoolean();
            case 2 -> Fuzz.text(random, "0123456789.:[]-/*abc", 20);
            case 3 -> {
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(value(random));
                }
                yield list;
            }
            default -> VALUES.get(random.nextInt(VALUES.size()));
        };
    }

    @Test
    void settingsGiveAConversationThatCanBeWrittenOrSayWhatIsWrong() {
        Fuzz.rounds(5000, random -> {
            Map<String, Object> settings = new HashMap<>();
            for (int i = random.nextInt(6); i > 0; i--) {
                settings.put(KEYS.get(random.nextInt(KEYS.size())), value(random));
            }
            try {
                Conversation conversation = SettingsReader.read(settings);
                assertEquals(
                        conversation, SettingsReader.read(SettingsReader.write(conversation)), settings.toString());
            } catch (TubewayException e) {
                assertEquals(TubewayException.Problem.INVALID_SETTINGS, e.problem());
            }
        });
    }

    @Test
    void everySocksMessageHasAnAnswer() {
        Fuzz.rounds(5000, random -> {
            byte[] bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            for (int i = 0; i < Math.min(5, bytes.length); i++) {
                bytes[i] = random.nextBoolean() ? (byte) random.nextInt(6) : bytes[i];
            }
            if (random.nextBoolean() && bytes.length > 0) {
                bytes[0] = 5;
            }
            ByteBuffer in = ByteBuffer.wrap(bytes);
            if (Socks5.decodeGreeting(in) instanceof Socks5.NeedMore(int more)) {
                assertTrue(bytes.length + more <= Socks5.MAX_MESSAGE_BYTES);
            }
            if (Socks5.decodeRequest(in) instanceof Socks5.NeedMore(int more)) {
                assertTrue(bytes.length + more <= Socks5.MAX_MESSAGE_BYTES);
            }
            Socks5.UdpPacket packet = Socks5.decodeUdp(in);
            assertTrue(packet instanceof Socks5.Malformed || packet instanceof Socks5.Datagram);
            assertEquals(0, in.position());
        });
    }

    @Test
    void everyUdpFrameAndDestinationIsReadOrMalformed() {
        Fuzz.rounds(5000, random -> {
            byte[] bytes = new byte[random.nextInt(80)];
            random.nextBytes(bytes);
            if (bytes.length > 6 && random.nextBoolean()) {
                bytes[4] = 0;
                bytes[5] = (byte) (random.nextBoolean() ? 4 : 16);
            }
            ByteBuffer in = ByteBuffer.wrap(bytes);
            UdpFrames.decodePort(in);
            UdpFrames.decodeRequest(in);
            UdpFrames.decodeAnswer(in);
            UdpFrames.decodeClosed(in);
            if (SocksDestination.decode(bytes) instanceof SocksDestination.To(String host, int port)) {
                assertEquals(
                        new SocksDestination.To(host, port),
                        SocksDestination.decode(SocksDestination.encode(host, port)));
            }
        });
    }
}
