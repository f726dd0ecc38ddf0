package dev.tubeway.server.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A shell in the browser: Chromium on one host, the gateway and OpenSSH on another, a cable between them.
class ConsoleIT {
    private static final int CELL_WIDTH = 10;
    private static final int CELL_HEIGHT = 19;
    private static final int MARGIN = 7;

    private static Ground ground;
    private static Cable cable;
    private static GatewayHost gateway;
    private static Chromium chromium;
    private OpenSsh server;
    private Visit visit;

    @BeforeAll
    static void prepareGround(@TempDir Path data) throws Exception {
        ground = new Ground(data);
        cable = ground.cable;
        gateway = ground.gateway;
        chromium = ground.chromium;
    }

    @AfterAll
    static void leaveGround() {
        ground.close();
    }

    @BeforeEach
    void startServer(@TempDir Path folder) throws Exception {
        server = new OpenSsh(cable, folder);
        visit = new Visit(gateway, chromium.page());
    }

    @AfterEach
    void stopServer() {
        server.close();
        chromium.leave();
        assertEquals("[]", chromium.complaints().toString());
    }

    private JsonNode make() {
        return visit.make("ssh", server.port(), server.parameters());
    }

    private static String path(JsonNode made) {
        return made.path("path").asString();
    }

    private static String id(JsonNode made) {
        return made.path("sessionId").asString();
    }

    @Test
    void aShellOverATubeIsTypedReadAndSeen() throws Exception {
        JsonNode made = make();
        visit.go(path(made));
        assertEquals("tube", visit.awaitWay());
        assertFalse(visit.page.url().contains("ticket"), visit.page.url());
        visit.awaitHeard("$ ");
        visit.type("clear; printf '\\033[41m    \\033[42m    \\033[44m    \\033[0m\\n'; echo sum=$((6 * 7))");
        visit.awaitHeard("sum=42");
        visit.awaitPicture("three colours, four cells each", id(made), shown -> {
            int[] colours = {0x993e3e, 0x3e993e, 0x3e3e99};
            return IntStream.range(0, 12).allMatch(column -> colour(shown, column, 0) == colours[column / 4]);
        });
    }

    /// Of the middle of a cell.
    private static int colour(BufferedImage picture, int column, int row) {
        int x = MARGIN + column * CELL_WIDTH + CELL_WIDTH / 2;
        return picture.getRGB(x, MARGIN + row * CELL_HEIGHT + CELL_HEIGHT / 2) & 0xffffff;
    }

    /// Whether there is something in the middle of the picture.
    private static boolean isPointedAt(BufferedImage shown) {
        int x = shown.getWidth() / 2;
        int y = shown.getHeight() / 2;
        int ground = shown.getRGB(x - 60, y - 60);
        return IntStream.range(0, 24 * 24).anyMatch(i -> shown.getRGB(x - 12 + i % 24, y - 12 + i / 24) != ground);
    }

    /// Whether something is written at the beginning of a line.
    private static boolean isWritten(BufferedImage picture, int row) {
        int ground = colour(picture, 60, row);
        int top = MARGIN + row * CELL_HEIGHT;
        return IntStream.range(MARGIN, MARGIN + 10 * CELL_WIDTH)
                .anyMatch(x -> IntStream.range(top, top + CELL_HEIGHT)
                        .anyMatch(y -> (picture.getRGB(x, y) & 0xffffff) != ground));
    }

    @Test
    void aNewSizeOfTheWindowReachesTheShell() {
        visit.go(path(make()));
        var _ = visit.awaitWay();
        visit.awaitHeard("$ ").page.setViewportSize(700, 508);
        visit.page.waitForFunction("() => globalThis.tubewaySession.display.getWidth() === 700");
        visit.type("echo size=$(stty size)").awaitHeard("size=23 67");
    }

    @Test
    void aLongTextIsPastedWhole() {
        visit.go(path(make()));
        var _ = visit.awaitWay();
        byte[] text = new byte[1 << 20];
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) (i % 64 == 63 ? '\n' : 'a' + i / 64 % 26);
        }
        CRC32 sum = new CRC32();
        sum.update(text);
        visit.awaitHeard("$ ");
        // With line mode and no echo, sshd of OpenSSH 9.2 breaks long connections now and then, of its own client too.
        visit.type("stty -echo -icanon; printf 'go\\n'; head -c " + text.length
                        + " | gzip -c | tail -c 8 | od -An -tx4; stty echo icanon")
                .awaitHeard("go\r\n");
        visit.page.evaluate(
                "(text) => globalThis.tubewaySession.paste(text)", new String(text, StandardCharsets.US_ASCII));
        visit.awaitHeard("%08x %08x".formatted(sum.getValue(), text.length));
    }

    @Test
    void theBrowsersOwnPasteKeysAndTheClipboardWork() throws Exception {
        JsonNode made = make();
        visit.go(path(made));
        var _ = visit.awaitWay();
        visit.awaitHeard("$ ");
        visit.page.evaluate("() => navigator.clipboard.writeText('echo pasted=$((40 + 2))')");
        visit.page.locator(".stage").click();
        visit.page.keyboard().press("Control+Shift+V");
        visit.page.keyboard().press("Enter");
        visit.awaitHeard("pasted=42");
        visit.type("clear; echo marked-$((40 + 2))-words");
        visit.awaitHeard("marked-42-words\r\n");
        visit.awaitPicture(
                "the words, then the prompt, then nothing",
                id(made),
                shown -> isWritten(shown, 0) && isWritten(shown, 1) && !isWritten(shown, 2));
        visit.page.locator(".stage").dblclick(new Locator.DblclickOptions().setPosition(MARGIN + 25, MARGIN + 9));
        visit.page.waitForFunction("() => globalThis.tubewaySession.copied === 'marked-42-words'");
    }

    @Test
    void aSecondPageLooksOnAndTypesNothing() throws Exception {
        JsonNode made = make();
        visit.go(path(made));
        var _ = visit.awaitWay();
        visit.awaitHeard("$ ");
        JsonNode share = visit.ask(
                        "POST", "/v1/sessions/" + id(made) + "/shares", Map.of("readOnly", true, "expiresSeconds", 600))
                .path("body");
        Visit guest = new Visit(gateway, chromium.page());
        guest.go(path(share));
        assertEquals("tube", guest.awaitWay());
        visit.type("clear; echo from-the-$((40 + 2))-owner").awaitHeard("from-the-42-owner\r\n");
        String what = "the words, then the prompt, then nothing";
        Predicate<BufferedImage> words = shown -> isWritten(shown, 0) && isWritten(shown, 1) && !isWritten(shown, 2);
        visit.awaitPicture(what, id(made), words);
        guest.awaitShown(what, words::test);
        // The owner has pressed into the middle of the picture. Who looks on sees that, until the own pointer is there.
        guest.awaitShown("the owner's pointer", ConsoleIT::isPointedAt);
        guest.page.locator(".stage").hover(new Locator.HoverOptions().setPosition(MARGIN + 200, MARGIN + 200));
        guest.awaitPicture(what, id(made), words);
        guest.type("echo from-the-guest");
        visit.type("echo last-$((40 + 2))").awaitHeard("last-42\r\n");
        assertFalse(visit.heard().contains("from-the-guest"));
        guest.page.context().close();
    }

    @Test
    void aCutNetworkComesBackWithTheSameShell() {
        visit.go(path(make()));
        assertEquals("tube", visit.awaitWay());
        visit.awaitHeard("$ ");
        visit.type("mark=kept; echo ready-$mark").awaitHeard("ready-kept");
        cable.pull();
        try {
            visit.page.locator(".banner").waitFor();
            assertTrue(visit.page.locator(".banner").innerText().contains("the session goes on"));
        } finally {
            cable.plug();
        }
        visit.page
                .locator(".banner")
                .waitFor(new Locator.WaitForOptions()
                        .setState(WaitForSelectorState.HIDDEN)
                        .setTimeout(30_000));
        visit.type("echo still-$mark").awaitHeard("still-kept");
    }

    @Test
    void aPageThatIsLoadedAgainComesBackByItsSeat() {
        visit.go(path(make()));
        var _ = visit.awaitWay();
        visit.awaitHeard("$ ");
        visit.type("mark=kept; echo ready-$mark").awaitHeard("ready-kept");
        visit.page.reload();
        var _ = visit.awaitWay();
        visit.type("echo still-$mark").awaitHeard("still-kept");
    }

    @Test
    void withoutUdpTheShellComesOverAWebSocketAndThePageSaysSo(@TempDir Path folder) throws Exception {
        JsonNode made = make();
        try (Chromium walled = new Chromium(
                cable,
                folder,
                "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
                "--webrtc-ip-handling-policy=disable_non_proxied_udp")) {
            Visit behind = new Visit(gateway, walled.page());
            behind.go(path(made));
            assertEquals("websocket", behind.awaitWay());
            assertTrue(behind.page.locator(".way").innerText().contains("WebSocket"));
            behind.awaitHeard("$ ").type("echo sum=$((6 * 7))").awaitHeard("sum=42");
        }
    }

    @Test
    void aServerThatDiesIsToldInWordsAndTheShellsOwnEndToo() {
        visit.go(path(make()));
        var _ = visit.awaitWay();
        visit.awaitHeard("$ ");
        server.kill();
        visit.page.locator(".overlay h1").waitFor();
        visit.page.locator(".overlay .actions").waitFor();
    }

    @Test
    void aShellThatEndsEndsTheSession() {
        visit.go(path(make()));
        var _ = visit.awaitWay();
        visit.awaitHeard("$ ").type("exit");
        visit.page.getByText("The session is over").waitFor();
    }

    @Test
    void aTicketOpensItsSessionOnceAndNoOther() {
        JsonNode first = make();
        JsonNode second = make();
        visit.go(path(first));
        var _ = visit.awaitWay();
        // Used before.
        Visit late = new Visit(gateway, chromium.page());
        late.go(path(first));
        refusal(late);
        // Of another session.
        String ticket = first.path("ticket").asString();
        late.go("/console/#/open/" + id(second) + "?ticket=" + ticket);
        refusal(late);
        late.go(path(second).replaceFirst("ticket=.*", "ticket=" + "A".repeat(43)));
        refusal(late);
        late.page.context().close();
    }

    private static void refusal(Visit visit) {
        visit.page.getByText("This link does not open anything").waitFor();
        assertEquals(0, visit.page.locator(".stage").count());
    }

    @Test
    void aTicketThatWasNotUsedInTimeOpensNothing(@TempDir Path data) throws Exception {
        try (GatewayHost hasty = new GatewayHost(cable, data, "tickets.validFor=1s")) {
            Visit late = new Visit(hasty, chromium.page());
            JsonNode made = late.make("ssh", server.port(), server.parameters());
            late.page.waitForTimeout(1_500);
            late.go(path(made));
            refusal(late);
            late.page.context().close();
        }
    }

    @Test
    void noSecretOfASessionIsInTheLog() throws Exception {
        JsonNode made = make();
        visit.go(path(made));
        var _ = visit.awaitWay();
        String log = gateway.log();
        assertFalse(log.contains(made.path("ticket").asString()), log);
        assertFalse(log.contains(gateway.token()), log);
    }
}
