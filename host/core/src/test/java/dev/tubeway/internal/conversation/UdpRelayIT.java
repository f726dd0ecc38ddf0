package dev.tubeway.internal.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.AddressPolicy;
import dev.tubeway.Conversation;
import dev.tubeway.GatewayConfig;
import dev.tubeway.internal.dial.Until;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UdpRelayIT {

    private static final InetSocketAddress FIRST = client("192.0.2.1");
    private static final InetSocketAddress SECOND = client("2001:db8::1");

    private final BlockingQueue<Answered> answers = new LinkedBlockingQueue<>();
    private final AtomicInteger asked = new AtomicInteger();
    private DatagramSocket server;

    private record Answered(InetSocketAddress client, String host, int port, String data) {}

    private static InetSocketAddress client(String address) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), 4711);
    }

    @BeforeEach
    void listen() throws IOException {
        // On every address of loopback, so that a wrong address would be reached, too.
        server = new DatagramSocket(0, InetAddress.ofLiteral("0.0.0.0"));
        server.setSoTimeout((int) Until.DEADLINE.toMillis());
    }

    @AfterEach
    void close() {
        server.close();
    }

    private UdpRelay relay(int maxClients, Duration idle) {
        Target target = Conversations.target(
                new Conversation.SocksDialler(List.of("db", "127.0.0.1"), List.of()),
                GatewayConfig.defaults().withPolicy(AddressPolicy.defaults().withAllowLoopback(true)),
                name -> {
                    asked.incrementAndGet();
                    return List.of(InetAddress.ofLiteral(name.equals("db") ? "127.0.0.1" : "127.0.0.3"));
                });
        return new UdpRelay(target, this::answered, maxClients, idle);
    }

    private UdpRelay relay() {
        return relay(UdpRelay.MAX_CLIENTS, UdpRelay.IDLE_TIMEOUT);
    }

    private void answered(InetSocketAddress client, ByteBuffer packet) {
        var datagram = assertInstanceOf(Socks5.Datagram.class, Socks5.decodeUdp(packet));
        answers.add(new Answered(
                client,
                datagram.host(),
                datagram.port(),
                StandardCharsets.US_ASCII.decode(datagram.data()).toString()));
    }

    private void send(UdpRelay relay, InetSocketAddress client, String host, String data) {
        relay.send(client, host, server.getLocalPort(), ByteBuffer.wrap(data.getBytes(StandardCharsets.US_ASCII)));
    }

    private DatagramPacket receive(String expected) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        server.receive(packet);
        assertEquals(expected, new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII));
        return packet;
    }

    private static void answer(DatagramSocket from, DatagramPacket asked, String data) throws IOException {
        byte[] bytes = data.getBytes(StandardCharsets.US_ASCII);
        from.send(new DatagramPacket(bytes, bytes.length, asked.getSocketAddress()));
    }

    @Test
    void carriesDatagramsThereAndAnswersBack() throws Exception {
        try (UdpRelay relay = relay()) {
            send(relay, FIRST, "db", "question");
            answer(server, receive("question"), "answer");
            assertEquals(new Answered(FIRST, "127.0.0.1", server.getLocalPort(), "answer"), Until.next(answers));
        }
    }

    @Test
    void givesEachClientASocketOfItsOwn() throws Exception {
        try (UdpRelay relay = relay()) {
            send(relay, FIRST, "127.0.0.1", "first");
            DatagramPacket first = receive("first");
            send(relay, SECOND, "127.0.0.1", "second");
            DatagramPacket second = receive("second");
            assertNotEquals(first.getSocketAddress(), second.getSocketAddress());
            assertEquals(2, relay.clients());
            answer(server, second, "2");
            assertEquals(SECOND, Until.next(answers).client());
            answer(server, first, "1");
            assertEquals(FIRST, Until.next(answers).client());
        }
    }

    @Test
    void sendsOnlyWhereTheTargetAdmits() throws Exception {
        try (UdpRelay relay = relay()) {
            send(relay, FIRST, "other", "no");
            send(relay, FIRST, "127.1", "no");
            send(relay, FIRST, "127.0.0.2", "no");
            send(relay, FIRST, "127.0.0.1", "yes");
            receive("yes");
        }
    }

    @Test
    void asksOnceForAStreamOfDatagrams() throws Exception {
        try (UdpRelay relay = relay()) {
            for (int i = 0; i < 10; i++) {
                send(relay, FIRST, "db", "n" + i);
                receive("n" + i);
            }
            // The resolver answers for names only, and the name is asked for once.
            assertEquals(1, asked.get());
        }
    }

    @Test
    void takesAnswersOnlyFromWhomItSentTo() throws Exception {
        try (UdpRelay relay = relay();
                DatagramSocket stranger = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
            send(relay, FIRST, "db", "question");
            DatagramPacket question = receive("question");
            int port = ((InetSocketAddress) question.getSocketAddress()).getPort();
            question.setSocketAddress(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
            answer(stranger, question, "lie");
            answer(server, question, "truth");
            assertEquals("truth", Until.next(answers).data());
            assertTrue(answers.isEmpty());
        }
    }

    @Test
    void boundsTheClients() throws Exception {
        try (UdpRelay relay = relay(1, UdpRelay.IDLE_TIMEOUT)) {
            send(relay, FIRST, "db", "first");
            receive("first");
            send(relay, SECOND, "db", "dropped");
            send(relay, FIRST, "db", "again");
            receive("again");
            assertEquals(1, relay.clients());
        }
    }

    @Test
    void freesASocketThatIsIdleAndMakesAnotherOne() throws Exception {
        try (UdpRelay relay = relay(1, Duration.ofMillis(100))) {
            send(relay, FIRST, "db", "first");
            receive("first");
            Until.holds("the socket is freed", () -> relay.clients() == 0);
            send(relay, SECOND, "db", "second");
            receive("second");
        }
    }

    @Test
    void theCloseFreesEverySocketAndSendsNoMore() throws Exception {
        UdpRelay relay = relay();
        send(relay, FIRST, "db", "first");
        int port = ((InetSocketAddress) receive("first").getSocketAddress()).getPort();
        relay.close();
        relay.close();
        Until.holds("no socket left", () -> relay.clients() == 0);
        send(relay, FIRST, "db", "late");
        assertEquals(0, relay.clients());
        InetSocketAddress freed = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
        Until.holds("the port is free", () -> Until.canBind(freed));
    }

    @Test
    void carriesTheLargestDatagram() throws Exception {
        try (UdpRelay relay = relay()) {
            byte[] large = new byte[65_507];
            relay.send(FIRST, "db", server.getLocalPort(), ByteBuffer.wrap(large));
            DatagramPacket packet = new DatagramPacket(new byte[large.length + 1], large.length + 1);
            server.receive(packet);
            assertEquals(large.length, packet.getLength());
            server.send(new DatagramPacket(large, large.length, packet.getSocketAddress()));
            assertEquals(large.length, Until.next(answers).data().length());
        }
    }
}
