package dev.tubeway.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.internal.dial.Until;
import dev.tubeway.session.Duplex;
import dev.tubeway.session.Visitor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Sessions over WebSockets.
@Timeout(60)
class TunnelIT {
    private static final byte[] HELLO = "5.ready,2.$1;".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder = Path.of("");

    private ServerFixture http;
    private JsonNode session;
    private String seat = "";

    @BeforeEach
    void start() throws IOException {
        http = new ServerFixture(Map.of(
                "data", folder.toString(), "websocket.listen", "127.0.0.1:0", "http.origins", "https://portal.test"));
        session = ServerFixture.json(http.post("/v1/sessions", "{\"protocol\":\"test\"}"));
        seat = ServerFixture.json(http.post(path("/seat"), "{}")).path("seat").asString();
        http.gateway.sessions.server = TunnelIT::echo;
    }

    @AfterEach
    void stop() {
        http.close();
    }

    private String path(String more) {
        return "/v1/sessions/" + session.path("sessionId").asString() + more;
    }

    /// Greets, then says what it hears.
    private static void echo(Duplex client, Visitor visitor) {
        try (client) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(8192);
            buffer.put(HELLO).flip();
            client.write(buffer);
            while (client.read(buffer.clear()) >= 0) {
                client.write(buffer.flip());
            }
            client.finish();
        } catch (IOException e) {
            // The client has gone.
        }
    }

    /// What a client hears.
    private static final class Ear implements WebSocket.Listener {
        final LinkedBlockingQueue<String> messages = new LinkedBlockingQueue<>();
        final LinkedBlockingQueue<Integer> closed = new LinkedBlockingQueue<>();
        private final StringBuilder parts = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            parts.append(data);
            if (last) {
                messages.add(parts.toString());
                parts.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.add(code);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            closed.add(-1);
        }

        String next() throws InterruptedException {
            String message = messages.poll(20, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("nothing came");
            }
            return message;
        }
    }

    private WebSocket.Builder builder() {
        return HttpClient.newHttpClient().newWebSocketBuilder();
    }

    private URI uri(String query) {
        return URI.create(http.server.url().replace("http", "ws") + path("/tunnel") + query);
    }

    private WebSocket open(Ear ear, String secret, String query) {
        return builder()
                .subprotocols("guacamole", secret)
                .buildAsync(uri(query), ear)
                .join();
    }

    private int refusal(WebSocket.Builder builder, URI uri) {
        var thrown = assertThrows(
                CompletionException.class,
                () -> builder.buildAsync(uri, new Ear()).join());
        return assertInstanceOf(WebSocketHandshakeException.class, thrown.getCause())
                .getResponse()
                .statusCode();
    }

    @Test
    void aSeatsClientHearsItsTunnelsIdThenItsSession() throws Exception {
        Ear ear = new Ear();
        WebSocket socket = open(
                ear,
                "seat." + seat,
                "?width=800&height=600&dpi=120&image=image/png&image=image/webp&timezone=Europe/Berlin&name=Ada");
        assertEquals("guacamole", socket.getSubprotocol());
        assertTrue(ear.next().matches("0\\.,36\\.[0-9a-f-]{36};"));
        assertEquals("5.ready,2.$1;", ear.next());
        socket.sendText("3.key,2.65,1.1;", true).join();
        assertEquals("3.key,2.65,1.1;", ear.next());
        socket.sendText("0.,4.ping,3.123;", true).join();
        assertEquals("0.,4.ping,3.123;", ear.next());
        String wide = "4.name,3000." + "\ud83d\ude00".repeat(3000) + ";";
        socket.sendText(wide.substring(0, 2000), false).join();
        socket.sendText(wide.substring(2000), true).join();
        StringBuilder heard = new StringBuilder();
        while (heard.length() < wide.length()) {
            heard.append(ear.next());
        }
        assertEquals(wide.length(), heard.length());
        Visitor visitor = http.gateway.sessions.visitors.getFirst();
        assertEquals("Ada", visitor.name());
        assertEquals(
                new Visitor.Screen(800, 600, 120, List.of("image/png", "image/webp"), "Europe/Berlin"),
                visitor.screen());
        assertTrue(visitor.owner());
        socket.sendClose(1000, "").join();
        assertEquals(1000, ear.closed.poll(20, TimeUnit.SECONDS));
    }

    @Test
    void whoSaysItsEndWhileMuchIsOnItsWayIsAnswered() throws Exception {
        http.gateway.sessions.server = (client, visitor) -> {
            ByteBuffer block = ByteBuffer.allocateDirect(1 << 16);
            try (client) {
                while (true) {
                    block.clear();
                    client.write(block);
                }
            } catch (IOException e) {
                // The client has gone.
            }
        };
        Ear ear = new Ear();
        WebSocket socket = open(ear, "seat." + seat, "");
        for (int i = 0; i < 20; i++) {
            ear.next();
        }
        socket.sendClose(1000, "").join();
        assertEquals(1000, ear.closed.poll(20, TimeUnit.SECONDS));
    }

    @Test
    void theSessionsEndClosesTheSocket() throws Exception {
        http.gateway.sessions.server = (client, visitor) -> {
            client.finish();
            client.close();
        };
        Ear ear = new Ear();
        open(ear, "seat." + seat, "");
        assertEquals(1000, ear.closed.poll(20, TimeUnit.SECONDS));
    }

    @Test
    void whoHasNoRightOrComesFromAnotherPageIsRefused() {
        assertEquals(401, refusal(builder().subprotocols("guacamole"), uri("")));
        assertEquals(401, refusal(builder().subprotocols("guacamole", "seat.x"), uri("")));
        assertEquals(401, refusal(builder().subprotocols("guacamole", "bearer.x"), uri("")));
        assertEquals(400, refusal(builder().subprotocols("seat." + seat), uri("")));
        assertEquals(
                403,
                refusal(
                        builder().header("Origin", "https://evil.test").subprotocols("guacamole", "seat." + seat),
                        uri("")));
        URI other = URI.create(
                http.server.url().replace("http", "ws") + "/v1/sessions/00000000-0000-0000-0000-000000000000/tunnel");
        assertEquals(401, refusal(builder().subprotocols("guacamole", "seat." + seat), other));
        assertEquals(404, refusal(builder().subprotocols("guacamole", "bearer." + ServerFixture.TOKEN), other));
    }

    @Test
    void ownPagesAndThoseThatAreNamedMayComeIn() throws Exception {
        for (String origin : List.of(http.server.url(), "https://portal.test")) {
            Ear ear = new Ear();
            builder()
                    .header("Origin", origin)
                    .subprotocols("guacamole", "seat." + seat)
                    .buildAsync(uri(""), ear)
                    .join();
            assertTrue(ear.next().startsWith("0.,36."), origin);
        }
    }

    @Test
    void theListenerOfItsOwnTakesTicketsAndTheTokenAndServesNothingElse() throws Exception {
        var address = http.server.websocket().orElseThrow();
        URI uri = URI.create("ws://127.0.0.1:" + address.getPort() + path("/tunnel"));
        String ticket = "ticket." + session.path("ticket").asString();
        for (String secret : List.of(ticket, "bearer." + ServerFixture.TOKEN)) {
            Ear ear = new Ear();
            builder()
                    .header("Origin", http.server.url())
                    .subprotocols("guacamole", secret)
                    .buildAsync(uri, ear)
                    .join();
            assertTrue(ear.next().startsWith("0.,36."), secret);
        }
        assertEquals(401, refusal(builder().subprotocols("guacamole", ticket), uri));
        var plain = java.net.http.HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + address.getPort() + "/v1/tubes"))
                .header("Authorization", "Bearer " + ServerFixture.TOKEN)
                .build();
        assertEquals(
                404,
                http.raw(plain, java.net.http.HttpResponse.BodyHandlers.discarding())
                        .statusCode());
    }

    @Test
    void aPingOfTheProtocolIsAnswered() throws Exception {
        var pongs = new LinkedBlockingQueue<ByteBuffer>();
        var listener = new WebSocket.Listener() {
            @Override
            public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer payload) {
                pongs.add(payload);
                return null;
            }
        };
        WebSocket socket = builder()
                .subprotocols("guacamole", "seat." + seat)
                .buildAsync(uri(""), listener)
                .join();
        socket.request(100);
        socket.sendPing(ByteBuffer.wrap(new byte[] {7})).join();
        ByteBuffer pong = pongs.poll(20, TimeUnit.SECONDS);
        assertEquals(ByteBuffer.wrap(new byte[] {7}), pong);
        socket.abort();
    }

    private Optional<JsonNode> audited(String what) {
        try (var lines = Files.lines(folder.resolve("audit.jsonl"))) {
            return lines.filter(line -> line.endsWith("}"))
                    .map(JsonMapper.shared()::readTree)
                    .filter(line -> line.path("what").asString().equals(what))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Test
    void theLogTellsWhereATicketWasUsedAndWhereOneWasRefused() throws Exception {
        String ticket = "ticket." + session.path("ticket").asString();
        Ear ear = new Ear();
        open(ear, ticket, "");
        assertTrue(ear.next().startsWith("0.,36."));
        assertEquals("5.ready,2.$1;", ear.next());
        assertEquals(401, refusal(builder().subprotocols("guacamole", ticket), uri("")));
        for (String what : List.of("ticket_used", "ticket_refused", "sign_in_refused")) {
            Until.holds(what, () -> audited(what).isPresent());
            assertEquals("127.0.0.1", audited(what).orElseThrow().path("from").asString(), what);
        }
        assertEquals("127.0.0.1", http.gateway.sessions.visitors.getFirst().from());
    }

    @Test
    void anOversizeFrameAndABinaryOneEndTheClient() throws Exception {
        var ended = new CountDownLatch(2);
        http.gateway.sessions.server = (client, visitor) -> {
            echo(client, visitor);
            ended.countDown();
        };
        var _ = open(new Ear(), "seat." + seat, "").sendBinary(ByteBuffer.wrap(new byte[] {1}), true);
        try (Socket raw = new Socket(
                InetAddress.getLoopbackAddress(), http.server.address().getPort())) {
            String request = "GET " + path("/tunnel") + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
                    + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                    + "Sec-WebSocket-Protocol: guacamole, seat." + seat + "\r\n\r\n";
            raw.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            // A text frame that says it is one byte larger than allowed, and its mask.
            ByteBuffer header = ByteBuffer.allocate(14);
            header.put((byte) 0x81)
                    .put((byte) 0xff)
                    .putLong(Tunnel.MAX_FRAME_BYTES + 1)
                    .putInt(0);
            raw.getOutputStream().write(header.array());
            assertTrue(ended.await(20, TimeUnit.SECONDS));
        }
    }

    @Test
    void aClientThatStopsReadingStopsItsWriterAndItsGoingEndsBoth() throws Exception {
        var written = new AtomicInteger();
        var ended = new CountDownLatch(1);
        http.gateway.sessions.server = (client, visitor) -> {
            ByteBuffer block = ByteBuffer.allocateDirect(1 << 16);
            try (client) {
                while (true) {
                    block.clear();
                    client.write(block);
                    written.addAndGet(block.capacity());
                }
            } catch (IOException e) {
                ended.countDown();
            }
        };
        var silent = new WebSocket.Listener() {
            @Override
            public void onOpen(WebSocket socket) {
                // Asks for nothing.
            }
        };
        WebSocket socket = builder()
                .subprotocols("guacamole", "seat." + seat)
                .buildAsync(uri(""), silent)
                .join();
        int before = -1;
        while (before != written.get() || before == 0) {
            before = written.get();
            assertFalse(ended.await(300, TimeUnit.MILLISECONDS));
        }
        assertTrue(before < 32 << 20, "the writer was not stopped: bytes=" + before);
        socket.abort();
        assertTrue(ended.await(20, TimeUnit.SECONDS));
    }
}
