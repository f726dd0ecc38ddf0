package dev.tubeway.internal.dial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.CloseReason;
import dev.tubeway.internal.dial.Connector.Failure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConnectorIT {

    private static final String LABEL = "db:1";

    private static Dial connect(int port, Duration timeout, String... addresses) {
        List<InetAddress> all = Stream.of(addresses).map(InetAddress::ofLiteral).toList();
        return Connector.connect(all, port, LABEL, Deadline.after(timeout));
    }

    private static ServerSocketChannel listen(String host) throws IOException {
        return ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.ofLiteral(host), 0));
    }

    private static int port(ServerSocketChannel server) throws IOException {
        return ((InetSocketAddress) server.getLocalAddress()).getPort();
    }

    private static void assertConnectedTo(String host, Dial dial) throws IOException {
        try (SocketChannel socket = assertInstanceOf(Dial.Connected.class, dial).socket()) {
            assertEquals(InetAddress.ofLiteral(host), ((InetSocketAddress) socket.getRemoteAddress()).getAddress());
            assertTrue(socket.isBlocking());
            assertTrue(socket.getOption(StandardSocketOptions.TCP_NODELAY));
            assertTrue(socket.getOption(StandardSocketOptions.SO_KEEPALIVE));
        }
    }

    private static void assertFailed(CloseReason.Kind kind, String detail, Dial dial) {
        assertEquals(new Dial.Failed(CloseReason.of(kind, detail)), dial);
    }

    @Test
    void connectsWithoutDelayAndWithKeepalive() throws Exception {
        try (ServerSocketChannel server = listen("127.0.0.1")) {
            Dial dial = connect(port(server), Until.DEADLINE, "127.0.0.1");
            assertEquals(LABEL, assertInstanceOf(Dial.Connected.class, dial).target());
            assertConnectedTo("127.0.0.1", dial);
        }
    }

    @Test
    void tellsOfARefusal() throws Exception {
        // Bound and not listening: the port stays refused for as long as the test runs.
        try (SocketChannel bound =
                SocketChannel.open().bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0))) {
            int port = ((InetSocketAddress) bound.getLocalAddress()).getPort();
            assertFailed(
                    CloseReason.Kind.CONNECTION_FAILED,
                    "connection refused: db:1",
                    connect(port, Until.DEADLINE, "127.0.0.1"));
            assertFailed(
                    CloseReason.Kind.CONNECTION_FAILED,
                    "connection refused: db:1",
                    connect(port, Until.DEADLINE, "127.0.0.1", "127.0.0.2"));
        }
    }

    @Test
    void givesUpAtTheDeadline() throws Exception {
        try (Blackhole hole = new Blackhole("127.0.0.1", 0)) {
            int port = hole.address().getPort();
            assertFailed(
                    CloseReason.Kind.TIMEOUT,
                    "no answer in time: db:1",
                    connect(port, Duration.ofMillis(100), "127.0.0.1"));
        }
    }

    @Test
    void givesUpOnSeveralAtTheDeadline() throws Exception {
        try (Blackhole one = new Blackhole("127.0.0.1", 0);
                Blackhole two = new Blackhole("127.0.0.2", one.address().getPort())) {
            assertFailed(
                    CloseReason.Kind.TIMEOUT,
                    "no answer in time: db:1",
                    connect(two.address().getPort(), Duration.ofMillis(100), "127.0.0.1", "127.0.0.2"));
            assertFailed(
                    CloseReason.Kind.TIMEOUT,
                    "no answer in time: db:1",
                    connect(two.address().getPort(), Duration.ofMillis(600), "127.0.0.1", "127.0.0.2"));
        }
    }

    @Test
    void goesOnToTheNextAddressWhileTheFirstIsSilent() throws Exception {
        try (ServerSocketChannel server = listen("127.0.0.3");
                Blackhole hole = new Blackhole("127.0.0.2", port(server))) {
            assertEquals(port(server), hole.address().getPort());
            assertConnectedTo("127.0.0.3", connect(port(server), Until.DEADLINE, "127.0.0.2", "127.0.0.3"));
        }
    }

    @Test
    void goesOnToTheNextAddressAfterARefusal() throws Exception {
        try (ServerSocketChannel server = listen("127.0.0.3")) {
            assertConnectedTo(
                    "127.0.0.3", connect(port(server), Until.DEADLINE, "127.0.0.2", "127.0.0.4", "127.0.0.3"));
        }
    }

    @Test
    void anInterruptEndsABlockedConnect() throws Exception {
        try (Blackhole one = new Blackhole("127.0.0.1", 0);
                Blackhole two = new Blackhole("127.0.0.2", one.address().getPort())) {
            int port = two.address().getPort();
            for (String[] addresses : new String[][] {{"127.0.0.1"}, {"127.0.0.1", "127.0.0.2"}}) {
                BlockingQueue<Dial> dials = new LinkedBlockingQueue<>();
                BlockingQueue<Boolean> interrupted = new LinkedBlockingQueue<>();
                Thread dialling = Thread.ofVirtual().start(() -> {
                    dials.add(connect(port, Duration.ofMinutes(5), addresses));
                    interrupted.add(Thread.currentThread().isInterrupted());
                });
                Until.holds(
                        "blocked",
                        () -> dialling.getState() == Thread.State.TIMED_WAITING
                                || dialling.getState() == Thread.State.WAITING);
                dialling.interrupt();
                assertFailed(CloseReason.Kind.TUNNEL_CLOSED, "the dial was given up: db:1", Until.next(dials));
                assertTrue(Until.next(interrupted));
            }
        }
    }

    @Test
    void manyBlockedConnectsLeaveRoomForOthers() throws Exception {
        try (Blackhole hole = new Blackhole("127.0.0.1", 0);
                ServerSocketChannel server = listen("127.0.0.1")) {
            int silent = hole.address().getPort();
            List<Thread> blocked = Stream.generate(
                            () -> Thread.ofVirtual().start(() -> connect(silent, Duration.ofMinutes(5), "127.0.0.1")))
                    .limit(200)
                    .toList();
            try {
                BlockingQueue<Dial> dials = new LinkedBlockingQueue<>();
                int live = port(server);
                Thread.ofVirtual().start(() -> dials.add(connect(live, Until.DEADLINE, "127.0.0.1")));
                assertConnectedTo("127.0.0.1", Until.next(dials));
            } finally {
                blocked.forEach(Thread::interrupt);
            }
        }
    }

    @Test
    void closesWhoLosesTheRace() throws Exception {
        try (ServerSocketChannel server = listen("127.0.0.3");
                Blackhole hole = new Blackhole("127.0.0.2", port(server))) {
            assertEquals(port(server), hole.address().getPort());
            assertConnectedTo("127.0.0.3", connect(port(server), Duration.ofMinutes(5), "127.0.0.2", "127.0.0.3"));
            int before = openFiles();
            for (int i = 0; i < 5; i++) {
                assertConnectedTo("127.0.0.3", connect(port(server), Duration.ofMinutes(5), "127.0.0.2", "127.0.0.3"));
            }
            Until.holds("the losers are closed", () -> openFiles() <= before);
        }
    }

    /// Linux only, where these tests run.
    private static int openFiles() {
        String[] files = new java.io.File("/proc/self/fd").list();
        assertNotNull(files);
        return files.length;
    }

    @Test
    void familiesTakeTurns() {
        List<InetAddress> addresses = Stream.of("::1", "::2", "::3", "10.0.0.1", "10.0.0.2")
                .map(InetAddress::ofLiteral)
                .toList();
        assertEquals(
                Stream.of("::1", "10.0.0.1", "::2", "10.0.0.2", "::3")
                        .map(text -> new InetSocketAddress(InetAddress.ofLiteral(text), 5))
                        .toList(),
                Connector.order(addresses, 5));
    }

    @Test
    void readsWhatTheSystemSays() {
        assertEquals(Failure.REFUSED, Connector.classify(new ConnectException("Connection refused")));
        assertEquals(Failure.TIMED_OUT, Connector.classify(new ConnectException("Connection timed out")));
        assertEquals(Failure.TIMED_OUT, Connector.classify(new SocketTimeoutException("Connect timed out")));
        assertEquals(Failure.UNREACHABLE, Connector.classify(new NoRouteToHostException("No route to host")));
        assertEquals(Failure.UNREACHABLE, Connector.classify(new SocketException("Network is unreachable")));
        assertEquals(Failure.UNREACHABLE, Connector.classify(new ConnectException("Network is unreachable")));
        assertEquals(Failure.OTHER, Connector.classify(new SocketException("Permission denied")));
        assertEquals(Failure.OTHER, Connector.classify(new IOException()));
    }
}
