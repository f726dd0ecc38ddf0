package dev.tubeway.internal.dial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.CloseReason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class AwaitingTest {

    private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");
    private static final Duration LONG = Duration.ofMinutes(5);

    private final BlockingQueue<Dial> dials = new LinkedBlockingQueue<>();
    private final BlockingQueue<Boolean> interrupted = new LinkedBlockingQueue<>();
    private final int port = free();

    /// A port that nobody listens at, below those that the system gives to who names none.
    private static int free() {
        for (int port = 15_500; port < 16_500; port++) {
            try (ServerSocketChannel server = ServerSocketChannel.open()) {
                server.bind(new InetSocketAddress(HERE, port));
                return port;
            } catch (IOException e) {
                // Another's.
            }
        }
        throw new AssertionError("no port is free");
    }

    private Dial await(Predicate<InetAddress> admits, Duration timeout) {
        return Awaiting.one(HERE, port, admits, Deadline.after(timeout));
    }

    private Thread start(Predicate<InetAddress> admits, Duration timeout) {
        return Thread.ofVirtual().start(() -> {
            dials.add(await(admits, timeout));
            interrupted.add(Thread.currentThread().isInterrupted());
        });
    }

    private SocketChannel connectFrom(String address) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.bind(new InetSocketAddress(InetAddress.ofLiteral(address), 0));
            channel.connect(new InetSocketAddress(HERE, port));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return channel;
    }

    /// Connects once the port is open, where a try that comes too early is no matter.
    private SocketChannel connectOnceOpenFrom(String address) {
        var connected = new LinkedBlockingQueue<SocketChannel>();
        Until.holds("the port is open", () -> {
            try {
                return connected.add(connectFrom(address));
            } catch (IOException e) {
                return false;
            }
        });
        return connected.remove();
    }

    private void assertClosed() {
        assertThrows(ConnectException.class, () -> connectFrom("127.0.0.1").close());
    }

    private static void assertFailed(CloseReason.Kind kind, String detail, Dial dial) {
        assertEquals(new Dial.Failed(CloseReason.of(kind, detail)), dial);
    }

    @Test
    void takesOneConnectionWithoutDelayAndWithKeepalive() throws Exception {
        start(from -> true, LONG);
        try (SocketChannel first = connectOnceOpenFrom("127.0.0.2")) {
            Dial.Connected taken = assertInstanceOf(Dial.Connected.class, Until.next(dials));
            try (SocketChannel socket = taken.socket()) {
                assertEquals(first.getLocalAddress(), socket.getRemoteAddress());
                assertEquals("127.0.0.2:" + first.socket().getLocalPort(), taken.target());
                assertTrue(socket.isBlocking());
                assertTrue(socket.getOption(StandardSocketOptions.TCP_NODELAY));
                assertTrue(socket.getOption(StandardSocketOptions.SO_KEEPALIVE));
                first.write(ByteBuffer.wrap("RFB".getBytes(StandardCharsets.US_ASCII)));
                ByteBuffer in = ByteBuffer.allocate(3);
                while (in.hasRemaining() && socket.read(in) >= 0) {
                    // It may come in pieces.
                }
                assertEquals(0, in.remaining());
            }
            assertClosed();
        }
    }

    @Test
    void closesWhoIsNotAwaitedAndWaitsOn() throws Exception {
        start(InetAddress.ofLiteral("127.0.0.3")::equals, LONG);
        try (SocketChannel other = connectOnceOpenFrom("127.0.0.2")) {
            assertEquals(-1, other.read(ByteBuffer.allocate(1)));
            try (SocketChannel wanted = connectFrom("127.0.0.3")) {
                Dial.Connected taken = assertInstanceOf(Dial.Connected.class, Until.next(dials));
                assertEquals(wanted.getLocalAddress(), taken.socket().getRemoteAddress());
                taken.socket().close();
            }
        }
        assertClosed();
    }

    @Test
    void givesUpAtTheDeadline() {
        assertFailed(
                CloseReason.Kind.TIMEOUT,
                "nobody connected in time: 127.0.0.1:" + port,
                await(from -> true, Duration.ofMillis(50)));
        assertClosed();
    }

    @Test
    void tellsOfThoseThatWereNotAwaited() throws Exception {
        // Long enough for one connection on any machine.
        start(from -> false, Duration.ofSeconds(2));
        try (SocketChannel other = connectOnceOpenFrom("127.0.0.2")) {
            assertEquals(-1, other.read(ByteBuffer.allocate(1)));
            assertFailed(
                    CloseReason.Kind.TIMEOUT,
                    "nobody connected in time: 127.0.0.1:" + port + "; connections that are not its own were closed: 1",
                    Until.next(dials));
        }
        assertClosed();
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        Thread waiting = start(from -> true, LONG);
        Until.holds("waiting", () -> {
            Thread.State state = waiting.getState();
            return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
        });
        waiting.interrupt();
        assertFailed(CloseReason.Kind.TUNNEL_CLOSED, "the wait was given up: 127.0.0.1:" + port, Until.next(dials));
        assertTrue(Until.next(interrupted));
        assertClosed();
    }

    @Test
    void anInterruptBeforeEndsItToo() throws Exception {
        Thread.ofVirtual().start(() -> {
            Thread.currentThread().interrupt();
            dials.add(await(from -> true, LONG));
        });
        assertFailed(CloseReason.Kind.TUNNEL_CLOSED, "the wait was given up: 127.0.0.1:" + port, Until.next(dials));
        assertClosed();
    }

    @Test
    void aPortThatIsTakenIsTold() throws Exception {
        try (ServerSocketChannel other = ServerSocketChannel.open()) {
            other.bind(new InetSocketAddress(HERE, port));
            assertFailed(
                    CloseReason.Kind.CONNECTION_FAILED,
                    "cannot listen at 127.0.0.1:" + port + ": Address already in use",
                    await(from -> true, LONG));
        }
    }

    @Test
    void anAddressOfAnotherMachineIsTold() {
        Dial dial = Awaiting.one(InetAddress.ofLiteral("192.0.2.1"), port, from -> true, Deadline.after(LONG));
        CloseReason reason = assertInstanceOf(Dial.Failed.class, dial).reason();
        assertEquals(CloseReason.Kind.CONNECTION_FAILED, reason.kind());
        assertTrue(reason.detail().startsWith("cannot listen at 192.0.2.1:" + port), reason.detail());
    }

    @Test
    void whoseAddressIsMappedIsJudgedByTheAddressInside() throws Exception {
        Thread.ofVirtual()
                .start(() -> dials.add(Awaiting.one(
                        InetAddress.ofLiteral("::"),
                        port,
                        InetAddress.ofLiteral("127.0.0.2")::equals,
                        Deadline.after(LONG))));
        try (SocketChannel peer = connectOnceOpenFrom("127.0.0.2")) {
            assertTrue(peer.isConnected());
            assertInstanceOf(Dial.Connected.class, Until.next(dials)).socket().close();
        }
    }
}
