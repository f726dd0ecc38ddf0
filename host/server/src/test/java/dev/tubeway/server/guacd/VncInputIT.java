package dev.tubeway.server.guacd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.server.desktop.VncServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Keys, locks and pointers between Guacamole's client library and TigerVNC's server.
class VncInputIT {
    private static final int SHIFT = 0xffe1;
    private static final int CONTROL = 0xffe3;
    private static final int KEYPAD_0 = 0xffb0;
    private static final int SIDE = 16;

    @TempDir
    static Path folder;

    private static GuacdProcess guacd;
    private static VncServer server;
    private static Process terminal;

    @BeforeAll
    static void start(@TempDir Path data) throws Exception {
        server = VncServer.start(folder, "-SecurityTypes", "None");
        guacd = GuacdProcess.start(data);
        String script = "stty raw -echo; touch ready; exec cat > typed";
        terminal = server.client("xterm", "-fn", "fixed", "-geometry", "80x24+0+0", "-e", "sh", "-c", script);
        server.await("the terminal", () -> Files.exists(server.file("ready")));
        var _ = server.run(
                "xdotool", "search", "--onlyvisible", "--sync", "--class", "xterm", "mousemove", "100", "100");
    }

    @AfterAll
    static void stop() {
        terminal.destroyForcibly();
        guacd.close();
        server.close();
    }

    /// Bytes that were typed before, and are no matter any more.
    private int before;

    @BeforeEach
    void forget() throws Exception {
        before = typed().length;
    }

    private static byte[] typed() {
        try {
            Path typed = server.file("typed");
            return Files.exists(typed) ? Files.readAllBytes(typed) : new byte[0];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Waits until the terminal has read as much as is wanted, which is to be that and nothing else.
    private void assertTyped(String wanted) throws Exception {
        int length = wanted.getBytes(StandardCharsets.UTF_8).length;
        server.await("what was typed: " + wanted, () -> typed().length >= before + length);
        byte[] all = typed();
        assertEquals(wanted, new String(all, before, all.length - before, StandardCharsets.UTF_8));
        before = all.length;
    }

    /// Opens a session and puts its pointer on the terminal.
    private static Person atTerminal() throws Exception {
        var person = new Person(
                guacd.port(), "vnc", Map.of("hostname", "127.0.0.1", "port", Integer.toString(server.port())));
        // What is done before there is a desktop reaches nobody.
        person.await(
                "the terminal",
                () -> person.picture()
                        .filter(picture -> picture.getRGB(300, 300) == 0xffffffff)
                        .isPresent());
        person.mouse(100, 100, 0);
        return person;
    }

    private static void hold(Person person, int keysym, boolean down) throws Exception {
        person.say("key", Integer.toString(keysym), down ? "1" : "0");
    }

    private static boolean isOn(String lock) {
        try {
            String lights = server.run("xset", "q");
            return lights.substring(lights.indexOf(lock)).split("\\s+", 4)[2].equals("on");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatIsTypedArrivesWhateverLocksTheServerHas() throws Exception {
        try (Person person = atTerminal()) {
            var _ = server.run("xdotool", "key", "Caps_Lock");
            person.press('a');
            hold(person, SHIFT, true);
            person.press('A');
            hold(person, SHIFT, false);
            person.press('B');
            person.press('c');
            person.press(KEYPAD_0 + 1);
            person.press('1');
            assertTyped("aABc11");
            assertTrue(isOn("Caps Lock:"), "it finds keys by their names, and its light is nobody's to change");
            var _ = server.run("xdotool", "key", "Caps_Lock");
        }
    }

    @Test
    void lettersThatNoKeyboardHasReachTheTerminal() throws Exception {
        try (Person person = atTerminal()) {
            // Whoever comes by VNC: the server loses the first key of its life where it has to be put on its keyboard.
            person.press('a');
            assertTyped("a");
            for (int keysym : new int[] {0xe9, 0xe4, 0xf1, 0xc6}) {
                person.press(keysym);
            }
            assertTyped("éäñÆ");
            // The sign of the euro by its old name and by its number.
            person.press(0x20ac);
            person.press(0x10020ac);
            assertTyped("€€");
            for (int character : "😀漢字한".codePoints().toArray()) {
                person.press(0x1000000 | character);
            }
            assertTyped("😀漢字한");
        }
    }

    @Test
    void deadKeysAreJoinedWhereTheyArrive() throws Exception {
        try (Person person = atTerminal()) {
            person.press('b');
            assertTyped("b");
            // Acute, diaeresis, tilde, circumflex.
            int[][] pairs = {{0xfe51, 'e'}, {0xfe57, 'a'}, {0xfe53, 'n'}, {0xfe52, 'O'}, {0xfe52, ' '}};
            for (int[] pair : pairs) {
                person.press(pair[0]);
                person.press(pair[1]);
            }
            assertTyped("éäñÔ^");
        }
    }

    @Test
    void keysWithoutALetterReachTheTerminal() throws Exception {
        try (Person person = atTerminal()) {
            // Return, backspace, escape, tab; F1, F12, delete, up, home, page down.
            for (int keysym : new int[] {0xff0d, 0xff08, 0xff1b, 0xff09}) {
                person.press(keysym);
            }
            assertTyped("\r\u007f\033\t");
            for (int keysym : new int[] {0xffbe, 0xffc9, 0xffff, 0xff52, 0xff50, 0xff56}) {
                person.press(keysym);
            }
            assertTyped("\033OP\033[24~\033[3~\033[A\033[H\033[6~");
            hold(person, CONTROL, true);
            person.press('c');
            hold(person, CONTROL, false);
            person.press('c');
            assertTyped("\003c");
        }
    }

    @Test
    void keysThatWereHeldByWhoHasGoneAreUp() throws Exception {
        try (Person owner = atTerminal()) {
            Person joiner = new Person(guacd.port(), owner.sessionId(), Map.of());
            hold(joiner, CONTROL, true);
            joiner.close();
            owner.awaitTold(told ->
                    told.getOpcode().equals("msg") && told.getArgs().getFirst().equals("2"));
            owner.press('i');
            assertTyped("i");
            hold(owner, CONTROL, true);
            hold(owner, SHIFT, true);
        }
        server.await("the end of the session", VncInputIT::ended);
        try (Person next = atTerminal()) {
            next.press('j');
            assertTyped("j");
        }
    }

    /// Whether all connections that the server accepted were closed.
    private static boolean ended() {
        String log = server.log();
        return log.split("accepted:", -1).length == log.split("closed:", -1).length;
    }

    @Test
    void thePersonIsToldWhereTheServerPutsThePointer() throws Exception {
        try (Person person = atTerminal()) {
            server.await("the pointer's place", () -> {
                try {
                    var _ = server.run("xdotool", "mousemove", "321", "234", "mousemove", "322", "234");
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
                return person.heard("mouse", List.of("322", "234", "0"));
            });
        }
    }

    @Test
    void thePointersPictureIsThatOfTheServer() throws Exception {
        // White with a black cross, and its corners left out.
        var wanted = new int[SIDE * SIDE];
        var bits = new StringBuilder();
        var mask = new StringBuilder();
        for (int y = 0; y < SIDE; y++) {
            int row = 0;
            int rowMask = 0;
            for (int x = 0; x < SIDE; x++) {
                boolean isBlack = x == 7 || y == 7;
                boolean isSeen = isBlack || (x > 2 && x < 13) || (y > 2 && y < 13);
                row |= isBlack ? 1 << x : 0;
                rowMask |= isSeen ? 1 << x : 0;
                wanted[y * SIDE + x] = isBlack ? 0xff000000 : isSeen ? 0xffffffff : 0;
            }
            bits.append("%s0x%02x,0x%02x".formatted(y == 0 ? "" : ",", row & 255, row >> 8));
            mask.append("%s0x%02x,0x%02x".formatted(y == 0 ? "" : ",", rowMask & 255, rowMask >> 8));
        }
        try (Person person = atTerminal()) {
            person.mouse(900, 700, 0);
            var _ = server.run("xsetroot", "-cursor", bitmap("bits", bits), bitmap("mask", mask));
            person.await("the pointer", () -> Arrays.equals(person.pointer(), wanted));
        }
    }

    private static String bitmap(String name, CharSequence bytes) {
        try {
            return Files.writeString(
                            server.file(name),
                            "#define %1$s_width 16\n#define %1$s_height 16\nstatic char %1$s_bits[] = {\n%2$s};\n"
                                    .formatted(name, bytes))
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
