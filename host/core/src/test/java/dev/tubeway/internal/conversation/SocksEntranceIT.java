package dev.tubeway.internal.conversation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.CloseReason;
import dev.tubeway.internal.dial.Until;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SocksEntranceIT {

    private static final String GREETING = "050100";
    private static final String CONNECT_DB = "05010003 026462 1538";
    private static final String REPLY = "05%02x0001000000000000";

    private final FakeOpener opener = new FakeOpener(false);

    private SocksEntrance entrance(Duration handshake, Duration open) {
        SocksEntrance entrance = new SocksEntrance(
                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), false, 100, handshake, open);
        entrance.start(opener);
        return entrance;
    }

    private SocksEntrance entrance() {
        return entrance(Until.DEADLINE, Until.DEADLINE);
    }

    private static Socket client(Entrance entrance) throws IOException {
        Socket socket = new Socket(
                InetAddress.ofLiteral("127.0.0.1"), entrance.localAddress().getPort());
        socket.setSoTimeout((int) Until.DEADLINE.toMillis());
        return socket;
    }

    private static void send(Socket socket, String hex) throws IOException {
        socket.getOutputStream().write(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    private static String read(Socket socket, int bytes) throws IOException {
        return HexFormat.of().formatHex(socket.getInputStream().readNBytes(bytes));
    }

    private static String readAll(Socket socket) throws IOException {
        return HexFormat.of().formatHex(socket.getInputStream().readAllBytes());
    }

    @Test
    void tellsOfSuccessOnlyOnceTheFarSideHasOpened() throws Exception {
        try (SocksEntrance entrance = entrance();
                Socket client = client(entrance)) {
            send(client, GREETING);
            assertEquals("0500", read(client, 2));
            send(client, CONNECT_DB);
            FakeOpener.Opened opened = Until.next(opener.opened);
            assertEquals("db:5432", opened.target);
            assertArrayEquals(SocksDestination.encode("db", 5432), opened.tail);
            client.setSoTimeout(50);
            assertThrows(
                    SocketTimeoutException.class, () -> client.getInputStream().read());
            assertFalse(opened.started.isDone());
            client.setSoTimeout((int) Until.DEADLINE.toMillis());
            opened.answer.complete(Optional.empty());
            assertEquals(REPLY.formatted(0), read(client, 10));
            assertTrue(opened.started.get(20, TimeUnit.SECONDS));
            assertFalse(opened.abandoned.isDone());
            opened.client.close();
        }
    }

    @Test
    void leavesWhatTheClientSentBehindItsRequestToTheOpener() throws Exception {
        try (SocksEntrance entrance = entrance();
                Socket client = client(entrance)) {
            send(client, GREETING + CONNECT_DB + HexFormat.of().formatHex("hello".getBytes(StandardCharsets.US_ASCII)));
            FakeOpener.Opened opened = Until.next(opener.opened);
            opened.answer.complete(Optional.empty());
            assertTrue(opened.started.get(20, TimeUnit.SECONDS));
            ByteBuffer in = ByteBuffer.allocate(5);
            while (in.hasRemaining() && opened.client.read(in) >= 0) {
                // More to come.
            }
            assertEquals("hello", new String(in.array(), StandardCharsets.US_ASCII));
            opened.client.close();
        }
    }

    @Test
    void takesAHandshakeByteByByte() throws Exception {
        try (SocksEntrance entrance = entrance();
                Socket client = client(entrance)) {
            client.setTcpNoDelay(true);
            for (byte b : HexFormat.of().parseHex(GREETING + "05010004" + "00".repeat(15) + "01" + "0016")) {
                client.getOutputStream().write(b);
            }
            FakeOpener.Opened opened = Until.next(opener.opened);
            assertEquals("[::1]:22", opened.target);
            assertArrayEquals(SocksDestination.encode("::1", 22), opened.tail);
            opened.client.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SERVER_REFUSE, db:5432 is not allowed by allowed_hosts, 2",
        "CONNECTION_FAILED, connection refused: db:5432, 5",
        "CONNECTION_FAILED, host unreachable: db:5432, 4",
        "ADDRESS_RESOLUTION_FAILED, name not found: db, 4",
        "TIMEOUT, no answer in time: db:5432, 1"
    })
    void tellsTheClientWhyEvenBeforeUnreadBytes(CloseReason.Kind kind, String detail, int code) throws Exception {
        CloseReason reason = CloseReason.of(kind, detail);
        try (SocksEntrance entrance = entrance();
                Socket client = client(entrance)) {
            send(client, GREETING + CONNECT_DB + "00".repeat(10_000));
            FakeOpener.Opened opened = Until.next(opener.opened);
            opened.answer.complete(Optional.of(reason));
            assertEquals("0500" + REPLY.formatted(code), readAll(client));
            assertEquals(reason, opened.abandoned.get(20, TimeUnit.SECONDS));
            assertFalse(opened.started.isDone());
        }
    }

    @Test
    void givesUpAFarSideThatIsSilent() throws Exception {
        try (SocksEntrance entrance = entrance(Until.DEADLINE, Duration.ofMillis(50));
                Socket client = client(entrance)) {
            send(client, GREETING + CONNECT_DB);
            FakeOpener.Opened opened = Until.next(opener.opened);
            assertEquals("0500" + REPLY.formatted(1), readAll(client));
            assertEquals(
                    CloseReason.Kind.TIMEOUT,
                    opened.abandoned.get(20, TimeUnit.SECONDS).kind());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "050102, 05ff",
        "0500, 05ff",
        "050100 05020001 7f000001 0050, 0500 05070001000000000000",
        "050100 05030001 7f000001 0050, 0500 05070001000000000000",
        "050100 05010002 7f000001 0050, 0500 05080001000000000000",
        "050100 05010001 7f000001 0000, 0500",
        "050100 04010001 7f000001 0050, 0500"
    })
    void refusesWhatIsNotServed(String sent, String answer) throws Exception {
        try (SocksEntrance entrance = entrance();
                Socket client = client(entrance)) {
            send(client, sent);
            assertEquals(answer.replace(" ", ""), readToEnd(client));
            assertTrue(opener.opened.isEmpty());
            Until.holds("no handshake left", () -> entrance.clients() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"GET / HTTP/1.1\r\n\r\n", "CONNECT db:443 HTTP/1.1\r\n\r\n", "\4\1\0\26\0\0\0\1user\0", "\0\0"})
    void closesClientsOfOtherProtocolsWithoutAWord(String hello) throws Exception {
        try (SocksEntrance entrance = entrance();
                Socket client = client(entrance)) {
            client.getOutputStream().write(hello.getBytes(StandardCharsets.ISO_8859_1));
            assertEquals("", readToEnd(client));
            assertTrue(opener.opened.isEmpty());
        }
    }

    /// What comes up to the end, whether it is a close or, for bytes left unread, a reset.
    private static String readToEnd(Socket client) throws IOException {
        var all = new java.io.ByteArrayOutputStream();
        try {
            for (int b = client.getInputStream().read();
                    b >= 0;
                    b = client.getInputStream().read()) {
                all.write(b);
            }
        } catch (java.net.SocketException e) {
            assertTrue(e.toString().contains("reset"), e.toString());
        }
        return HexFormat.of().formatHex(all.toByteArray());
    }

    /// All at once, so that the time that each has to say its part may be long.
    @Test
    void closesClientsThatDoNotFinish() throws Exception {
        List<String> parts =
                List.of("", "05", "0502", "050100", "050100 0501", "050100 05010003", "050100 05010003 026462");
        List<Socket> clients = new ArrayList<>();
        try (SocksEntrance entrance = entrance(Duration.ofSeconds(3), Until.DEADLINE)) {
            for (String part : parts) {
                Socket client = client(entrance);
                clients.add(client);
                send(client, part);
            }
            for (int i = 0; i < parts.size(); i++) {
                String part = parts.get(i);
                assertEquals(part.startsWith(GREETING) ? "0500" : "", readAll(clients.get(i)), part);
            }
            Until.holds("no handshake left", () -> entrance.clients() == 0);
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    @Test
    void theCloseEndsHandshakesUnderWay() throws Exception {
        SocksEntrance entrance = entrance();
        try (Socket greeting = client(entrance);
                Socket waiting = client(entrance)) {
            send(greeting, "05");
            send(waiting, GREETING + CONNECT_DB);
            FakeOpener.Opened opened = Until.next(opener.opened);
            Until.holds("both at work", () -> entrance.clients() == 2);
            entrance.close();
            assertEquals(
                    CloseReason.Kind.TUNNEL_CLOSED,
                    opened.abandoned.get(20, TimeUnit.SECONDS).kind());
            assertEquals("", readToEnd(greeting));
            assertEquals("0500", readToEnd(waiting));
            Until.holds("no handshake left", () -> entrance.clients() == 0);
        }
    }

    @Test
    void silentClientsDoNotHoldUpOthers() throws Exception {
        try (SocksEntrance entrance = entrance()) {
            List<Socket> silent = new ArrayList<>();
            try {
                for (int i = 0; i < 60; i++) {
                    Socket client = client(entrance);
                    silent.add(client);
                    send(client, "05");
                }
                Until.holds("all at work", () -> entrance.clients() == silent.size());
                try (Socket client = client(entrance)) {
                    send(client, GREETING + CONNECT_DB);
                    Until.next(opener.opened).answer.complete(Optional.empty());
                    assertEquals("0500" + REPLY.formatted(0), read(client, 12));
                }
            } finally {
                for (Socket client : silent) {
                    client.close();
                }
            }
        }
    }

    @Test
    void abandonsTheConnectionOfAClientThatLeft() throws Exception {
        try (SocksEntrance entrance = entrance()) {
            FakeOpener.Opened opened;
            try (Socket client = client(entrance)) {
                send(client, GREETING + CONNECT_DB);
                opened = Until.next(opener.opened);
                client.setSoLinger(true, 0);
            }
            Until.holds("the reset has come", () -> isReset(opened));
            opened.answer.complete(Optional.empty());
            assertEquals(
                    CloseReason.Kind.CLIENT,
                    opened.abandoned.get(20, TimeUnit.SECONDS).kind());
            assertFalse(opened.started.isDone());
        }
    }

    private static boolean isReset(FakeOpener.Opened opened) {
        try {
            opened.client.socket().getInputStream().read();
            return false;
        } catch (IOException e) {
            assertInstanceOf(IOException.class, e);
            return true;
        }
    }
}
