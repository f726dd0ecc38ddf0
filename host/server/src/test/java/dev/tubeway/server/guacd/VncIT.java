package dev.tubeway.server.guacd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.server.desktop.VncServer;
import dev.tubeway.server.desktop.X11Vnc;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.regex.Pattern;
import org.apache.guacamole.protocol.GuacamoleInstruction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The module vnc between TigerVNC's server, with X clients that move, and a published Guacamole client library.
class VncIT {
    private static final double MOST_DIFFERENCE = 1;

    /// A line of the account that libvncserver gives of a client, with rectangles of an encoding.
    private static final Pattern ACCOUNT = Pattern.compile(" (\\w+) +: +[1-9]\\d* \\|");

    @TempDir
    static Path folder;

    private static GuacdProcess guacd;
    private static VncServer server;

    @BeforeAll
    static void start(@TempDir Path data) throws Exception {
        server = VncServer.start(folder, "-SecurityTypes", "VncAuth,None");
        Path picture = server.picture(photograph());
        server.client("xwud", "-in", picture.toString(), "-geometry", "+600+60");
        server.client("xeyes", "-geometry", "200x150+700+400");
        // Where there is no window: the server's own picture would show a window's pointer.
        var _ = server.run("xdotool", "mousemove", "1000", "750");
        guacd = GuacdProcess.startWith("vnc", data);
    }

    @AfterAll
    static void stop() {
        guacd.close();
        server.close();
    }

    /// Colours that flow into each other, and noise.
    private static BufferedImage photograph() {
        var image = new BufferedImage(320, 240, BufferedImage.TYPE_INT_RGB);
        var random = new Random(42);
        for (int y = 0; y < 240; y++) {
            for (int x = 0; x < 320; x++) {
                int smooth = (x * 255 / 319) << 16 | (y * 255 / 239) << 8 | ((x ^ y) & 0xff);
                image.setRGB(x, y, x < 240 ? smooth : random.nextInt(1 << 24));
            }
        }
        return image;
    }

    private static Person open(VncServer desktop, String... more) throws Exception {
        return open(desktop.port(), more);
    }

    private static Person open(int port, String... more) throws Exception {
        var parameters = new HashMap<String, String>();
        parameters.put("hostname", "127.0.0.1");
        parameters.put("port", Integer.toString(port));
        parameters.put("password", VncServer.PASSWORD);
        for (int i = 0; i < more.length; i += 2) {
            parameters.put(more[i], more[i + 1]);
        }
        return new Person(guacd.port(), "vnc", parameters);
    }

    private static int[] pixels(BufferedImage image) {
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }

    /// Waits until the person sees, pixel by pixel, what the server shows.
    static void awaitSame(VncServer desktop, Person person, IntUnaryOperator wire) throws Exception {
        desktop.await("the picture", () -> {
            BufferedImage shot = desktop.screenshot();
            int[] wanted = Arrays.stream(pixels(shot)).map(wire).toArray();
            person.nop();
            int[] seen = person.pixels(shot.getWidth()).orElse(new int[0]);
            return Arrays.equals(seen, wanted);
        });
    }

    private static GuacamoleInstruction error(Person person) throws InterruptedException {
        return person.awaitTold(instruction -> instruction.getOpcode().equals("error"));
    }

    /// Text in colours, as fast as it goes.
    private static final String TEXT = "for i in $(seq 1 300); do"
            + " printf '\\033[3%dm line %d \\033[4%dm of much \\033[0m text\\n' $((i % 8)) $i $((i % 7)); done";

    @ParameterizedTest
    @CsvSource({
        "raw, Raw",
        "copyrect raw, CopyRect",
        "rre, RRE",
        "hextile, Hextile",
        "zrle, ZRLE",
        "tight, Tight",
        "tight zrle copyrect, Tight"
    })
    void everyEncodingShowsWhatTheServerShows(String encodings, String told) throws Exception {
        int before = occurrences(server.log(), told + ":");
        try (Person person = open(server, "encodings", encodings)) {
            awaitSame(server, person, colour -> colour);
            Process terminal = server.terminal("70x30+20+40", TEXT);
            var _ = server.run("xdotool", "search", "--sync", "--class", "xterm", "windowmove", "150", "250");
            awaitSame(server, person, colour -> colour);
            terminal.destroyForcibly();
            terminal.waitFor();
            awaitSame(server, person, colour -> colour);
        }
        server.await("its account of encodings", () -> occurrences(server.log(), told + ":") > before);
    }

    private static int occurrences(String text, String part) {
        return text.split(part, -1).length - 1;
    }

    /// Another server than TigerVNC's, which cannot be had to send zlib, nor to speak the oldest version.
    @ParameterizedTest
    @CsvSource({"3.3, false, 'zlib hextile'", "3.8, true, 'zlib ZRLE tight'"})
    void whatLibvncserverSendsIsWhatTheDesktopShows(String version, boolean password, String encodings)
            throws Exception {
        String[] options = password
                ? new String[] {
                    "-rfbversion", version, "-rfbauth", server.passwords().toString()
                }
                : new String[] {"-rfbversion", version, "-nopw"};
        try (X11Vnc other = server.shownBy(options)) {
            for (String encoding : encodings.split(" ", -1)) {
                try (Person person = open(other.port(), "encodings", encoding.toLowerCase(Locale.ROOT))) {
                    awaitSame(server, person, colour -> colour);
                    Process terminal = server.terminal("70x30+20+40", TEXT);
                    awaitSame(server, person, colour -> colour);
                    terminal.destroyForcibly();
                    terminal.waitFor();
                    awaitSame(server, person, colour -> colour);
                }
                server.await(
                        "its account of " + encoding,
                        () -> ACCOUNT.matcher(other.log())
                                .results()
                                .anyMatch(result -> result.group(1).equals(encoding)));
            }
            assertTrue(other.log().contains("Protocol version sent " + version + ", using " + version), other.log());
        }
    }

    @Test
    void whatCameAsJpegIsExactAtRest() throws Exception {
        try (Person person = open(server, "encodings", "tight", "quality-level", "6")) {
            server.await("a picture like the server's", () -> {
                BufferedImage shot = server.screenshot();
                int[] wanted = pixels(shot);
                int[] seen = person.pixels(shot.getWidth()).orElse(new int[0]);
                return seen.length == wanted.length && difference(seen, wanted) < MOST_DIFFERENCE;
            });
            awaitSame(server, person, colour -> colour);
        }
        server.await("its account of encodings", () -> server.log().contains("Tight (JPEG):"));
    }

    /// How much the green of pixels differs in the mean.
    private static double difference(int[] seen, int[] wanted) {
        long sum = 0;
        for (int i = 0; i < seen.length; i++) {
            sum += Math.abs((seen[i] >> 8 & 255) - (wanted[i] >> 8 & 255));
        }
        return (double) sum / seen.length;
    }

    @ParameterizedTest
    @CsvSource({"tight", "zrle", "hextile"})
    void fewerColoursAreThoseOfTheServer(String encodings) throws Exception {
        IntUnaryOperator high = colour -> {
            // The server rounds, the host widens.
            int red = ((colour >> 16 & 255) * 31 + 128) / 255;
            int green = ((colour >> 8 & 255) * 63 + 128) / 255;
            int blue = ((colour & 255) * 31 + 128) / 255;
            return 0xff000000 | (red << 3 | red >> 2) << 16 | (green << 2 | green >> 4) << 8 | blue << 3 | blue >> 2;
        };
        try (Person person = open(server, "encodings", encodings, "color-depth", "16")) {
            awaitSame(server, person, high);
        }
    }

    @Test
    void redAndBlueChangePlaces() throws Exception {
        IntUnaryOperator swapped = colour -> (colour & 0xff00ff00) | (colour & 0xff) << 16 | (colour >> 16 & 0xff);
        for (String encodings : List.of("tight", "zrle")) {
            try (Person person = open(server, "encodings", encodings, "swap-red-blue", "true")) {
                awaitSame(server, person, swapped);
            }
        }
    }

    @Test
    void aWrongPasswordIsRefused() throws Exception {
        try (VncServer other = VncServer.start(folder, "-SecurityTypes", "VncAuth");
                Person person = open(other, "password", "wrong")) {
            GuacamoleInstruction error = error(person);
            assertEquals("769", error.getArgs().get(1), error.toString());
            assertTrue(error.getArgs().getFirst().contains("refused the log-in"), error.toString());
        }
    }

    @Test
    void aPasswordThatIsMissingIsAskedFor() throws Exception {
        try (VncServer other = VncServer.start(folder, "-SecurityTypes", "VncAuth");
                Person person = open(other, "password", "")) {
            person.awaitTold(instruction -> instruction.getArgs().equals(List.of("password")));
            person.give("password", VncServer.PASSWORD);
            awaitSame(other, person, colour -> colour);
        }
    }

    @Test
    void aServerThatIsKilledEndsTheSession() throws Exception {
        try (VncServer other = VncServer.start(folder, "-SecurityTypes", "None");
                Person person = open(other)) {
            awaitSame(other, person, colour -> colour);
            other.kill();
            GuacamoleInstruction error = error(person);
            assertEquals("515", error.getArgs().get(1), error.toString());
        }
    }

    @Test
    void aServerThatIsNotThereIsNamed() throws Exception {
        try (Person person = open(server, "port", "1")) {
            GuacamoleInstruction error = error(person);
            assertEquals("519", error.getArgs().get(1), error.toString());
            assertTrue(error.getArgs().getFirst().contains("127.0.0.1:1 was refused"), error.toString());
        }
    }

    @Test
    void theDesktopTakesTheSizeOfThePersonAndKeepsItWhereItIsToldTo() throws Exception {
        try (VncServer other = VncServer.start(folder, "-SecurityTypes", "None");
                Person person = open(other)) {
            awaitSame(other, person, colour -> colour);
            person.say("size", "801", "599");
            other.await("the size", () -> other.screenshot().getWidth() == 801);
            awaitSame(other, person, colour -> colour);
            try (Person second = open(other, "disable-display-resize", "true")) {
                awaitSame(other, second, colour -> colour);
                assertEquals(599, other.screenshot().getHeight());
            }
        }
    }

    @Test
    void textsAreCopiedBothWays() throws Exception {
        try (VncServer other = VncServer.start(folder, "-SecurityTypes", "None");
                Person person = open(other)) {
            awaitSame(other, person, colour -> colour);
            Path text = Files.writeString(other.file("text"), "grüße\n漢字 €");
            other.client("xclip", "-selection", "clipboard", "-i", text.toString());
            assertEquals("grüße\n漢字 €", person.awaitClipboard(copied -> copied.contains("漢字")));
            person.copy("привет\nmit Grüßen 語");
            String[] read = {"xclip", "-selection", "clipboard", "-t", "UTF8_STRING", "-o"};
            other.await("what the person copied", () -> {
                try {
                    return other.run(read).equals("привет\nmit Grüßen 語");
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
        }
    }

    @Test
    void keysOfAnyAlphabetReachTheTerminalUnderThePointer() throws Exception {
        try (VncServer other = VncServer.start(folder, "-SecurityTypes", "None");
                Person person = open(other)) {
            awaitSame(other, person, colour -> colour);
            Path typed = other.reader();
            int pointers = person.pointers();
            person.mouse(100, 100, 0);
            person.await("the terminal's pointer", () -> person.pointers() > pointers);
            for (int keysym : "aB9 ~\u00e4".chars().toArray()) {
                person.press(keysym);
            }
            for (int character : "жλ語".chars().toArray()) {
                person.press(0x1000000 | character);
            }
            person.press('x');
            person.press(0xff08);
            person.press(Person.RETURN);
            other.await("what was typed", () -> Files.exists(typed));
            assertEquals("aB9 ~äжλ語", Files.readString(typed));
        }
    }

    @Test
    void whoOnlyLooksTypesNothing() throws Exception {
        try (VncServer other = VncServer.start(folder, "-SecurityTypes", "None");
                Person looker = open(other, "read-only", "true");
                Person person = open(other)) {
            awaitSame(other, looker, colour -> colour);
            Path typed = other.reader();
            int pointers = person.pointers();
            person.mouse(100, 100, 0);
            person.await("the terminal's pointer", () -> person.pointers() > pointers);
            looker.mouse(900, 700, 0);
            looker.press('n');
            looker.press(Person.RETURN);
            person.type("yes");
            other.await("what was typed", () -> Files.exists(typed));
            assertEquals("yes", Files.readString(typed));
        }
    }
}
