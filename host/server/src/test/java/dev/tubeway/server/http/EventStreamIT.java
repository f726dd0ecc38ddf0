package dev.tubeway.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.CloseReason;
import dev.tubeway.ConnectionInfo;
import dev.tubeway.GatewayListener.Event;
import dev.tubeway.TubeStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EventStreamIT {
    /// One block of the stream: `id`, `event`, `data` and comments under `:`.
    private record Block(String id, String name, String data, String comment) {
        JsonNode json() {
            return JsonMapper.shared().readTree(data);
        }
    }

    private static final class Watcher implements AutoCloseable {
        private final InputStream body;
        private final BlockingQueue<Block> blocks = new LinkedBlockingQueue<>();
        private final Thread reader;

        Watcher(ServerFixture http, String query, String... headers) {
            HttpRequest.Builder request = http.request("/v1/events" + query)
                    .header("Authorization", "Bearer " + ServerFixture.TOKEN)
                    .header("Accept", "text/event-stream");
            if (headers.length > 0) {
                request.headers(headers);
            }
            HttpResponse<InputStream> response = http.raw(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            assertEquals(200, response.statusCode());
            assertTrue(response.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream"));
            body = response.body();
            reader = Thread.ofVirtual().start(this::read);
        }

        private void read() {
            try (BufferedReader in = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
                String id = "";
                String name = "";
                String comment = "";
                StringBuilder data = new StringBuilder();
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    if (line.isEmpty()) {
                        blocks.add(new Block(id, name, data.toString(), comment));
                        id = "";
                        name = "";
                        comment = "";
                        data.setLength(0);
                    } else if (line.startsWith(":")) {
                        comment = line.substring(1).strip();
                    } else {
                        int colon = line.indexOf(':');
                        String value = line.substring(colon + 1).strip();
                        switch (line.substring(0, colon)) {
                            case "id" -> id = value;
                            case "event" -> name = value;
                            case "data" -> data.append(value);
                            default -> throw new AssertionError(line);
                        }
                    }
                }
                blocks.add(new Block("", "end of stream", "", ""));
            } catch (IOException e) {
                blocks.add(new Block("", "end of stream", "", ""));
            }
        }

        Block next() throws InterruptedException {
            Block block = blocks.poll(30, TimeUnit.SECONDS);
            if (block == null) {
                throw new AssertionError("no event came");
            }
            return block;
        }

        /// The next block that is no heartbeat.
        Block event() throws InterruptedException {
            Block block = next();
            while (block.comment().equals("heartbeat")) {
                block = next();
            }
            return block;
        }

        @Override
        public void close() throws IOException {
            body.close();
            reader.interrupt();
        }
    }

    private static Event candidate(String tube, String text) {
        return new Event.Candidate(tube, text);
    }

    @Test
    void tellsEveryKindOfEventInOrder() throws Exception {
        try (ServerFixture http = new ServerFixture();
                Watcher watcher = new Watcher(http, "")) {
            assertEquals("following", watcher.event().comment());
            ConnectionInfo connection =
                    new ConnectionInfo(3, "demo", "a:1", ConnectionInfo.State.OPEN, Instant.EPOCH, 1, 2, 3);
            CloseReason reason = CloseReason.of(CloseReason.Kind.CONNECTION_LOST, "gone");
            List<Event> events = List.of(
                    new Event.Created("t", "demo"),
                    new Event.StatusChanged("t", TubeStatus.READY, Optional.empty()),
                    new Event.StatusChanged("t", TubeStatus.CLOSED, Optional.of(reason)),
                    candidate("t", "candidate:1"),
                    candidate("t", ""),
                    new Event.IceRestartOffer("t", "b2ZmZXI="),
                    new Event.Answer("t", "YW5zd2Vy"),
                    new Event.ChannelOpened("t", "demo"),
                    new Event.ChannelClosed("t", "demo", reason),
                    new Event.ConnectionOpened("t", connection),
                    new Event.ConnectionClosed("t", connection, reason));
            events.forEach(http.gateway::emit);
            List<String> names = new ArrayList<>();
            List<JsonNode> bodies = new ArrayList<>();
            long last = -1;
            for (int i = 0; i < events.size(); i++) {
                Block block = watcher.event();
                names.add(block.name());
                bodies.add(block.json());
                OpenApiContract.validate("/components/schemas/Event", block.data());
                assertEquals("t", block.json().path("tubeId").asString());
                long sequence = Long.parseLong(block.id().substring(block.id().indexOf('-') + 1));
                assertTrue(sequence > last);
                last = sequence;
            }
            assertEquals(
                    List.of(
                            "tube_created",
                            "connection_state_changed",
                            "connection_state_changed",
                            "icecandidate",
                            "icecandidate",
                            "ice_restart_offer",
                            "answer",
                            "channel_opened",
                            "channel_closed",
                            "connection_opened",
                            "connection_closed"),
                    names);
            assertEquals("demo", bodies.get(0).path("conversationId").asString());
            assertEquals("ready", bodies.get(1).path("state").asString());
            assertEquals(9, bodies.get(2).path("reason").path("code").asInt());
            assertEquals("candidate:1", bodies.get(3).path("candidate").asString());
            assertEquals("", bodies.get(4).path("candidate").asString("missing"));
            assertEquals("b2ZmZXI=", bodies.get(5).path("offer").asString());
            assertEquals("YW5zd2Vy", bodies.get(6).path("answer").asString());
            assertEquals("gone", bodies.get(8).path("reason").path("detail").asString());
            assertEquals(3, bodies.get(9).path("connection").path("number").asInt());
        }
    }

    @Test
    void resumesAfterTheLastEventThatTheClientKnows() throws Exception {
        try (ServerFixture http = new ServerFixture()) {
            String known;
            try (Watcher watcher = new Watcher(http, "")) {
                watcher.event();
                http.gateway.emit(candidate("t", "candidate:one"));
                known = watcher.event().id();
            }
            http.gateway.emit(candidate("t", "candidate:two"));
            http.gateway.emit(candidate("t", "candidate:three"));
            try (Watcher watcher = new Watcher(http, "", "Last-Event-ID", known)) {
                Block start = watcher.event();
                assertEquals(known, start.id());
                assertEquals(
                        "candidate:two",
                        watcher.event().json().path("candidate").asString());
                assertEquals(
                        "candidate:three",
                        watcher.event().json().path("candidate").asString());
            }
        }
    }

    @Test
    void theFirstBlockCarriesAPlaceToResumeFrom() throws Exception {
        try (ServerFixture http = new ServerFixture()) {
            String place;
            try (Watcher watcher = new Watcher(http, "")) {
                place = watcher.event().id();
            }
            http.gateway.emit(candidate("t", "candidate:missed"));
            try (Watcher watcher = new Watcher(http, "", "Last-Event-ID", place)) {
                watcher.event();
                assertEquals(
                        "candidate:missed",
                        watcher.event().json().path("candidate").asString());
            }
        }
    }

    @Test
    void anIdThatFellOutOfTheRingGivesAReset() throws Exception {
        try (ServerFixture http = new ServerFixture(Map.of("events.capacity", "16"))) {
            String known;
            try (Watcher watcher = new Watcher(http, "")) {
                known = watcher.event().id();
            }
            for (int i = 0; i < 17; i++) {
                http.gateway.emit(candidate("t", "candidate:" + i));
            }
            try (Watcher watcher = new Watcher(http, "", "Last-Event-ID", known)) {
                watcher.event();
                Block reset = watcher.event();
                assertEquals("reset", reset.name());
                OpenApiContract.validate("/components/schemas/Reset", reset.data());
                assertEquals(reset.id(), reset.json().path("newest").asString());
                http.gateway.emit(candidate("t", "candidate:after"));
                assertEquals(
                        "candidate:after",
                        watcher.event().json().path("candidate").asString());
            }
        }
    }

    @Test
    void anIdOfAnotherRunGivesAReset() throws Exception {
        try (ServerFixture http = new ServerFixture()) {
            for (String id : List.of("abc-3", "nonsense", "-1", "9999999999999999999999")) {
                try (Watcher watcher = new Watcher(http, "", "Last-Event-ID", id)) {
                    assertEquals("reset", watcher.event().name(), id);
                }
            }
        }
    }

    @Test
    void filtersByTube() throws Exception {
        try (ServerFixture http = new ServerFixture();
                Watcher watcher = new Watcher(http, "?tubeId=mine")) {
            watcher.event();
            http.gateway.emit(candidate("other", "candidate:no"));
            http.gateway.emit(candidate("mine", "candidate:yes"));
            assertEquals(
                    "candidate:yes", watcher.event().json().path("candidate").asString());
        }
    }

    @Test
    void aQuietStreamCarriesHeartbeats() throws Exception {
        try (ServerFixture http = new ServerFixture(Map.of("events.heartbeat", "50ms"));
                Watcher watcher = new Watcher(http, "")) {
            assertEquals("following", watcher.next().comment());
            assertEquals("heartbeat", watcher.next().comment());
            assertEquals("heartbeat", watcher.next().comment());
        }
    }

    @Test
    void oneMoreClientThanAllowedIsRefused() throws Exception {
        try (ServerFixture http = new ServerFixture(Map.of("events.maxStreams", "1"));
                Watcher watcher = new Watcher(http, "")) {
            watcher.event();
            HttpResponse<String> refused = http.get("/v1/events");
            ProblemsIT.assertProblem(refused, 429, "too-many-streams");
        }
    }

    @Test
    void aClientThatVanishesIsNoticed() throws Exception {
        try (ServerFixture http = new ServerFixture(Map.of("events.heartbeat", "50ms"))) {
            Socket socket = connect(http);
            awaitStreams(http, 1);
            socket.setSoLinger(true, 0);
            socket.close();
            awaitStreams(http, 0);
        }
    }

    @Test
    void aClientThatDoesNotReadIsCutAndDelaysNobody() throws Exception {
        try (ServerFixture http = new ServerFixture(Map.of("events.writeTimeout", "3s"));
                Socket lazy = connect(http);
                Watcher watcher = new Watcher(http, "")) {
            watcher.event();
            awaitStreams(http, 2);
            String large = "candidate:" + "x".repeat(32 << 10);
            for (int i = 0; i < 600; i++) {
                http.gateway.emit(candidate("t", large));
            }
            for (int i = 0; i < 600; i++) {
                assertEquals("icecandidate", watcher.event().name());
            }
            awaitStreams(http, 1);
            assertTrue(lazy.isConnected());
        }
    }

    @Test
    void streamsEndWhenTheServerStops() throws Exception {
        ServerFixture http = new ServerFixture();
        try (http;
                Watcher watcher = new Watcher(http, "")) {
            watcher.event();
            http.server.close();
            assertEquals("end of stream", watcher.event().name());
        }
    }

    private static Socket connect(ServerFixture http) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(http.server.address());
        socket.getOutputStream()
                .write(("GET /v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + ServerFixture.TOKEN
                                + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static void awaitStreams(ServerFixture http, int count) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!http.get("/metrics").body().contains("tubeway_event_streams " + count + ".0")) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not " + count + " streams");
            }
            Thread.onSpinWait();
        }
    }
}
