package dev.tubeway.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.CloseReason;
import dev.tubeway.internal.dial.Until;
import dev.tubeway.internal.module.abi.EventKind;
import dev.tubeway.internal.module.abi.KeyEventLayout;
import dev.tubeway.internal.module.abi.SizeEventLayout;
import dev.tubeway.session.Making;
import dev.tubeway.session.SessionConfig;
import dev.tubeway.session.SessionEvent;
import dev.tubeway.session.SessionInfo;
import dev.tubeway.session.SessionLimits;
import dev.tubeway.session.SessionRequest;
import dev.tubeway.session.SocketDuplex;
import dev.tubeway.session.Visitor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Sessions that are made before their first client comes, and that stay when it goes.
@Timeout(60)
class KeptSessionIT {
    private static final SessionLimits STAYS =
            new SessionLimits(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ZERO, Duration.ZERO);

    private final ScriptedModule module = new ScriptedModule(
            List.of(
                    ScriptedModule.parameter("hostname"),
                    ScriptedModule.parameter("port"),
                    ScriptedModule.parameter("timezone"),
                    ScriptedModule.parameter("color-scheme")),
            Set.of(),
            stage -> {
                stage.host.display().surfaceFill(0, 0, 0, 64, 64, 0xff336699);
                stage.host.display().frame();
                return stage.untilEnd();
            });
    private final List<SessionEvent> events = Collections.synchronizedList(new ArrayList<>());
    private Entrance entrance;

    @BeforeEach
    void open() throws IOException {
        entrance = new Entrance(SessionConfig.defaults().withMaxSessions(3), Map.of("test", module));
        entrance.sessions.subscribe(events::add);
    }

    @AfterEach
    void close() throws Exception {
        entrance.close();
        Until.holds("all buffers are back", () -> entrance.pool.inUseBytes() == 0);
    }

    private static Visitor visitor(String place, boolean owner, boolean readOnly, int width) {
        var screen = new Visitor.Screen(width, 600, 96, List.of("image/png"), "Europe/Berlin");
        return new Visitor(place, "Ada", "192.0.2.7", owner, readOnly, screen);
    }

    private String make(SessionLimits limits, Map<String, String> parameters) {
        Making made = entrance.sessions.make(new SessionRequest("test", parameters, limits));
        return assertInstanceOf(Making.Made.class, made).session().id();
    }

    private TextClient visit(String id, Visitor visitor) throws IOException {
        try (ServerSocketChannel door = ServerSocketChannel.open()) {
            door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            TextClient client = new TextClient(door.socket().getLocalPort());
            SocketChannel channel = door.accept();
            var duplex = new SocketDuplex(channel);
            var _ = Thread.ofVirtual().start(() -> entrance.sessions.serve(duplex, id, visitor));
            return client;
        }
    }

    private SessionInfo info(String id) {
        return entrance.sessions.find(id).orElseThrow();
    }

    @Test
    void itsModuleBeginsWithTheFirstClientAndItsScreen() throws Exception {
        String id = make(STAYS, Map.of("hostname", "target.internal", "port", "22"));
        assertEquals(SessionInfo.State.WAITING, info(id).state());
        assertEquals("target.internal:22", info(id).target());
        assertEquals(List.of(info(id)), entrance.sessions.list());
        assertTrue(module.stages.isEmpty());
        try (TextClient owner = visit(id, visitor("a", true, false, 800))) {
            assertEquals(List.of("ready", id), owner.next().orElseThrow());
            owner.await("sync");
            ScriptedModule.Stage stage = module.next();
            assertEquals(800, stage.seen(EventKind.SIZE).at(SizeEventLayout.WIDTH));
            assertEquals(Optional.of("Europe/Berlin"), stage.host.parameter("timezone"));
            assertEquals(SessionInfo.State.RUNNING, info(id).state());
            assertEquals("192.0.2.7", info(id).clients().getFirst().peer());
            assertEquals(1, entrance.sessions.stats().open());
        }
        assertInstanceOf(SessionEvent.Made.class, events.get(0));
        assertInstanceOf(SessionEvent.Started.class, events.get(1));
    }

    @Test
    void aClientThatComesBackHasTheWholePictureAndItsNewSize() throws Exception {
        String id = make(STAYS, Map.of());
        TextClient before = visit(id, visitor("a", true, false, 800));
        before.await("sync");
        ScriptedModule.Stage stage = module.next();
        stage.seen(EventKind.SIZE);
        before.reset();
        Until.holds("it has gone", () -> info(id).clients().isEmpty());
        assertEquals(SessionInfo.State.RUNNING, info(id).state());
        try (TextClient back = visit(id, visitor("a", true, false, 640))) {
            assertEquals(List.of("ready", id), back.next().orElseThrow());
            back.await("size");
            back.await("sync");
            assertEquals(640, stage.seen(EventKind.SIZE).at(SizeEventLayout.WIDTH));
            back.say("key", "65", "1");
            assertEquals(65, stage.seen(EventKind.KEY).at(KeyEventLayout.KEYSYM));
            assertTrue(info(id).clients().getFirst().owner());
        }
    }

    @Test
    void aSessionThatStaysHasNoKeyDownOfWhoHasGone() throws Exception {
        String id = make(STAYS, Map.of());
        TextClient before = visit(id, visitor("a", true, false, 800));
        before.await("sync");
        ScriptedModule.Stage stage = module.next();
        before.say("key", "65507", "1");
        assertEquals(1, stage.seen(EventKind.KEY).at(KeyEventLayout.DOWN));
        before.reset();
        assertEquals(0, stage.seen(EventKind.KEY).at(KeyEventLayout.DOWN));
        // Who takes over a place finds nothing down either.
        TextClient there = visit(id, visitor("a", true, false, 800));
        there.await("sync");
        there.say("key", "65505", "1");
        assertEquals(1, stage.seen(EventKind.KEY).at(KeyEventLayout.DOWN));
        try (TextClient back = visit(id, visitor("a", true, false, 800))) {
            back.await("sync");
            assertEquals(0, stage.seen(EventKind.KEY).at(KeyEventLayout.DOWN));
        }
        there.close();
    }

    @Test
    void whoComesToATakenPlaceTakesItOverAndTheOtherIsTold() throws Exception {
        String id = make(STAYS, Map.of());
        try (TextClient older = visit(id, visitor("a", true, false, 800))) {
            older.await("sync");
            try (TextClient newer = visit(id, visitor("a", true, false, 800))) {
                newer.await("sync");
                List<List<String>> told = older.rest();
                assertEquals(List.of("error", "the session was opened in another place", "521"), told.get(0));
                assertEquals(List.of("disconnect"), told.getLast());
                assertEquals(1, info(id).clients().size());
            }
        }
    }

    @Test
    void theOwnersDisconnectEndsItAndAVisitorsDoesNot() throws Exception {
        String id = make(STAYS, Map.of());
        try (TextClient owner = visit(id, visitor("a", true, false, 800))) {
            owner.await("sync");
            ScriptedModule.Stage stage = module.next();
            try (TextClient guest = visit(id, visitor("b", false, true, 800))) {
                guest.await("sync");
                guest.say("key", "65", "1");
                guest.say("disconnect");
                assertEquals(List.of(), guest.rest());
            }
            Until.holds("the guest has gone", () -> info(id).clients().size() == 1);
            owner.say("disconnect");
            stage.seen(EventKind.END);
            Until.holds("it is over", () -> entrance.sessions.find(id).isEmpty());
            Until.holds(
                    "its end is counted",
                    () -> Map.of(CloseReason.Kind.CLIENT, 1L)
                            .equals(entrance.sessions.stats().ended()));
        }
    }

    @Test
    void whoJoinsIsToldHowTheTextLooks() throws Exception {
        String id = make(STAYS, Map.of("color-scheme", "black-white"));
        try (TextClient owner = visit(id, visitor("a", true, false, 800))) {
            owner.await("sync");
            try (TextClient guest = visit(id, visitor("b", false, false, 800))) {
                List<String> told = guest.await("argv");
                assertEquals(List.of("text/plain", "color-scheme"), told.subList(2, 4));
                String value = guest.await("blob").get(2);
                assertEquals("black-white", new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8));
                owner.say("argv", "1", "text/plain", "color-scheme");
                owner.say(
                        "blob",
                        "1",
                        Base64.getEncoder().encodeToString("white-black".getBytes(StandardCharsets.UTF_8)));
                owner.say("end", "1");
                guest.await("argv");
                assertEquals(
                        "white-black",
                        new String(
                                Base64.getDecoder().decode(guest.await("blob").get(2)), StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void nobodyComesBackAndItEnds() throws Exception {
        var brief = new SessionLimits(Duration.ofMinutes(1), Duration.ofMillis(300), Duration.ZERO, Duration.ZERO);
        String id = make(brief, Map.of());
        try (TextClient owner = visit(id, visitor("a", true, false, 800))) {
            owner.await("sync");
            module.next();
        }
        Until.holds("it is over", () -> entrance.sessions.find(id).isEmpty());
        Until.holds("its end is told", () -> events.getLast() instanceof SessionEvent.Ended);
        var ended = assertInstanceOf(SessionEvent.Ended.class, events.getLast());
        assertEquals(CloseReason.Kind.TIMEOUT, ended.reason().kind());
    }

    @Test
    void idleAndLongSessionsEndWithTheirReason() throws Exception {
        var idle = new SessionLimits(Duration.ZERO, Duration.ofMinutes(1), Duration.ZERO, Duration.ofMillis(200));
        var wall = new SessionLimits(Duration.ZERO, Duration.ofMinutes(1), Duration.ofMillis(200), Duration.ZERO);
        for (SessionLimits limits : List.of(idle, wall)) {
            String id = make(limits, Map.of());
            try (TextClient owner = visit(id, visitor("a", true, false, 800))) {
                owner.await("ready");
                List<String> error = owner.await("error");
                assertEquals(limits.idle().isPositive() ? "522" : "523", error.get(2));
            }
        }
    }

    @Test
    void nobodyComesAtAllAndItEnds() {
        var forgotten = new SessionLimits(Duration.ofMillis(50), Duration.ofMinutes(1), Duration.ZERO, Duration.ZERO);
        String id = make(forgotten, Map.of());
        Until.holds("it is over", () -> entrance.sessions.find(id).isEmpty());
        assertEquals(0, entrance.sessions.stats().open());
    }

    @Test
    void aVisitorIsSentAwayAloneAndAWaitingSessionIsEnded() throws Exception {
        String id = make(STAYS, Map.of());
        try (TextClient owner = visit(id, visitor("a", true, false, 800));
                TextClient guest = visit(id, visitor("b", false, false, 800))) {
            owner.await("sync");
            guest.await("sync");
            CloseReason why = CloseReason.of(CloseReason.Kind.ADMIN_CLOSED, "the share has ended");
            assertTrue(entrance.sessions.dismiss(id, "b", why));
            assertEquals(List.of("error", "the share has ended", "523"), guest.await("error"));
            assertFalse(entrance.sessions.dismiss(id, "b", why));
            assertEquals(1, info(id).clients().size());
        }
        String second = make(STAYS, Map.of());
        assertTrue(entrance.sessions.terminate(second, CloseReason.of(CloseReason.Kind.ADMIN_CLOSED)));
        try (TextClient late = visit(second, visitor("a", true, false, 800))) {
            assertEquals(
                    List.of("error", "No such connection.", "516"), late.next().orElseThrow());
        }
    }

    @Test
    void sessionsThatWaitCountAndUnknownProtocolsAreRefused() {
        for (int i = 0; i < 3; i++) {
            make(STAYS, Map.of());
        }
        Making full = entrance.sessions.make(new SessionRequest("test", Map.of(), STAYS));
        assertEquals(
                Making.Why.FULL, assertInstanceOf(Making.Refused.class, full).why());
        Making unknown = entrance.sessions.make(new SessionRequest("gopher", Map.of(), STAYS));
        assertEquals(
                Making.Why.UNKNOWN_PROTOCOL,
                assertInstanceOf(Making.Refused.class, unknown).why());
        assertFalse(new SessionRequest("test", Map.of("password", "hunter2"), STAYS)
                .toString()
                .contains("hunter2"));
    }
}
