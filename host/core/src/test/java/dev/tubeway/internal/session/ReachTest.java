package dev.tubeway.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.AddressPolicy;
import dev.tubeway.CloseReason;
import dev.tubeway.internal.dial.Dial;
import dev.tubeway.internal.dial.Until;
import dev.tubeway.session.AwaitAt;
import dev.tubeway.session.SessionConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/// Whose connection a session takes that waits for its target.
class ReachTest {
    private static final String OWN = "127.0.0.2";
    private static final String OTHER = "127.0.0.3";

    private final int port = free();

    /// A port that nobody listens at, below those that the system gives to who names none.
    private static int free() {
        for (int port = 16_500; port < 17_500; port++) {
            try (ServerSocket server = new ServerSocket()) {
                server.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
                return port;
            } catch (IOException e) {
                // Another's.
            }
        }
        throw new AssertionError("no port is free");
    }

    private SessionConfig waiting() {
        return SessionConfig.defaults().withAwaitAt(new AwaitAt(InetAddress.ofLiteral("127.0.0.1"), port, port));
    }

    private static Reach reach(SessionConfig config) {
        return new Reach(config, AddressPolicy.defaults(), name -> {
            if (!name.equals("desk")) {
                throw new UnknownHostException(name);
            }
            return List.of(InetAddress.ofLiteral("127.0.0.9"), InetAddress.ofLiteral(OWN));
        });
    }

    private static void assertFailed(CloseReason.Kind kind, String words, Dial dial) {
        CloseReason reason = assertInstanceOf(Dial.Failed.class, dial).reason();
        assertEquals(kind, reason.kind());
        assertTrue(reason.detail().contains(words), reason.detail());
    }

    @Test
    void nobodyWaitsUnlessTheOperatorSaysWhere() {
        Dial dial = reach(SessionConfig.defaults()).awaited("", port, Until.DEADLINE);
        assertFailed(CloseReason.Kind.SERVER_REFUSE, "awaitAt is not set", dial);
    }

    @Test
    void nobodyWaitsAtAnotherPort() {
        Dial dial = reach(waiting()).awaited("", port + 1, Until.DEADLINE);
        assertFailed(
                CloseReason.Kind.SERVER_REFUSE, "port " + (port + 1) + " is none of awaitAt=127.0.0.1:" + port, dial);
    }

    @Test
    void aTargetThatMayNotBeOneIsNotWaitedFor() {
        Reach reach = reach(waiting().withTargets(List.of("10.0.0.0/8"), List.of()));
        assertFailed(CloseReason.Kind.SERVER_REFUSE, "is not allowed by", reach.awaited("desk", port, Until.DEADLINE));
        assertFailed(CloseReason.Kind.SERVER_REFUSE, "is not allowed by", reach.awaited(OWN, port, Until.DEADLINE));
    }

    @Test
    void aNameThatIsNoneIsTold() {
        Dial dial = reach(waiting()).awaited("nodesk", port, Until.DEADLINE);
        assertFailed(CloseReason.Kind.ADDRESS_RESOLUTION_FAILED, "nodesk", dial);
    }

    /// Where a connection from an address comes to, on a port that waits for another's.
    private void assertTakes(Reach reach, String host, List<String> refused, String taken) throws Exception {
        BlockingQueue<Dial> dials = new LinkedBlockingQueue<>();
        Thread.ofVirtual().start(() -> dials.add(reach.awaited(host, port, Duration.ofMinutes(5))));
        for (String address : refused) {
            try (SocketChannel channel = connect(address)) {
                assertEquals(-1, channel.read(ByteBuffer.allocate(1)), address);
            }
        }
        try (SocketChannel channel = connect(taken)) {
            Dial.Connected connected = assertInstanceOf(Dial.Connected.class, Until.next(dials));
            assertEquals(channel.getLocalAddress(), connected.socket().getRemoteAddress());
            connected.socket().close();
        }
    }

    private SocketChannel connect(String from) {
        BlockingQueue<SocketChannel> connected = new LinkedBlockingQueue<>();
        Until.holds("the port is open", () -> {
            try {
                SocketChannel channel =
                        SocketChannel.open().bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
                try {
                    channel.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
                    return connected.add(channel);
                } finally {
                    if (!channel.isConnected()) {
                        channel.close();
                    }
                }
            } catch (IOException e) {
                return false;
            }
        });
        return connected.remove();
    }

    @Test
    void whoIsNamedIsTakenFromAnyOfItsAddresses() throws Exception {
        assertTakes(reach(waiting()), "desk", List.of(OTHER), OWN);
        assertTakes(reach(waiting()), OWN, List.of(OTHER), OWN);
        assertTakes(reach(waiting()), "desk", List.of(), "127.0.0.9");
    }

    @Test
    void portsOfTargetsSayNothingOfWhereTheyComeFrom() throws Exception {
        SessionConfig config = waiting().withTargets(List.of("desk"), List.of("5900"));
        assertTakes(reach(config), "desk", List.of(OTHER), OWN);
    }

    @Test
    void whereNobodyIsNamedAnyTargetIsTaken() throws Exception {
        assertTakes(reach(waiting()), "", List.of(), OTHER);
        SessionConfig listed = waiting().withTargets(List.of(OWN + "/32"), List.of("5900"));
        assertTakes(reach(listed), "", List.of(OTHER), OWN);
    }
}
