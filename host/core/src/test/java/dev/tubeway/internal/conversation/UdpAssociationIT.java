package dev.tubeway.internal.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.internal.dial.Until;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UdpAssociationIT {

    private static final String TO_DB = "00000003" + "026462" + "0035";

    private final FakeOpener opener = new FakeOpener(true);
    private SocksEntrance entrance;
    private Socket control;
    private DatagramSocket client;
    private InetSocketAddress bound;
    private FakeOpener.Associated far;

    @BeforeEach
    void associate() throws Exception {
        entrance = new SocksEntrance(
                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0),
                false,
                10,
                Until.DEADLINE,
                Until.DEADLINE);
        entrance.start(opener);
        control = new Socket(
                InetAddress.ofLiteral("127.0.0.1"), entrance.localAddress().getPort());
        control.setSoTimeout((int) Until.DEADLINE.toMillis());
        client = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));
        client.setSoTimeout((int) Until.DEADLINE.toMillis());
        control.getOutputStream()
                .write(HexFormat.of()
                        .parseHex("050100" + "05030001" + "7f000001" + "%04x".formatted(client.getLocalPort())));
        ByteBuffer answer = ByteBuffer.wrap(control.getInputStream().readNBytes(12));
        assertEquals("0500" + "05000001" + "7f000001", HexFormat.of().formatHex(answer.array(), 0, 10));
        bound = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), Short.toUnsignedInt(answer.getShort(10)));
        far = Until.next(opener.associated);
        assertEquals(client.getLocalPort(), far.clientPort);
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        control.close();
        entrance.close();
    }

    private void send(DatagramSocket from, String hex) throws IOException {
        byte[] bytes = HexFormat.of().parseHex(hex);
        from.send(new DatagramPacket(bytes, bytes.length, bound));
    }

    private InetSocketAddress clientAddress() {
        return (InetSocketAddress) client.getLocalSocketAddress();
    }

    private String receive() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        client.receive(packet);
        return HexFormat.of().formatHex(packet.getData(), 0, packet.getLength());
    }

    @Test
    void carriesDatagramsBothWays() throws Exception {
        send(client, TO_DB + "6869");
        assertEquals(new FakeOpener.Sent(clientAddress(), "db", 53, "hi"), Until.next(far.sent));
        far.receiver.onDatagram(clientAddress(), ByteBuffer.wrap(new byte[] {1, 2, 3}));
        assertEquals("010203", receive());
    }

    @Test
    void dropsFragmentsAndGarbageAndOtherHosts() throws Exception {
        try (DatagramSocket stranger = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.2"))) {
            send(stranger, TO_DB + "6e6f");
            send(client, "00000103" + "026462" + "0035" + "6e6f");
            send(client, "00");
            send(client, TO_DB + "796573");
            assertEquals("yes", Until.next(far.sent).data());
            assertTrue(far.sent.isEmpty());
            far.receiver.onDatagram(
                    (InetSocketAddress) stranger.getLocalSocketAddress(), ByteBuffer.wrap(new byte[] {9}));
            far.receiver.onDatagram(clientAddress(), ByteBuffer.wrap(new byte[] {1}));
            assertEquals("01", receive());
            // Answers are sent in their order, so a wrong one would lie before this.
            client.send(new DatagramPacket(new byte[] {2}, 1, stranger.getLocalSocketAddress()));
            DatagramPacket first = new DatagramPacket(new byte[1], 1);
            stranger.receive(first);
            assertEquals(2, first.getData()[0]);
        }
    }

    @Test
    void answersNobodyWhoHasNotSent() throws Exception {
        far.receiver.onDatagram(clientAddress(), ByteBuffer.wrap(new byte[] {9}));
        send(client, TO_DB + "6869");
        assertEquals("hi", Until.next(far.sent).data());
        far.receiver.onDatagram(clientAddress(), ByteBuffer.wrap(new byte[] {1}));
        assertEquals("01", receive());
    }

    @Test
    void endsWithTheClientsConnection() throws Exception {
        control.close();
        assertTrue(far.closed.get(20, TimeUnit.SECONDS));
        Until.holds("no association left", () -> entrance.clients() == 0);
        far.receiver.onDatagram(clientAddress(), ByteBuffer.wrap(new byte[] {9}));
        assertFree();
    }

    @Test
    void endsTheClientsConnectionWhenTheFarSideEnds() throws Exception {
        far.receiver.onClosed();
        assertEquals(-1, control.getInputStream().read());
        assertTrue(far.closed.get(20, TimeUnit.SECONDS));
        Until.holds("no association left", () -> entrance.clients() == 0);
    }

    @Test
    void endsWithTheEntrance() throws Exception {
        entrance.close();
        assertTrue(far.closed.get(20, TimeUnit.SECONDS));
        Until.holds("no association left", () -> entrance.clients() == 0);
        assertFree();
    }

    private void assertFree() {
        Until.holds("the port is free", () -> Until.canBind(bound));
    }
}
