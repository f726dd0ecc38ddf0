package dev.tubeway.webrtc.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tubeway.AddressPolicy;
import dev.tubeway.Conversation;
import dev.tubeway.GatewayConfig;
import dev.tubeway.webrtc.gateway.TwoGateways.Pair;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// SOCKS5 through a tube between two gateways over WebRTC: what is allowed, what is not, and how it is told.
///
/// Source: RFC 1928.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GatewaySocksIT {
    private static final InetAddress OUTSIDE = InetAddress.ofLiteral("10.77.0.1");
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final GatewayConfig LOOPBACK_ALLOWED =
            GatewayConfig.defaults().withPolicy(AddressPolicy.defaults().withAllowLoopback(true));

    private static final int CONNECT = 1;
    private static final int ASSOCIATE = 3;
    private static final int SUCCEEDED = 0;
    private static final int NOT_ALLOWED = 2;
    private static final int REFUSED = 5;

    private static Pair join(TwoGateways two, List<String> hosts, List<String> ports) throws InterruptedException {
        return two.join(
                new Conversation.SocksListener(TwoGateways.ANY_PORT, false),
                new Conversation.SocksDialler(hosts, ports));
    }

    /// What the proxy said to a request.
    ///
    /// @param code 0 for success
    /// @param port the bound port
    private record Reply(int code, int port) {}

    private static Reply ask(Socket client, int command, String host, int port) throws IOException {
        byte[] name = host.getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(new byte[] {5, (byte) command, 0, 3, (byte) name.length});
        request.writeBytes(name);
        request.writeBytes(new byte[] {(byte) (port >> 8), (byte) port});
        DataInputStream in = new DataInputStream(client.getInputStream());
        client.getOutputStream().write(new byte[] {5, 1, 0});
        assertEquals(0x0500, in.readUnsignedShort());
        client.getOutputStream().write(request.toByteArray());
        assertEquals(5, in.readUnsignedByte());
        int code = in.readUnsignedByte();
        assertEquals(0, in.readUnsignedByte());
        in.skipNBytes(in.readUnsignedByte() == 4 ? 16 : 4);
        return new Reply(code, in.readUnsignedShort());
    }

    private static int code(Pair pair, String host, int port) throws IOException {
        try (Socket client = pair.connect()) {
            return ask(client, CONNECT, host, port).code();
        }
    }

    private static void assertEchoes(Pair pair, String host, int port) throws IOException {
        try (Socket client = pair.connect()) {
            assertEquals(SUCCEEDED, ask(client, CONNECT, host, port).code());
            client.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
            assertEquals("hello", new String(client.getInputStream().readNBytes(5), StandardCharsets.US_ASCII));
        }
    }

    @Test
    void reachesAnAllowedNameAndAddress() throws Exception {
        try (TwoGateways two = new TwoGateways(LOOPBACK_ALLOWED);
                Server local = Server.echo(LOOPBACK);
                Server outside = Server.echo(OUTSIDE)) {
            Pair pair = join(two, List.of("localhost", "10.77.0.0/24"), List.of());
            assertEchoes(pair, "localhost", local.port());
            assertEchoes(pair, "10.77.0.1", outside.port());
        }
    }

    @Test
    void refusesHostsAndPortsThatAreNotListed() throws Exception {
        try (TwoGateways two = new TwoGateways(LOOPBACK_ALLOWED);
                Server allowed = Server.echo(OUTSIDE);
                Server other = Server.echo(OUTSIDE)) {
            Pair byAddress = join(two, List.of("10.77.0.1"), List.of(String.valueOf(allowed.port())));
            assertEquals(NOT_ALLOWED, code(byAddress, "localhost", allowed.port()));
            assertEquals(NOT_ALLOWED, code(byAddress, "127.0.0.1", allowed.port()));
            assertEquals(NOT_ALLOWED, code(byAddress, "10.77.0.1", other.port()));
            assertEchoes(byAddress, "10.77.0.1", allowed.port());
            // Where names alone are listed, another name is not even looked up.
            Pair byName = join(two, List.of("*.internal"), List.of());
            assertEquals(NOT_ALLOWED, code(byName, "somewhere.test", allowed.port()));
        }
    }

    @Test
    void reachesLoopbackOnlyWhereThePolicySaysSo() throws Exception {
        try (Server echo = Server.echo(LOOPBACK)) {
            try (TwoGateways two = new TwoGateways()) {
                Pair pair = join(two, List.of("localhost", "127.0.0.0/8"), List.of());
                assertEquals(NOT_ALLOWED, code(pair, "localhost", echo.port()));
                assertEquals(NOT_ALLOWED, code(pair, "127.0.0.1", echo.port()));
            }
            try (TwoGateways two = new TwoGateways(LOOPBACK_ALLOWED)) {
                Pair pair = join(two, List.of("localhost", "127.0.0.0/8"), List.of());
                assertEchoes(pair, "localhost", echo.port());
                assertEchoes(pair, "127.0.0.1", echo.port());
            }
        }
    }

    @Test
    void tellsThatTheTargetRefused() throws Exception {
        try (TwoGateways two = new TwoGateways()) {
            Pair pair = join(two, List.of("10.77.0.1"), List.of());
            assertEquals(REFUSED, code(pair, "10.77.0.1", Server.nobody(OUTSIDE)));
        }
    }

    @Test
    void carriesDatagramsThereAndBack() throws Exception {
        try (TwoGateways two = new TwoGateways();
                DatagramSocket target = new DatagramSocket(0, OUTSIDE);
                DatagramSocket datagrams = new DatagramSocket(0, LOOPBACK)) {
            target.setSoTimeout((int) TwoGateways.DEADLINE.toMillis());
            datagrams.setSoTimeout((int) TwoGateways.DEADLINE.toMillis());
            Pair pair = join(two, List.of("10.77.0.1"), List.of());
            try (Socket control = pair.connect()) {
                Reply reply = ask(control, ASSOCIATE, "0.0.0.0", 0);
                assertEquals(SUCCEEDED, reply.code());
                for (int i = 0; i < 20; i++) {
                    byte[] asked = datagram(target.getLocalPort(), "question " + i);
                    datagrams.send(new DatagramPacket(asked, asked.length, LOOPBACK, reply.port()));
                    DatagramPacket seen = receive(target);
                    assertEquals("question " + i, textOf(seen, 0));
                    target.send(new DatagramPacket(seen.getData(), seen.getLength(), seen.getSocketAddress()));
                    assertEquals("question " + i, textOf(receive(datagrams), 10));
                }
            }
        }
    }

    /// A SOCKS5 datagram to the address outside.
    private static byte[] datagram(int port, String text) {
        byte[] data = text.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(10 + data.length)
                .put(new byte[] {0, 0, 0, 1})
                .put(OUTSIDE.getAddress())
                .putShort((short) port)
                .put(data)
                .array();
    }

    private static DatagramPacket receive(DatagramSocket from) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
        from.receive(packet);
        return packet;
    }

    private static String textOf(DatagramPacket packet, int header) {
        return new String(packet.getData(), header, packet.getLength() - header, StandardCharsets.US_ASCII);
    }
}
