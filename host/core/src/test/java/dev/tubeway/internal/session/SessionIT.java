package dev.tubeway.internal.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.CloseReason;
import dev.tubeway.internal.dial.Until;
import dev.tubeway.internal.module.HostStream;
import dev.tubeway.internal.module.ModuleHost.Opened;
import dev.tubeway.internal.module.abi.EventKind;
import dev.tubeway.internal.module.abi.GridInfoLayout;
import dev.tubeway.internal.module.abi.KeyEventLayout;
import dev.tubeway.internal.module.abi.LogLevel;
import dev.tubeway.internal.module.abi.MouseEventLayout;
import dev.tubeway.internal.module.abi.ParamEventLayout;
import dev.tubeway.internal.module.abi.SizeEventLayout;
import dev.tubeway.internal.module.abi.Status;
import dev.tubeway.internal.module.abi.StreamPurpose;
import dev.tubeway.internal.module.abi.UserEventLayout;
import dev.tubeway.session.SessionConfig;
import dev.tubeway.session.SessionEvent;
import dev.tubeway.session.SessionInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.guacamole.GuacamoleException;
import org.apache.guacamole.net.GuacamoleSocket;
import org.apache.guacamole.net.InetGuacamoleSocket;
import org.apache.guacamole.protocol.ConfiguredGuacamoleSocket;
import org.apache.guacamole.protocol.GuacamoleClientInformation;
import org.apache.guacamole.protocol.GuacamoleConfiguration;
import org.apache.guacamole.protocol.GuacamoleInstruction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Sessions as their clients see them, the published client library among them.
class SessionIT {
    private static final Set<String> ALL = Set.of("clipboard", "files", "pipes", "audio");

    private final ScriptedModule waiting = ScriptedModule.waiting();
    private Entrance entrance;

    @BeforeEach
    void open() throws IOException {
        entrance = new Entrance(SessionConfig.defaults(), Map.of("test", waiting));
    }

    @AfterEach
    void close() throws Exception {
        entrance.close();
        Until.holds("all buffers are back", () -> entrance.pool.inUseBytes() == 0);
    }

    private GuacamoleSocket published(GuacamoleConfiguration config) throws GuacamoleException {
        var information = new GuacamoleClientInformation();
        information.setOptimalScreenWidth(800);
        information.setOptimalScreenHeight(600);
        information.setOptimalResolution(120);
        information.setName("Ada");
        information.setTimezone("Europe/Berlin");
        information.getImageMimetypes().add("image/png");
        return new ConfiguredGuacamoleSocket(
                new InetGuacamoleSocket("127.0.0.1", entrance.port()), config, information);
    }

    private static GuacamoleInstruction await(GuacamoleSocket socket, String opcode) throws GuacamoleException {
        while (true) {
            GuacamoleInstruction instruction = socket.getReader().readInstruction();
            if (instruction == null) {
                throw new AssertionError("closed before: " + opcode);
            }
            if (instruction.getOpcode().equals(opcode)) {
                return instruction;
            }
        }
    }

    @Test
    void thePublishedClientOpensJoinsAndLeaves() throws Exception {
        var config = new GuacamoleConfiguration();
        config.setProtocol("test");
        config.setParameter("hostname", "target.internal");
        config.setParameter("port", "2323");
        var owner = (ConfiguredGuacamoleSocket) published(config);
        assertTrue(owner.getConnectionID().matches("\\$[0-9a-f-]{36}"), owner.getConnectionID());
        ScriptedModule.Stage stage = waiting.next();
        ScriptedModule.Event size = stage.seen(EventKind.SIZE);
        assertEquals(800, size.at(SizeEventLayout.WIDTH));
        assertEquals(600, size.at(SizeEventLayout.HEIGHT));
        assertEquals(120, size.at(SizeEventLayout.DPI));
        assertEquals("target.internal", stage.host.target().host());
        assertEquals(2323, stage.host.target().port());

        var join = new GuacamoleConfiguration();
        join.setConnectionID(owner.getConnectionID());
        join.setParameter("read-only", "true");
        var joiner = (ConfiguredGuacamoleSocket) published(join);
        assertEquals(owner.getConnectionID(), joiner.getConnectionID());
        assertEquals(List.of("1", "2", "Ada"), await(owner, "msg").getArgs());
        SessionInfo info = entrance.sessions.find(owner.getConnectionID()).orElseThrow();
        assertEquals(2, info.clients().size());
        assertTrue(info.clients().get(1).readOnly());
        assertEquals("target.internal:2323", info.target());

        joiner.getWriter().writeInstruction(new GuacamoleInstruction("disconnect"));
        joiner.close();
        assertEquals(List.of("2", "2", "Ada"), await(owner, "msg").getArgs());
        owner.getWriter().writeInstruction(new GuacamoleInstruction("disconnect"));
        stage.seen(EventKind.END);
        owner.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"VERSION_1_0_0", "VERSION_1_1_0", "VERSION_1_3_0", "VERSION_1_5_0", "VERSION_9_9_9", "", "x"})
    void everyVersionIsTaken(String version) throws Exception {
        try (TextClient client = entrance.connect()) {
            assertTrue(client.open("test", version).startsWith("$"));
        }
    }

    @Test
    void aClientWithoutASizeIsReady() throws Exception {
        try (TextClient client = entrance.connect()) {
            client.say("select", "test").await("args");
            client.say("strange", "1").say("connect", "VERSION_1_5_0", "", "", "");
            client.await("ready");
            ScriptedModule.Event size = waiting.next().seen(EventKind.SIZE);
            assertEquals(1024, size.at(SizeEventLayout.WIDTH));
            assertEquals(768, size.at(SizeEventLayout.HEIGHT));
            assertEquals(96, size.at(SizeEventLayout.DPI));
        }
    }

    @Test
    void anInstructionCutAnywhereIsTheSame() throws Exception {
        try (TextClient client = entrance.connect()) {
            client.open("test");
            for (byte b : "3.key,5.65507,1.1;5.mouse,2.10,2.20,1.1;".getBytes(StandardCharsets.UTF_8)) {
                client.raw(new byte[] {b});
            }
            ScriptedModule.Stage stage = waiting.next();
            assertEquals(65507, stage.seen(EventKind.KEY).at(KeyEventLayout.KEYSYM));
            assertEquals(1, stage.seen(EventKind.MOUSE).at(MouseEventLayout.BUTTONS));
        }
    }

    @Test
    void aReadOnlyClientMovesNothing() throws Exception {
        try (TextClient owner = entrance.connect();
                TextClient watcher = entrance.connect()) {
            String id = owner.open("test");
            watcher.open(id, "VERSION_1_5_0", "read-only", "true");
            watcher.say("key", "1", "1").say("mouse", "1", "1", "1").say("size", "10", "10");
            watcher.say("file", "1", "text/plain", "a.txt");
            assertEquals("771", watcher.await("ack").get(3));
            owner.say("key", "2", "1");
            assertEquals(2, waiting.next().seen(EventKind.KEY).at(KeyEventLayout.KEYSYM));
        }
    }

    @Test
    void whatAClientHoldsDownGoesUpWhenItLeaves() throws Exception {
        try (TextClient owner = entrance.connect()) {
            TextClient joiner = entrance.connect();
            joiner.open(owner.open("test"));
            ScriptedModule.Stage stage = waiting.next();
            joiner.say("key", "65507", "1")
                    .say("key", "97", "1")
                    .say("key", "97", "0")
                    .say("key", "98", "1");
            joiner.say("mouse", "5", "6", "1");
            assertEquals(1, stage.seen(EventKind.MOUSE).at(MouseEventLayout.BUTTONS));
            joiner.reset();
            ScriptedModule.Event first = stage.seen(EventKind.KEY);
            assertEquals(List.of(98, 0), List.of(first.at(KeyEventLayout.KEYSYM), first.at(KeyEventLayout.DOWN)));
            ScriptedModule.Event second = stage.seen(EventKind.KEY);
            assertEquals(List.of(65507, 0), List.of(second.at(KeyEventLayout.KEYSYM), second.at(KeyEventLayout.DOWN)));
            ScriptedModule.Event mouse = stage.seen(EventKind.MOUSE);
            assertEquals(
                    List.of(5, 6, 0),
                    List.of(
                            mouse.at(MouseEventLayout.X),
                            mouse.at(MouseEventLayout.Y),
                            mouse.at(MouseEventLayout.BUTTONS)));
            assertEquals(2, stage.seen(EventKind.LEFT).at(UserEventLayout.USER));
        }
    }

    @Test
    void joinersGoOnWithoutTheOwner() throws Exception {
        try (TextClient first = entrance.connect();
                TextClient second = entrance.connect()) {
            TextClient owner = entrance.connect();
            String id = owner.open("test");
            ScriptedModule.Stage stage = waiting.next();
            first.open(id);
            assertEquals(2, stage.seen(EventKind.JOINED).at(UserEventLayout.USER));
            second.open(id);
            assertEquals(3, stage.seen(EventKind.JOINED).at(UserEventLayout.USER));
            owner.say("disconnect");
            assertEquals(1, stage.seen(EventKind.LEFT).at(UserEventLayout.USER));
            owner.close();
            first.say("key", "7", "1");
            assertEquals(7, stage.seen(EventKind.KEY).at(KeyEventLayout.KEYSYM));
            try (TextClient late = entrance.connect()) {
                assertEquals(id, late.open(id));
            }
            assertEquals(2, entrance.sessions.find(id).orElseThrow().clients().size() & ~1);
        }
    }

    @Test
    void lateJoinersSeeTheWholePicture() throws Exception {
        var drawing = new ScriptedModule(List.of(), Set.of(), stage -> {
            stage.host.display().surfaceFill(0, 0, 0, 64, 64, 0xff336699);
            stage.host.display().frame();
            return stage.untilEnd();
        });
        try (var own = new Entrance(SessionConfig.defaults(), Map.of("test", drawing));
                TextClient owner = own.connect();
                TextClient joiner = own.connect()) {
            String id = owner.open("test");
            List<List<String>> first = toSync(owner);
            drawing.next();
            joiner.open(id);
            List<List<String>> second = toSync(joiner);
            assertTrue(first.stream().anyMatch(i -> i.getFirst().equals("size")), first.toString());
            assertTrue(second.stream().anyMatch(i -> i.getFirst().equals("size")), second.toString());
        }
    }

    private static List<List<String>> toSync(TextClient client) throws IOException {
        List<List<String>> all = new ArrayList<>();
        while (true) {
            List<String> next = client.next().orElseThrow();
            all.add(next);
            if (next.getFirst().equals("sync")) {
                client.say("sync", next.get(1));
                return all;
            }
        }
    }

    @Test
    void missingValuesAreAskedForBeforeTheModuleRuns() throws Exception {
        var needs = new ScriptedModule(
                List.of(ScriptedModule.required("username", false), ScriptedModule.required("password", true)),
                Set.of(),
                ScriptedModule.Stage::untilEnd);
        try (var own = new Entrance(SessionConfig.defaults(), Map.of("test", needs));
                TextClient client = own.connect()) {
            String id = client.open("test");
            assertEquals(List.of("required", "username", "password"), client.await("required"));
            assertEquals(
                    SessionInfo.State.ASKING,
                    own.sessions.find(id).orElseThrow().state());
            give(client, "username", "ada");
            assertTrue(needs.stages.isEmpty());
            give(client, "password", "sécret");
            ScriptedModule.Stage stage = needs.next();
            assertEquals("ada", stage.host.parameter("username").orElseThrow());
            assertTrue(stage.host.parameter("password").isEmpty());
            assertEquals("sécret", stage.host.secret("password").orElseThrow());
        }
    }

    private static void give(TextClient client, String name, String value) throws IOException {
        client.say("argv", "3", "text/plain", name);
        assertEquals(List.of("ack", "3", "Ready for updates.", "0"), client.await("ack"));
        client.say("blob", "3", Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)));
        assertEquals(List.of("ack", "3", "Received.", "0"), client.await("ack"));
        client.say("end", "3");
    }

    /// As a person does in the settings of a client, in the middle of a session.
    @Test
    void aTerminalsFontIsChangedWhileItIsShown() throws Exception {
        var opened = new CompletableFuture<Integer>();
        var terminal = new ScriptedModule(List.of(ScriptedModule.parameter("font-size")), Set.of(), stage -> {
            opened.complete(openGrid(stage));
            stage.await(EventKind.SIZE);
            return stage.untilEnd();
        });
        try (var own = new Entrance(SessionConfig.defaults(), Map.of("test", terminal));
                TextClient client = own.connect()) {
            client.open("test");
            ScriptedModule.Stage stage = terminal.next();
            assertEquals(0, stage.seen(EventKind.SIZE).at(SizeEventLayout.COLUMNS));
            assertEquals(99, opened.get(20, TimeUnit.SECONDS));
            give(client, "font-size", "24");
            assertEquals(52, stage.seen(EventKind.SIZE).at(SizeEventLayout.COLUMNS));
            assertEquals(52, stage.host.display().columns());
        }
    }

    private static int openGrid(ScriptedModule.Stage stage) {
        stage.await(EventKind.SIZE);
        var info = new byte[GridInfoLayout.SIZE];
        assertEquals(0, stage.host.display().gridOpen(info, 0, 0, 0, info.length));
        stage.host.display().frame();
        return stage.host.display().columns();
    }

    @Test
    void aModuleThatAsksIsAnswered() throws Exception {
        var answered = new CompletableFuture<String>();
        var asking = new ScriptedModule(List.of(ScriptedModule.parameter("username")), Set.of(), stage -> {
            assertEquals(0, stage.host.require(List.of("username")));
            ScriptedModule.Event event = stage.await(EventKind.PARAM);
            answered.complete(event.text(
                    ParamEventLayout.SIZE,
                    event.at(ParamEventLayout.NAME_LENGTH) + event.at(ParamEventLayout.VALUE_LENGTH)));
            return CloseReason.of(CloseReason.Kind.NORMAL);
        });
        try (var own = new Entrance(SessionConfig.defaults(), Map.of("test", asking));
                TextClient client = own.connect()) {
            client.open("test");
            assertEquals(List.of("required", "username"), client.await("required"));
            give(client, "username", "ada");
            assertEquals(List.of(List.of("disconnect")), client.rest());
            assertEquals("usernameada", answered.join());
        }
    }

    @Test
    void aFileFromTheClientReachesTheModule() throws Exception {
        var whole = new CompletableFuture<String>();
        var reading = new ScriptedModule(List.of(), ALL, stage -> {
            HostStream stream = stage.stream(stage.await(EventKind.STREAM));
            whole.complete(stage.readAll(stream));
            stream.close();
            return stage.untilEnd();
        });
        byte[] content = new byte[300_000];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) ('a' + i % 26);
        }
        try (var own = new Entrance(SessionConfig.defaults(), Map.of("test", reading));
                TextClient client = own.connect()) {
            client.open("test");
            client.say("file", "5", "text/plain", "letters.txt");
            assertEquals(List.of("ack", "5", "OK", "0"), client.await("ack"));
            for (int at = 0; at < content.length; at += 6000) {
                byte[] part = java.util.Arrays.copyOfRange(content, at, Math.min(content.length, at + 6000));
                client.say("blob", "5", Base64.getEncoder().encodeToString(part));
                assertEquals(List.of("ack", "5", "OK", "0"), client.await("ack"));
            }
            client.say("end", "5");
            assertEquals(new String(content, StandardCharsets.UTF_8), whole.get());
        }
    }

    @Test
    void aRefusedStreamSaysWhy() throws Exception {
        var refusing = new ScriptedModule(List.of(), ALL, stage -> {
            stage.stream(stage.await(EventKind.STREAM)).refuse(Status.NOT_FOUND, "No such input stream.");
            return stage.untilEnd();
        });
        try (var own = new Entrance(SessionConfig.defaults(), Map.of("test", refusing));
                TextClient client = own.connect()) {
            client.open("test");
            client.say("pipe", "5", "text/plain", "OTHER");
            assertEquals(List.of("ack", "5", "No such input stream.", "516"), client.await("ack"));
        }
    }

    @Test
    void aFileFromTheModuleWaitsForAcknowledgements() throws Exception {
        byte[] content = new byte[100_000];
        new Random(3).nextBytes(content);
        var writing = new ScriptedModule(List.of(), ALL, stage -> {
            HostStream stream = ((Opened.Stream)
                            stage.host.openStream(StreamPurpose.FILE, "application/octet-stream", "random.bin"))
                    .stream();
            stream.attach(stage.waker);
            int at = 0;
            while (at < content.length) {
                int n = stream.write(content, at, content.length - at);
                if (n == Status.AGAIN) {
                    stream.want(HostStream.WRITABLE);
                    stage.waker.await(1_000_000_000);
                } else {
                    at += n;
                }
            }
            stream.close();
            return stage.untilEnd();
        });
        try (var own = new Entrance(SessionConfig.defaults(), Map.of("test", writing));
                TextClient client = own.connect()) {
            client.open("test");
            List<String> file = client.await("file");
            assertEquals(List.of("application/octet-stream", "random.bin"), file.subList(2, 4));
            var received = new java.io.ByteArrayOutputStream();
            while (received.size() < content.length) {
                List<String> blob = client.await("blob");
                if (!blob.get(1).equals(file.get(1))) {
                    continue; // of the picture
                }
                byte[] part = Base64.getDecoder().decode(blob.get(2));
                assertTrue(part.length <= 6048);
                received.write(part);
                client.say("ack", file.get(1), "OK", "0");
            }
            assertEquals(List.of("end", file.get(1)), client.await("end"));
            assertArrayEquals(content, received.toByteArray());
        }
    }

    @Test
    void theModulesClipboardReachesAllClients() throws Exception {
        var copying = new ScriptedModule(List.of(), ALL, stage -> {
            stage.await(EventKind.JOINED);
            HostStream stream =
                    ((Opened.Stream) stage.host.openStream(StreamPurpose.CLIPBOARD, "text/plain", "")).stream();
            byte[] text = "copied ü".getBytes(StandardCharsets.UTF_8);
            assertEquals(text.length, stream.write(text, 0, text.length));
            stream.close();
            return stage.untilEnd();
        });
        try (var own = new Entrance(SessionConfig.defaults(), Map.of("test", copying));
                TextClient owner = own.connect();
                TextClient joiner = own.connect()) {
            joiner.open(owner.open("test"));
            for (TextClient client : List.of(owner, joiner)) {
                assertEquals("text/plain", client.await("clipboard").get(2));
                assertEquals(
                        "copied ü",
                        new String(
                                Base64.getDecoder().decode(client.await("blob").get(2)), StandardCharsets.UTF_8));
                client.await("end");
            }
        }
    }

    @Test
    void theClientsClipboardReachesAModuleThatDrawsPixels() throws Exception {
        var pasted = new CompletableFuture<String>();
        var pasting = new ScriptedModule(List.of(), ALL, stage -> {
            pasted.complete(stage.readAll(stage.stream(stage.await(EventKind.STREAM))));
            return stage.untilEnd();
        });
        try (var own = new Entrance(SessionConfig.defaults(), Map.of("test", pasting));
                TextClient client = own.connect()) {
            client.open("test");
            client.say("clipboard", "2", "text/plain");
            assertEquals("0", client.await("ack").get(3));
            client.say("blob", "2", "aGVs").say("blob", "2", "bG8=").say("end", "2");
            assertEquals("hello", pasted.get());
        }
    }

    @Test
    void aStormOfInputDoesNotGrowAndLeavesTheSessionAlive() throws Exception {
        var released = new CompletableFuture<Void>();
        var busy = new ScriptedModule(List.of(), Set.of(), stage -> {
            released.join();
            return stage.untilEnd();
        });
        try (var own = new Entrance(SessionConfig.defaults(), Map.of("test", busy));
                TextClient client = own.connect()) {
            client.open("test");
            ScriptedModule.Stage stage = busy.next();
            var storm = new StringBuilder();
            for (int i = 0; i < 20_000; i++) {
                storm.append("5.mouse,2.10,2.").append(10 + i % 90).append(",1.0;");
            }
            for (int i = 0; i < 5_000; i++) {
                storm.append("3.key,2.65,1.").append(i & 1).append(';');
            }
            client.raw(storm.toString());
            client.say("end", "9");
            client.await("ack");
            released.complete(null);
            // From the first event that is taken on there is room again.
            stage.seen(EventKind.KEY);
            client.say("key", "99", "1");
            while (stage.seen(EventKind.KEY).at(KeyEventLayout.KEYSYM) != 99) {
                assertTrue(stage.seen.size() <= EventQueue.MOST_INPUT + 2);
            }
        }
    }

    @Test
    void sessionsAreToldAndCounted() throws Exception {
        var told = new LinkedBlockingQueue<SessionEvent>();
        entrance.sessions.subscribe(told::add);
        String id;
        try (TextClient client = entrance.connect()) {
            id = client.open("test");
            assertEquals(1, entrance.sessions.list().size());
            assertTrue(entrance.sessions.find(id.substring(1)).isPresent());
        }
        Until.holds("the session ends", () -> told.stream().anyMatch(e -> e instanceof SessionEvent.Ended));
        List<String> kinds =
                told.stream().map(e -> e.getClass().getSimpleName()).toList();
        assertEquals(List.of("Started", "Joined", "Left", "Ended"), kinds);
        assertTrue(entrance.sessions.find(id).isEmpty());
        assertFalse(entrance.sessions.terminate(id, CloseReason.of(CloseReason.Kind.ADMIN_CLOSED)));
        assertEquals(1, entrance.sessions.stats().started());
        assertEquals(
                Map.of(CloseReason.Kind.CLIENT, 1L), entrance.sessions.stats().ended());
    }

    @Test
    void randomBytesHarmNobody() throws Exception {
        try (TextClient bystander = entrance.connect()) {
            bystander.open("test");
            ScriptedModule.Stage stage = waiting.next();
            for (int seed = 0; seed < 60; seed++) {
                var random = new Random(seed);
                try (TextClient client = entrance.connect()) {
                    if (random.nextBoolean()) {
                        client.open("test");
                    }
                    client.raw(noise(random));
                } catch (IOException e) {
                    // Closed while it was still talking: as it should be.
                }
            }
            bystander.say("key", "5", "1");
            assertEquals(5, stage.seen(EventKind.KEY).at(KeyEventLayout.KEYSYM));
        }
    }

    @Test
    void whatAModuleSaysOnceItsSessionEndsIsNoWarning() throws Exception {
        var module = new ScriptedModule(List.of(), Set.of(), stage -> {
            stage.host.log(LogLevel.ERROR, "before");
            CloseReason end = stage.untilEnd();
            stage.host.log(LogLevel.ERROR, "after");
            return end;
        });
        var lines = new LinkedBlockingQueue<LogRecord>();
        Logger logger = Logger.getLogger("dev.tubeway.module");
        Handler collector = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.setLevel(Level.ALL);
        logger.addHandler(collector);
        try (var other = new Entrance(SessionConfig.defaults(), Map.of("test", module));
                TextClient client = other.connect()) {
            client.open("test");
            assertEquals(
                    Level.WARNING,
                    Objects.requireNonNull(lines.poll(20, TimeUnit.SECONDS)).getLevel());
            client.say("disconnect");
            assertEquals(
                    Level.FINE,
                    Objects.requireNonNull(lines.poll(20, TimeUnit.SECONDS)).getLevel());
        } finally {
            logger.removeHandler(collector);
            logger.setLevel(null);
        }
    }

    private static byte[] noise(Random random) {
        List<String> words = List.of(
                "4.sync,1.1;",
                "3.key,1.1,1.1;",
                "5.mouse,1.1,1.1,1.1;",
                "4.size,1.1,1.1;",
                "4.blob,1.1,4.AAAA;",
                "3.end,1.1;",
                "9.clipboard,1.1,1.a;",
                "4.file,1.1,1.a,1.b;",
                "4.argv,1.1,1.a,1.b;",
                "6.select,1.a;",
                "3.ack,1.1,1.a,1.0;",
                "5.touch,1.1,1.1,1.1,1.1,1.1,1.x,1.9;",
                "4.size,2.-1,2.-9;",
                "5.audio,2.-1,1.a;");
        var text = new StringBuilder();
        for (int i = random.nextInt(40); i > 0; i--) {
            text.append(words.get(random.nextInt(words.size())));
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            if (random.nextInt(80) == 0) {
                bytes[i] = (byte) random.nextInt();
            }
        }
        return bytes;
    }
}
