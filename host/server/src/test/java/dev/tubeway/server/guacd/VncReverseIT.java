package dev.tubeway.server.guacd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.server.desktop.VncServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import org.apache.guacamole.protocol.GuacamoleInstruction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// TigerVNC's server that connects to the gateway, which waits for it.
class VncReverseIT {
    private static final int FIRST_PORT = 25_500;
    private static final int LAST_PORT = 25_599;

    /// Longer than any test takes.
    private static final String LONG = "120000";

    @TempDir
    static Path folder;

    private static GuacdProcess waiting;
    private static GuacdProcess usual;
    private static VncServer server;

    @BeforeAll
    static void start(@TempDir Path data, @TempDir Path more) throws Exception {
        server = VncServer.start(folder, "-SecurityTypes", "VncAuth");
        waiting = GuacdProcess.startWith("vnc", data, "sessions.awaitAt=127.0.0.1:" + FIRST_PORT + "-" + LAST_PORT);
        usual = GuacdProcess.startWith("vnc", more);
    }

    @AfterAll
    static void stop() {
        usual.close();
        waiting.close();
        server.close();
    }

    private static InetSocketAddress at(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /// A port in the range of the gateway's that nobody listens at.
    private static int free() {
        for (int port = FIRST_PORT; port <= LAST_PORT; port++) {
            try (ServerSocket other = new ServerSocket()) {
                other.bind(at(port));
                return port;
            } catch (IOException e) {
                // Another's.
            }
        }
        throw new AssertionError("no port is free");
    }

    private static Person open(GuacdProcess guacd, String host, int port, String time) throws Exception {
        var parameters = new HashMap<String, String>();
        parameters.put("hostname", host);
        parameters.put("port", Integer.toString(port));
        parameters.put("password", VncServer.PASSWORD);
        parameters.put("reverse-connect", "true");
        parameters.put("listen-timeout", time);
        return new Person(guacd.port(), "vnc", parameters);
    }

    /// Has the server connect until somebody takes that connection: who comes before the port is open comes in vain.
    private static void connect(int port, Person person) throws Exception {
        server.await("the desktop", () -> {
            try {
                var _ = server.run("vncconfig", "-connect", "127.0.0.1:" + port);
                return person.picture().isPresent();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    private static void assertRefused(Person person, String status, String words) throws Exception {
        GuacamoleInstruction error = person.awaitTold(told -> told.getOpcode().equals("error"));
        assertEquals(status, error.getArgs().get(1), error.toString());
        assertTrue(error.getArgs().getFirst().contains(words), error.toString());
    }

    private static void assertClosed(int port) throws InterruptedException {
        server.await("the port is closed: " + port, () -> {
            try (ServerSocket own = new ServerSocket()) {
                own.bind(at(port));
                return true;
            } catch (IOException e) {
                return false;
            }
        });
    }

    @Test
    void aServerThatConnectsIsSeenAndTypedAt() throws Exception {
        int port = free();
        try (Person person = open(waiting, "127.0.0.1", port, LONG)) {
            connect(port, person);
            VncIT.awaitSame(server, person, colour -> colour);
            Process terminal = server.terminal("70x30+20+40", "printf 'by itself'");
            VncIT.awaitSame(server, person, colour -> colour);
            terminal.destroyForcibly();
            terminal.waitFor();
            Path typed = server.reader();
            int pointers = person.pointers();
            person.mouse(100, 100, 0);
            person.await("the terminal's pointer", () -> person.pointers() > pointers);
            person.type("seen");
            server.await("what was typed", () -> Files.exists(typed));
            assertEquals("seen", Files.readString(typed));
            // One connection was awaited, and the port is closed again.
            assertClosed(port);
        }
    }

    @Test
    void nobodyIsWaitedForUnlessTheOperatorAllowsIt() throws Exception {
        try (Person person = open(usual, "127.0.0.1", FIRST_PORT, LONG)) {
            assertRefused(person, "768", "waiting for the server 127.0.0.1 at port 25500 is not allowed here");
        }
        usual.awaitLog("awaitAt is not set");
        try (Person person = open(waiting, "127.0.0.1", LAST_PORT + 1, LONG)) {
            assertRefused(person, "768", "waiting for the server 127.0.0.1 at port 25600 is not allowed here");
        }
        waiting.awaitLog("port 25600 is none of awaitAt=127.0.0.1:25500-25599");
    }

    @Test
    void aServerThatIsNotTheOneNamedIsSentAway() throws Exception {
        int port = free();
        try (Person person = open(waiting, "127.0.0.9", port, "3000")) {
            // It is closed without a word.
            server.await("a connection", () -> {
                try (Socket other = new Socket()) {
                    other.connect(at(port));
                    return other.getInputStream().read() < 0;
                } catch (IOException e) {
                    return false;
                }
            });
            assertRefused(person, "514", "the server 127.0.0.9 did not connect to port " + port + " within 3000 ms");
        }
        waiting.awaitLog("connections that are not its own were closed: 1");
        assertClosed(port);
    }

    @Test
    void twoCannotWaitAtOnePortAndWhoLeavesFreesIt() throws Exception {
        int port = free();
        try (Person first = open(waiting, "", port, LONG)) {
            server.await("the port is taken", () -> {
                try (ServerSocket own = new ServerSocket()) {
                    own.bind(at(port));
                    return false;
                } catch (IOException e) {
                    return true;
                }
            });
            try (Person second = open(waiting, "", port, LONG)) {
                assertRefused(second, "519", "the gateway cannot listen at port " + port);
            }
            waiting.awaitLog("cannot listen at 127.0.0.1:" + port + ": Address already in use");
            first.say("disconnect");
        }
        assertClosed(port);
        try (Person third = open(waiting, "", port, LONG)) {
            connect(port, third);
            VncIT.awaitSame(server, third, colour -> colour);
        }
    }
}
