package dev.tubeway.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.AddressPolicy;
import dev.tubeway.CloseReason;
import dev.tubeway.internal.buffer.BufferPool;
import dev.tubeway.internal.dial.Until;
import dev.tubeway.internal.session.SessionRegistry;
import dev.tubeway.internal.socket.SocketLoop;
import dev.tubeway.session.Making;
import dev.tubeway.session.SessionConfig;
import dev.tubeway.session.SessionLimits;
import dev.tubeway.session.SessionRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A session that draws without end, looked at over a WebSocket.
@Timeout(60)
class TunnelSessionIT {
    private static final Pattern SYNC = Pattern.compile("4\\.sync,\\d+\\.(\\d+)(?:,[^;]*)?;");
    private static final String LAST = "3.171,3.205,3.239,";
    private static final SessionLimits STAYS =
            new SessionLimits(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ZERO, Duration.ZERO);

    @TempDir
    Path folder = Path.of("");

    private final BufferPool pool = new BufferPool(64, 8);
    private final DrawingModule module = new DrawingModule();
    private final SocketLoop loop = new SocketLoop();
    private final SessionRegistry sessions = new SessionRegistry(
            SessionConfig.defaults(),
            AddressPolicy.defaults(),
            name -> List.of(InetAddress.getAllByName(name)),
            protocol -> Optional.of(module),
            loop,
            pool);
    private ServerFixture http;
    private String id = "";
    private String path = "";
    private String seat = "";

    @BeforeEach
    void start() throws IOException {
        http = new ServerFixture(Map.of("data", folder.toString()));
        Making making = sessions.make(new SessionRequest("test", Map.of(), STAYS));
        id = assertInstanceOf(Making.Made.class, making).session().id();
        JsonNode made = ServerFixture.json(http.post("/v1/sessions", "{\"protocol\":\"test\"}"));
        path = "/v1/sessions/" + made.path("sessionId").asString();
        seat = ServerFixture.json(http.post(path + "/seat", "{}")).path("seat").asString();
        http.gateway.sessions.server = (client, visitor) -> sessions.serve(client, id, visitor);
    }

    @AfterEach
    void stop() {
        sessions.close(Duration.ofSeconds(5), CloseReason.of(CloseReason.Kind.TUNNEL_CLOSED));
        http.close();
        Until.holds("all buffers are back", () -> pool.inUseBytes() == 0);
        loop.close();
        pool.close();
    }

    /// Reads when it is asked to.
    private static final class Reader implements WebSocket.Listener {
        private final LinkedBlockingQueue<String> messages = new LinkedBlockingQueue<>();
        private final LinkedBlockingQueue<Integer> pongs = new LinkedBlockingQueue<>();
        private final StringBuilder parts = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer payload) {
            pongs.add((int) payload.get());
            socket.request(1);
            return null;
        }

        @Override
        public void onOpen(WebSocket socket) {
            // Nothing is asked for yet.
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            parts.append(data);
            if (last) {
                messages.add(parts.toString());
                parts.setLength(0);
            } else {
                socket.request(1);
            }
            return null;
        }

        /// The next message, its syncs left unanswered.
        String look(WebSocket socket) throws InterruptedException {
            socket.request(1);
            String message = messages.poll(20, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("nothing came");
            }
            return message;
        }

        /// The next message, its syncs answered.
        String next(WebSocket socket) throws InterruptedException {
            String message = look(socket);
            Matcher sync = SYNC.matcher(message);
            while (sync.find()) {
                String time = sync.group(1);
                socket.sendText("4.sync," + time.length() + "." + time + ";", true)
                        .join();
            }
            return message;
        }
    }

    private WebSocket open(Reader reader) {
        return open(reader, "?width=1024&height=768");
    }

    private WebSocket open(Reader reader, String screen) {
        return HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .subprotocols("guacamole", "seat." + seat)
                .buildAsync(URI.create(http.server.url().replace("http", "ws") + path + "/tunnel" + screen), reader)
                .join();
    }

    /// Reads on until the gateway has heard all that was said before, as it has when it answers a ping. A client that
    /// has
    /// never answered a frame is not waited for.
    private static void heard(Reader reader, WebSocket socket) throws InterruptedException {
        socket.sendText("0.,4.ping,1.0;", true).join();
        String message = reader.next(socket);
        while (!message.contains("4.ping,1.0;")) {
            message = reader.next(socket);
        }
    }

    private long sent() {
        return sessions.find(id).orElseThrow().bytesOut();
    }

    @Test
    void aClientThatStopsReadingGetsAFewFramesAndThenTheNewest() throws Exception {
        Reader reader = new Reader();
        WebSocket socket = open(reader);
        while (!reader.next(socket).contains("4.sync,")) {
            // The first picture.
        }
        heard(reader, socket);
        // A word may still be sent now and then; a frame is larger, the larger the later it is made.
        long first = sent();
        long before;
        do {
            before = sent();
            int then = module.frames.get();
            Until.holds("three hundred frames are drawn", () -> module.frames.get() > then + 300);
            assertTrue(before - first < 4 << 20, "it goes on being sent frames: bytes=" + (before - first));
        } while (sent() - before >= 1000);
        module.finish();
        int syncs = 0;
        String message = reader.next(socket);
        while (!message.contains(LAST)) {
            syncs += message.split("4\\.sync,", -1).length - 1;
            message = reader.next(socket);
        }
        assertTrue(syncs <= 6, "frames before the newest: " + syncs);
        socket.abort();
    }

    @Test
    void keysAndPingsPassAWriterThatIsStuck() throws Exception {
        module.noisy = true;
        Reader reader = new Reader();
        WebSocket socket = open(reader, "?width=256&height=256");
        while (!reader.look(socket).contains("4.sync,")) {
            // The first picture.
        }
        long before;
        do {
            before = sent();
            int then = module.frames.get();
            Until.holds("it is drawn on", () -> module.frames.get() > then + 300);
            assertTrue(before < 64 << 20, "its writer is not stopped: bytes=" + before);
        } while (sent() != before);
        assertTrue(pool.inUseBytes() < 16 << 20, "held: bytes=" + pool.inUseBytes());
        for (int i = 1; i <= 3; i++) {
            socket.sendPing(ByteBuffer.wrap(new byte[] {(byte) i})).join();
            socket.sendText("0.,4.ping,1." + i + ";", true).join();
            socket.sendText("3.key,2.6" + i + ",1.1;", true).join();
        }
        for (int i = 1; i <= 3; i++) {
            assertEquals(60 + i, module.keys.poll(20, TimeUnit.SECONDS));
        }
        module.finish();
        boolean answered = false;
        boolean last = false;
        while (!answered || !last) {
            String message = reader.look(socket);
            answered |= message.equals("0.,4.ping,1.3;");
            last |= message.contains(LAST);
        }
        assertEquals(3, Until.next(reader.pongs));
        socket.abort();
    }

    @Test
    void aBrowserThatLostItsNetworkComesBackToTheWholePicture() throws Exception {
        Reader lost = new Reader();
        WebSocket before = open(lost);
        while (!lost.next(before).contains("4.sync,")) {
            // The first picture.
        }
        module.finish();
        before.abort();
        Until.holds(
                "it has gone", () -> sessions.find(id).orElseThrow().clients().isEmpty());
        Reader reader = new Reader();
        WebSocket back = open(reader);
        assertTrue(reader.next(back).startsWith("0.,36."));
        StringBuilder heard = new StringBuilder();
        while (heard.indexOf(LAST) < 0) {
            heard.append(reader.next(back));
        }
        assertTrue(heard.toString().startsWith("5.ready,37." + id + ";"), heard.substring(0, 60));
        assertTrue(heard.indexOf("4.size,1.0,4.1024,3.768;") > 0);
        assertEquals(1, sessions.find(id).orElseThrow().clients().size());
        back.abort();
    }
}
