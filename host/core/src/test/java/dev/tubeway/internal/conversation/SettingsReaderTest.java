package dev.tubeway.internal.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.Conversation;
import dev.tubeway.TubewayException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsReaderTest {

    private static InetSocketAddress address(String host, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    }

    static Stream<Arguments> settings() {
        return Stream.of(
                Arguments.of(
                        Map.of("conversationType", "tunnel", "local_listen_addr", "127.0.0.1:0"),
                        new Conversation.TunnelListener(address("127.0.0.1", 0), false)),
                Arguments.of(
                        Map.of("conversation_type", "tunnel", "localListenAddr", "[::1]:8080", "anyClient", true),
                        new Conversation.TunnelListener(address("::1", 8080), true)),
                Arguments.of(
                        Map.of(
                                "conversationType",
                                "tunnel",
                                "local_listen_addr",
                                "0.0.0.0:65535",
                                "any_client",
                                "true"),
                        new Conversation.TunnelListener(address("0.0.0.0", 65535), true)),
                Arguments.of(
                        Map.of("conversationType", "tunnel", "local_listen_addr", "127.0.0.1:0", "socks_mode", true),
                        new Conversation.SocksListener(address("127.0.0.1", 0), false)),
                Arguments.of(
                        Map.of("conversationType", "tunnel", "local_listen_addr", "127.0.0.1:0", "socks_mode", "True"),
                        new Conversation.SocksListener(address("127.0.0.1", 0), false)),
                Arguments.of(
                        Map.of("conversationType", "tunnel", "local_listen_addr", "127.0.0.1:0", "socksMode", "false"),
                        new Conversation.TunnelListener(address("127.0.0.1", 0), false)),
                Arguments.of(
                        Map.of("conversationType", "socks5", "localListenAddr", "127.0.0.1:1080"),
                        new Conversation.SocksListener(address("127.0.0.1", 1080), false)),
                Arguments.of(
                        Map.of("conversationType", "tunnel", "target_host", "DB.internal", "target_port", "22"),
                        new Conversation.TunnelDialler("db.internal", 22)),
                Arguments.of(
                        Map.of(
                                "conversationType",
                                "tunnel",
                                "targetHost",
                                "[::1]",
                                "targetPort",
                                22,
                                "socks_mode",
                                false,
                                "local_listen_addr",
                                "",
                                "allowed_hosts",
                                "",
                                "allowedPorts",
                                List.of()),
                        new Conversation.TunnelDialler("::1", 22)),
                Arguments.of(
                        Map.of(
                                "conversationType",
                                "tunnel",
                                "targetHost",
                                "10.0.0.1",
                                "targetPort",
                                new BigDecimal("22.0")),
                        new Conversation.TunnelDialler("10.0.0.1", 22)),
                Arguments.of(
                        Map.of("conversationType", "tunnel", "allowed_hosts", " db , *.internal,,10.0.0.0/8"),
                        new Conversation.SocksDialler(List.of("db", "*.internal", "10.0.0.0/8"), List.of())),
                Arguments.of(
                        Map.of("conversationType", "tunnel", "allowed_ports", "443,8000-8999"),
                        new Conversation.SocksDialler(List.of(), List.of("443", "8000-8999"))),
                Arguments.of(
                        Map.of(
                                "conversationType",
                                "socks5",
                                "allowedHosts",
                                List.of("db"),
                                "allowedPorts",
                                List.of(443, "80")),
                        new Conversation.SocksDialler(List.of("db"), List.of("443", "80"))),
                Arguments.of(
                        Map.of("conversationType", "socks5", "allowedPorts", 443),
                        new Conversation.SocksDialler(List.of(), List.of("443"))),
                Arguments.of(Map.of("conversationType", "socks5"), new Conversation.SocksDialler(List.of(), List.of())),
                Arguments.of(
                        Map.of(
                                "conversation_type",
                                "guacd",
                                "guacd_params",
                                Map.of("protocol", "telnet", "hostname", "db", "port", 23, "read-only", true)),
                        new Conversation.SessionDialler(
                                "telnet", Map.of("hostname", "db", "port", "23", "read-only", "true"))),
                Arguments.of(
                        Map.of(
                                "conversation_type",
                                "ssh",
                                "guacd",
                                Map.of("guacd_host", "10.0.0.7", "guacd_port", "4823"),
                                "guacd_params",
                                Map.of("hostname", "db")),
                        new Conversation.GuacdDialler("10.0.0.7", 4823, "ssh", Map.of("hostname", "db"))),
                Arguments.of(
                        Map.of(
                                "conversationType",
                                "guacd",
                                "guacd",
                                Map.of("guacdHost", "guacd.internal"),
                                "guacdParams",
                                Map.of("protocol", "vnc")),
                        new Conversation.GuacdDialler("guacd.internal", 4822, "vnc", Map.of())),
                Arguments.of(
                        Map.of("conversationType", "ssh", "guacdParams", Map.of("hostname", "db")),
                        new Conversation.SessionDialler("ssh", Map.of("hostname", "db"))),
                Arguments.of(
                        Map.of("conversationType", "socks5", "allowed_hosts", ""),
                        new Conversation.SocksDialler(List.of(), List.of())));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void readsBothSpellings(Map<String, ?> settings, Conversation conversation) {
        assertEquals(conversation, Conversation.parse(settings));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void readsBackWhatItWrites(Map<String, ?> settings, Conversation conversation) {
        Map<String, Object> written = SettingsReader.write(conversation);
        assertTrue(written.keySet().stream().noneMatch(key -> key.contains("_")), written.toString());
        assertEquals(conversation, Conversation.parse(written));
    }

    @Test
    void takesNullAsAbsent() {
        Map<String, Object> settings =
                new HashMap<>(Map.of("conversationType", "tunnel", "target_host", "db", "target_port", 1));
        settings.put("local_listen_addr", null);
        settings.put("allowed_hosts", null);
        assertEquals(new Conversation.TunnelDialler("db", 1), Conversation.parse(settings));
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of(Map.of(), "tunnel, socks5 or guacd: conversation_type="),
                Arguments.of(Map.of("conversationType", "tunnel"), "listens or dials"),
                Arguments.of(
                        Map.of("conversationType", "carrot"),
                        "type is tunnel, socks5 or guacd: conversationType=carrot"),
                Arguments.of(Map.of("conversationType", "SSH"), "needs its parameters in guacd_params"),
                Arguments.of(Map.of("conversation_type", "sql-server"), "needs its parameters in guacd_params"),
                Arguments.of(Map.of("conversationType", 5), "conversationType=5"),
                Arguments.of(
                        Map.of("conversationType", "tunnel", "guacd", Map.of("guacd_host", "a")),
                        "a guacd goes with guacd_params"),
                Arguments.of(
                        Map.of("conversationType", "tunnel", "guacd_params", Map.of("protocol", "telnet")),
                        "guacd_params goes with conversation_type guacd"),
                Arguments.of(Map.of("conversationType", "guacd"), "guacd_params="),
                Arguments.of(
                        Map.of("conversationType", "guacd", "guacd_params", Map.of("hostname", "db")),
                        "guacd_params.protocol="),
                Arguments.of(Map.of("conversationType", "guacd", "guacd_params", "x"), "names and values"),
                Arguments.of(
                        Map.of("conversationType", "guacd", "guacd_params", Map.of("protocol", List.of())),
                        "protocol="),
                Arguments.of(
                        Map.of("conversationType", "ssh", "guacdParams", Map.of("port", 22), "targetHost", "db"),
                        "stands in guacd_params"),
                Arguments.of(Map.of("conversationType", "tunnel", "turn_url", "turn:x"), "iceServers"),
                Arguments.of(
                        Map.of("conversationType", "tunnel", "targetHots", "x"),
                        "nearest is targetHost: key=targetHots"),
                Arguments.of(
                        Map.of("conversationType", "tunnel", "target_prt", "x"),
                        "nearest is target_port: key=target_prt"),
                Arguments.of(Map.of("ConversationType", "tunnel"), "nearest is conversationType: key=ConversationType"),
                Arguments.of(Map.of("allowed-hosts", "x"), "nearest is allowedHosts: key=allowed-hosts"),
                Arguments.of(Map.of("conversationType", "tunnel", "conversation_type", "tunnel"), "stands twice"),
                Arguments.of(
                        Map.of("conversationType", "tunnel", "local_listen_addr", "127.0.0.1:0", "target_host", "db"),
                        "one side listens and the other one dials"),
                Arguments.of(
                        Map.of("conversationType", "socks5", "local_listen_addr", "127.0.0.1:0", "allowed_hosts", "db"),
                        "one side listens and the other one dials"),
                Arguments.of(
                        Map.of(
                                "conversationType",
                                "tunnel",
                                "target_host",
                                "db",
                                "target_port",
                                1,
                                "allowed_hosts",
                                "db"),
                        "told its target by the far side"),
                Arguments.of(
                        Map.of("conversationType", "socks5", "target_host", "db", "target_port", 1),
                        "told its target by the far side"),
                Arguments.of(
                        Map.of("conversationType", "tunnel", "target_host", "db", "target_port", 1, "socks_mode", true),
                        "socks_mode=true"),
                Arguments.of(
                        Map.of("conversationType", "socks5", "local_listen_addr", "127.0.0.1:0", "socks_mode", false),
                        "socks_mode=false"),
                Arguments.of(
                        Map.of(
                                "conversationType",
                                "tunnel",
                                "target_host",
                                "db",
                                "target_port",
                                1,
                                "any_client",
                                false),
                        "any_client goes with local_listen_addr"),
                Arguments.of(Map.of("conversationType", "tunnel", "target_host", "db"), "target_port="),
                Arguments.of(Map.of("conversationType", "tunnel", "target_port", "22"), "target_host="),
                Arguments.of(Map.of("conversationType", "socks5", "socks_mode", 1), "true or false: socks_mode=1"),
                Arguments.of(
                        Map.of("conversationType", "socks5", "allowed_hosts", "ok,10.0.0.0/40"),
                        "allowed_hosts=10.0.0.0/40"),
                Arguments.of(Map.of("conversationType", "socks5", "allowed_ports", "70000"), "allowed_ports=70000"),
                Arguments.of(Map.of("conversationType", "socks5", "allowed_hosts", true), "allowed_hosts=true"),
                Arguments.of(
                        Map.of("conversationType", "socks5", "allowed_hosts", List.of(Map.of())),
                        "the list holds texts"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void refusesAndSaysWhatIsRight(Map<String, ?> settings, String words) {
        TubewayException e = assertThrows(TubewayException.class, () -> Conversation.parse(settings));
        assertEquals(TubewayException.Problem.INVALID_SETTINGS, e.problem());
        assertTrue(e.toString().contains(words), e.toString());
    }

    @Test
    void refusesAddressesToListenOnThatAreNotAnIpAndAPort() {
        for (String bad : List.of(
                "127.0.0.1",
                ":0",
                "localhost:0",
                "127.1:0",
                "0:0",
                "::1:0",
                "[::1]",
                "127.0.0.1:",
                "127.0.0.1:-1",
                "127.0.0.1:65536",
                "127.0.0.1:99999999999",
                "127.0.0.1:a",
                "[127.0.0.1]:0",
                "8080")) {
            TubewayException e = assertThrows(
                    TubewayException.class,
                    () -> Conversation.parse(Map.of("conversationType", "tunnel", "local_listen_addr", bad)));
            assertTrue(e.toString().endsWith("local_listen_addr=" + bad), e.toString());
        }
    }

    @Test
    void refusesPortsOfATargetThatAreNone() {
        for (Object bad : List.of("0", "65536", 0, -1, 70000L, "22a", "1e3", 22.5, "99999999999", 4294967318L, true)) {
            TubewayException e = assertThrows(
                    TubewayException.class,
                    () -> Conversation.parse(
                            Map.of("conversationType", "tunnel", "target_host", "db", "target_port", bad)));
            assertTrue(e.toString().endsWith("target_port=" + bad), e.toString());
        }
    }

    @Test
    void refusesHostsOfATargetThatAreNone() {
        for (Object bad : List.of("a b", "127.1", "0x7f000001", "db:22", "http://db", 5)) {
            TubewayException e = assertThrows(
                    TubewayException.class,
                    () -> Conversation.parse(
                            Map.of("conversationType", "tunnel", "target_host", bad, "target_port", 22)));
            assertTrue(e.toString().endsWith("target_host=" + bad), e.toString());
        }
    }

    @Test
    void tellsNoValueOfASettingThatItDoesNotKnow() {
        TubewayException e =
                assertThrows(TubewayException.class, () -> Conversation.parse(Map.of("turnPassword", "s3cret")));
        assertFalse(e.toString().contains("s3cret"), e.toString());
        e = assertThrows(TubewayException.class, () -> Conversation.parse(Map.of("pasword", "s3cret")));
        assertFalse(e.toString().contains("s3cret"), e.toString());
    }
}
