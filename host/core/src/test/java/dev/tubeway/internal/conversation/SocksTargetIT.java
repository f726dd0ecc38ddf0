package dev.tubeway.internal.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.AddressPolicy;
import dev.tubeway.CloseReason;
import dev.tubeway.Conversation;
import dev.tubeway.GatewayConfig;
import dev.tubeway.internal.conversation.Target.Datagram;
import dev.tubeway.internal.dial.Dial;
import dev.tubeway.internal.dial.Until;
import dev.tubeway.spi.NameResolver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SocksTargetIT {

    private static final AddressPolicy LOOPBACK = AddressPolicy.defaults().withAllowLoopback(true);

    private ServerSocketChannel server;
    private int port;

    @BeforeEach
    void listen() throws IOException {
        // On every address of loopback, so that a wrong address would be reached, too.
        server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 0));
        port = ((InetSocketAddress) server.getLocalAddress()).getPort();
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private static NameResolver names(String... addresses) {
        List<InetAddress> all = Stream.of(addresses).map(InetAddress::ofLiteral).toList();
        return name -> all;
    }

    private static Target target(AddressPolicy policy, NameResolver resolver, String... hosts) {
        return Conversations.target(
                new Conversation.SocksDialler(List.of(hosts), List.of()),
                GatewayConfig.defaults().withPolicy(policy),
                resolver);
    }

    private Dial dial(Target target, String host) {
        return target.dial(SocksDestination.encode(host, port), Until.DEADLINE);
    }

    private static void assertConnectedTo(String host, Dial dial) throws IOException {
        try (SocketChannel socket = assertInstanceOf(Dial.Connected.class, dial).socket()) {
            assertEquals(InetAddress.ofLiteral(host), ((InetSocketAddress) socket.getRemoteAddress()).getAddress());
        }
    }

    private static CloseReason failure(Dial dial) {
        return assertInstanceOf(Dial.Failed.class, dial).reason();
    }

    private void assertDenied(String by, Target target, String host) {
        CloseReason reason = failure(dial(target, host));
        assertEquals(CloseReason.Kind.SERVER_REFUSE, reason.kind(), reason.detail());
        assertTrue(reason.detail().contains("is not allowed by " + by), reason.detail());
    }

    @Test
    void dialsWhatIsListedByNameAndByAddress() throws Exception {
        assertConnectedTo("127.0.0.2", dial(target(LOOPBACK, names("127.0.0.2"), "db.internal"), "DB.internal."));
        assertConnectedTo("127.0.0.2", dial(target(LOOPBACK, names("127.0.0.2"), "*.internal"), "db.internal"));
        assertConnectedTo("127.0.0.2", dial(target(LOOPBACK, names(), "127.0.0.0/8"), "127.0.0.2"));
        assertConnectedTo("127.0.0.2", dial(target(LOOPBACK, names("127.0.0.2"), "127.0.0.0/8"), "db"));
        assertConnectedTo("127.0.0.2", dial(target(LOOPBACK, names(), "127.0.0.2"), "::ffff:127.0.0.2"));
    }

    @Test
    void dialsOfANamesAddressesOnlyThoseThatAreListed() throws Exception {
        Target target = target(LOOPBACK, names("127.0.0.3", "127.0.0.2", "127.0.0.4"), "127.0.0.2");
        assertConnectedTo("127.0.0.2", dial(target, "db"));
        assertDenied("allowed_hosts", target(LOOPBACK, names("127.0.0.3"), "127.0.0.2"), "db");
    }

    @Test
    void dialsTheAddressThatItCheckedThoughTheNameChanges() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        NameResolver rebinding =
                name -> List.of(InetAddress.ofLiteral(asked.incrementAndGet() == 1 ? "127.0.0.2" : "127.0.0.3"));
        Target target = target(LOOPBACK, rebinding, "127.0.0.2");
        assertConnectedTo("127.0.0.2", dial(target, "db"));
        assertEquals(1, asked.get());
        assertDenied("allowed_hosts", target, "db");
    }

    @Test
    void deniesWhatIsNotListedWithoutAskingForItsAddress() {
        AtomicInteger asked = new AtomicInteger();
        NameResolver counting = name -> {
            asked.incrementAndGet();
            return List.of(InetAddress.ofLiteral("127.0.0.1"));
        };
        assertDenied("allowed_hosts", target(LOOPBACK, counting, "db.internal"), "other.internal");
        assertDenied("allowed_hosts", target(LOOPBACK, counting, "127.0.0.2"), "127.0.0.3");
        assertDenied("allowed_hosts", target(LOOPBACK, counting), "db.internal");
        assertEquals(0, asked.get());
    }

    @Test
    void leavesItToThePolicyWhereNothingIsListed() throws Exception {
        assertConnectedTo(
                "127.0.0.1", dial(target(LOOPBACK.withAllowUnlisted(true), names("127.0.0.1")), "db.internal"));
        assertDenied(
                "the gateway's address policy",
                target(AddressPolicy.defaults().withAllowUnlisted(true), names("127.0.0.1")),
                "db");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "localhost",
                "::1",
                "[::1]",
                "::ffff:127.0.0.1",
                "::127.0.0.1",
                "64:ff9b::127.0.0.1",
                "2002:7f00:1::",
                "0.0.0.0",
                "::",
                "169.254.169.254",
                "fd00:ec2::254",
                "255.255.255.255",
                "224.0.0.1"
            })
    void thePolicyHasTheLastWordOverTheList(String host) {
        Target target = target(
                AddressPolicy.defaults().withAllowUnlisted(true),
                Conversations.systemResolver(),
                "*",
                "0.0.0.0/0",
                "::/0",
                "localhost");
        assertDenied("the gateway's address policy", target, host);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "127.1", "0x7f.1", "0x7f000001", "2130706433", "0177.0.0.1", "127.0.0.1%lo", "a b"})
    void neverLetsTheSystemInterpretANumber(String host) {
        AtomicInteger asked = new AtomicInteger();
        Target target = target(
                new AddressPolicy(true, true, true),
                name -> {
                    asked.incrementAndGet();
                    return List.of(InetAddress.ofLiteral("127.0.0.1"));
                },
                "*");
        assertEquals(
                CloseReason.Kind.ADDRESS_RESOLUTION_FAILED,
                failure(dial(target, host)).kind());
        assertEquals(0, asked.get());
    }

    @Test
    void keepsAddressesThatItFoundToItself() {
        Target target = target(AddressPolicy.defaults(), names("127.0.0.77"), "db", "10.0.0.0/8");
        for (String host : List.of("db", "other")) {
            CloseReason reason = failure(dial(target, host));
            assertFalse(reason.detail().contains("127.0.0.77"), reason.detail());
            assertTrue(reason.detail().contains(host), reason.detail());
        }
    }

    @Test
    void deniesPortsThatAreNotListed() {
        Target target = Conversations.target(
                new Conversation.SocksDialler(List.of("*"), List.of("1-2")),
                GatewayConfig.defaults().withPolicy(LOOPBACK),
                names("127.0.0.1"));
        assertDenied("allowed_ports", target, "db");
    }

    @Test
    void takesThePortOfVeryOldPeers() throws Exception {
        byte[] tail = java.nio.ByteBuffer.allocate(10)
                .putInt(2)
                .put((byte) 'd')
                .put((byte) 'b')
                .putInt(port)
                .array();
        assertConnectedTo(
                "127.0.0.1", target(LOOPBACK, names("127.0.0.1"), "db").dial(tail, Until.DEADLINE));
    }

    @ParameterizedTest
    @CsvSource({"''", "00", "0000000000", "ffffffff"})
    void refusesGarbageAsAProtocolError(String hex) {
        byte[] tail = java.util.HexFormat.of().parseHex(hex);
        assertEquals(
                CloseReason.Kind.PROTOCOL_ERROR,
                failure(target(LOOPBACK, names("127.0.0.1"), "*").dial(tail, Until.DEADLINE))
                        .kind());
    }

    @Test
    void tellsOfNamesThatThereAreNot() {
        Target target = target(
                LOOPBACK,
                name -> {
                    throw new UnknownHostException(name);
                },
                "*");
        assertEquals(
                CloseReason.of(CloseReason.Kind.ADDRESS_RESOLUTION_FAILED, "name not found: db"),
                failure(dial(target, "db")));
    }

    @Test
    void anInterruptEndsALookUp() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        Target target = target(
                LOOPBACK,
                name -> {
                    asked.countDown();
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        throw new UnknownHostException(name);
                    }
                    return List.of();
                },
                "*");
        var dials = new java.util.concurrent.LinkedBlockingQueue<Dial>();
        Thread dialling = Thread.ofVirtual()
                .start(() -> dials.add(target.dial(SocksDestination.encode("db", 1), Duration.ofMinutes(5))));
        asked.await();
        dialling.interrupt();
        assertEquals(CloseReason.Kind.TUNNEL_CLOSED, failure(Until.next(dials)).kind());
    }

    @Test
    void admitsDatagramsByTheSameRules() {
        Target target = target(LOOPBACK, names("127.0.0.3", "127.0.0.2"), "127.0.0.2");
        assertEquals(
                new Datagram.Allowed(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), 53)),
                target.datagram("db", 53));
        assertEquals(
                CloseReason.Kind.SERVER_REFUSE,
                assertInstanceOf(Datagram.Denied.class, target.datagram("127.0.0.3", 53))
                        .reason()
                        .kind());
        assertInstanceOf(Datagram.Denied.class, target.datagram("127.1", 53));
    }
}
