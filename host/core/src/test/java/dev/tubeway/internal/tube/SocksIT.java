package dev.tubeway.internal.tube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.AddressPolicy;
import dev.tubeway.Conversation;
import dev.tubeway.GatewayConfig;
import dev.tubeway.internal.tube.TwoGateways.Pair;
import dev.tubeway.internal.tube.TwoGateways.Server;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// SOCKS5 between two gateways that are joined in memory, with real sockets at both ends.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SocksIT {

    private static final GatewayConfig CONFIG =
            GatewayConfig.defaults().withPolicy(AddressPolicy.defaults().withAllowLoopback(true));

    private static Pair socks(TwoGateways two) throws InterruptedException {
        return two.join(
                new Conversation.SocksListener(TwoGateways.ANY_PORT, false),
                new Conversation.SocksDialler(List.of("127.0.0.1"), List.of()));
    }

    private static void send(Socket client, String hex) throws Exception {
        client.getOutputStream().write(HexFormat.of().parseHex(hex));
    }

    private static String read(Socket client, int bytes) throws Exception {
        return HexFormat.of().formatHex(client.getInputStream().readNBytes(bytes));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void connectsAndCarriesWhatWasSentBehindTheRequest(boolean older) throws Exception {
        try (TwoGateways two = new TwoGateways(CONFIG, older);
                Server echo = Server.echo()) {
            Pair pair = socks(two);
            try (Socket client = pair.connect()) {
                send(client, "050100" + "050100017f000001%04x".formatted(echo.port()) + "68656c6c6f");
                assertEquals("0500" + "05000001000000000000" + "68656c6c6f", read(client, 17));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void tellsTheClientOfARefusal(boolean older) throws Exception {
        try (TwoGateways two = new TwoGateways(CONFIG, older);
                SocketChannel bound =
                        SocketChannel.open().bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0))) {
            Pair pair = socks(two);
            int port = ((InetSocketAddress) bound.getLocalAddress()).getPort();
            try (Socket client = pair.connect()) {
                send(client, "050100" + "050100017f000001%04x".formatted(port));
                assertEquals("0500" + "05050001000000000000", read(client, 100));
            }
            try (Socket client = pair.connect()) {
                send(client, "050100" + "050100017f000002%04x".formatted(port));
                assertEquals("0500" + "05020001000000000000", read(client, 100));
            }
        }
    }

    /// It would lose what comes before it has noted the connection that it asked for.
    @Test
    void anOlderListenerIsToldOfARefusalOnceItKnowsTheConnection() throws Exception {
        try (TwoGateways two = new TwoGateways(CONFIG, true)) {
            Pair pair = socks(two);
            for (int i = 0; i < 5; i++) {
                long began = System.nanoTime();
                try (Socket client = pair.connect()) {
                    send(client, "050100" + "050100017f0000020050");
                    assertEquals("0500" + "05020001000000000000", read(client, 100));
                }
                assertTrue(System.nanoTime() - began >= 50_000_000);
            }
        }
    }

    @Test
    void carriesDatagrams() throws Exception {
        try (TwoGateways two = new TwoGateways(CONFIG, false);
                DatagramSocket server = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));
                DatagramSocket client = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
            server.setSoTimeout(20_000);
            client.setSoTimeout(20_000);
            Pair pair = socks(two);
            try (Socket control = pair.connect()) {
                send(control, "050100" + "05030001000000000000");
                ByteBuffer reply = ByteBuffer.wrap(control.getInputStream().readNBytes(12));
                assertEquals("0500050000017f000001", HexFormat.of().formatHex(reply.array(), 0, 10));
                var relay = new InetSocketAddress(
                        InetAddress.ofLiteral("127.0.0.1"), Short.toUnsignedInt(reply.getShort(10)));
                byte[] question =
                        HexFormat.of().parseHex("000000017f000001%04x".formatted(server.getLocalPort()) + "6869");
                client.send(new DatagramPacket(question, question.length, relay));
                DatagramPacket there = new DatagramPacket(new byte[10], 10);
                server.receive(there);
                assertEquals("6869", HexFormat.of().formatHex(there.getData(), 0, there.getLength()));
                server.send(new DatagramPacket(new byte[] {0x6f, 0x6b}, 2, there.getSocketAddress()));
                DatagramPacket back = new DatagramPacket(new byte[100], 100);
                client.receive(back);
                assertEquals(
                        "000000017f000001%04x".formatted(server.getLocalPort()) + "6f6b",
                        HexFormat.of().formatHex(back.getData(), 0, back.getLength()));
            }
        }
    }
}
