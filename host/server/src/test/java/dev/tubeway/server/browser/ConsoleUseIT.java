package dev.tubeway.server.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The console as people use it who sign in, who have no mouse, another keyboard, or a phone.
class ConsoleUseIT {
    private static Ground ground;
    private OpenSsh server;
    private Visit visit;

    @BeforeAll
    static void prepareGround(@TempDir Path data) throws Exception {
        ground = new Ground(data);
    }

    @AfterAll
    static void leaveGround() {
        ground.close();
    }

    @BeforeEach
    void startServer(@TempDir Path folder) throws Exception {
        server = new OpenSsh(ground.cable, folder);
        visit = new Visit(ground.gateway, ground.chromium.page());
    }

    @AfterEach
    void stopServer() {
        server.close();
        ground.chromium.leave();
        assertEquals("[]", ground.chromium.complaints().toString());
    }

    private Visit open(Visit person) {
        JsonNode made = person.make("ssh", server.port(), server.parameters());
        person.go(made.path("path").asString());
        assertEquals("tube", person.awaitWay());
        return person.awaitHeard("$ ");
    }

    private Visit visitor(Browser.NewContextOptions options, int width, int height) {
        return new Visit(
                ground.gateway, ground.chromium.profile(width, height, options).newPage());
    }

    /// A page of the console's.
    private Page signIn(String where) {
        Page page = visit.page;
        page.locator("#token").fill(ground.gateway.token());
        page.keyboard().press("Enter");
        page.locator("nav").waitFor();
        page.navigate(ground.gateway.url() + "/console/#/" + where);
        return page;
    }

    private static Locator button(Page page, String name) {
        return page.getByLabel(name, new Page.GetByLabelOptions().setExact(true));
    }

    @Test
    void anOperatorWithoutAMouseSignsInAndSeesEveryPage() {
        var _ = open(visit);
        Page page = new Visit(ground.gateway, ground.chromium.page()).page;
        page.locator("#token").waitFor();
        page.keyboard().type("not the token");
        page.keyboard().press("Enter");
        page.getByText("That is not the token").waitFor();
        page.keyboard().type(ground.gateway.token());
        page.keyboard().press("Enter");
        page.locator("nav").waitFor();
        page.waitForFunction("() => document.querySelector('.card img')?.naturalWidth > 300");
        assertTrue(page.locator(".card").innerText().contains("127.0.0.1:" + server.port()));
        choose(page, "Tubes");
        page.waitForFunction("() => document.querySelectorAll('.chart .line[points]').length >= 4");
        page.waitForFunction("() => /Round trip: now [0-9.]+ ms/.test(document.querySelector('.charts').textContent)");
        choose(page, "Modules");
        page.locator("main").getByText("SSH: a shell or a command").waitFor();
        choose(page, "Targets");
        page.getByText("Keep what you open often").waitFor();
        choose(page, "Events");
        page.getByText("live", new Page.GetByTextOptions().setExact(true)).waitFor();
        JsonNode made = visit.make("ssh", server.port(), server.parameters());
        page.locator("tbody").getByText("session made").first().waitFor();
        choose(page, "Sessions");
        page.locator(".card").nth(1).waitFor();
        var _ = visit.ask("DELETE", "/v1/sessions/" + made.path("sessionId").asString(), Map.of());
    }

    /// By the keys alone, from wherever the focus is.
    private static void choose(Page page, String name) {
        String link = "nav a[href='#/" + name.toLowerCase(Locale.ROOT) + "']";
        for (int keys = 0; !reached(page, link); keys++) {
            assertTrue(keys < 100, "no way to " + name + " by the keyboard");
            page.keyboard().press("Shift+Tab");
        }
        page.keyboard().press("Enter");
        page.waitForFunction("() => document.activeElement.id === 'main'");
        page.locator("h1").getByText(name).waitFor();
    }

    private static boolean reached(Page page, String link) {
        return (Boolean) page.evaluate("(link) => document.activeElement.matches(link)", link);
    }

    @Test
    void aTargetIsKeptByItsFormAndOpened() {
        Page page = signIn("targets");
        page.getByText("Add a target").click();
        Locator form = page.locator("dialog");
        form.getByLabel("Name", new Locator.GetByLabelOptions().setExact(true)).fill("lab");
        form.locator("[name=hostname]").fill("127.0.0.1");
        form.locator("[name=port]").fill("" + server.port());
        form.locator("[name=username]").fill("root");
        form.locator("[name='private-key']").fill(server.parameters().get("private-key"));
        form.getByText("Keep", new Locator.GetByTextOptions().setExact(true)).click();
        page.getByText("ssh 127.0.0.1:" + server.port()).waitFor();
        page.locator("main")
                .getByText("Open", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertEquals("tube", visit.awaitWay());
        // It logs in by the key that is kept: what is asked would be asked in a dialogue.
        page.waitForFunction("() => document.title.includes('ssh')");
        assertEquals(0, page.locator("dialog").count());
        assertEquals(
                204,
                visit.ask("DELETE", "/v1/targets/lab", Map.of()).path("status").asInt());
    }

    @Test
    void aServerThatConnectsByItselfNeedsNoName() {
        Page page = signIn("new?protocol=vnc");
        Locator name = page.locator("[name=hostname]");
        name.waitFor();
        assertEquals(true, name.evaluate("input => input.required"));
        page.locator("[name=port]").fill("5500");
        page.locator("summary").getByText("Connection").click();
        page.locator("[name='reverse-connect']").selectOption("true");
        assertEquals(false, name.evaluate("input => input.required"));
        var asked = page.waitForRequest(
                request -> request.method().equals("POST") && request.url().endsWith("/v1/sessions"),
                () -> page.getByText("Open", new Page.GetByTextOptions().setExact(true))
                        .click());
        assertTrue(asked.postData().contains("\"port\":\"5500\""), asked.postData());
        // The settings of this gateway let no session wait.
        page.getByText("at port 5500 is not allowed here").waitFor();
    }

    @Test
    void otherLayoutsDeadKeysAndInputMethodsType() {
        Page page = open(visit).page;
        visit.type("cat");
        page.locator(".stage").click();
        CDPSession keys = page.context().newCDPSession(page);
        // A German keyboard: one key, and one with AltGr.
        press(keys, "ö", "Semicolon", 186);
        press(keys, "@", "KeyQ", 81);
        // The accent waits, and the letter brings both.
        press(keys, "Dead", "Equal", 229);
        compose(keys, "´");
        commit(keys, "é");
        // An input method shows what it would write before it does.
        compose(keys, "に");
        compose(keys, "にほん");
        commit(keys, "日本");
        page.keyboard().press("Enter");
        visit.awaitHeard("ö@é日本\r\nö@é日本\r\n");
    }

    private static void press(CDPSession keys, String key, String code, int virtual) {
        for (String type : new String[] {"keyDown", "keyUp"}) {
            JsonObject event = new JsonObject();
            event.addProperty("type", type);
            event.addProperty("key", key);
            event.addProperty("code", code);
            event.addProperty("windowsVirtualKeyCode", virtual);
            if (type.equals("keyDown") && key.length() == 1) {
                event.addProperty("text", key);
            }
            keys.send("Input.dispatchKeyEvent", event);
        }
    }

    private static void compose(CDPSession keys, String text) {
        JsonObject composition = new JsonObject();
        composition.addProperty("text", text);
        composition.addProperty("selectionStart", text.length());
        composition.addProperty("selectionEnd", text.length());
        keys.send("Input.imeSetComposition", composition);
    }

    private static void commit(CDPSession keys, String text) {
        JsonObject committed = new JsonObject();
        committed.addProperty("text", text);
        keys.send("Input.insertText", committed);
    }

    @Test
    void threeKeysLeadOutOfTheTerminalToItsButtons() {
        Page page = open(visit).page;
        page.locator(".stage").click();
        page.keyboard().press("Control+Alt+Shift");
        page.waitForFunction("() => document.activeElement.closest('.session-bar') !== null");
        button(page, "Full screen").click();
        page.waitForFunction("() => document.fullscreenElement !== null");
        button(page, "Help").click();
        page.locator("dialog").getByText("Out of the terminal").waitFor();
        page.keyboard().press("Escape");
        page.locator("dialog").waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED));
        visit.type("echo back-$((1 + 1))").awaitHeard("back-2");
    }

    @Test
    void largerTextLeavesRoomForFewerColumns() {
        Page page = open(visit).page;
        int before = columns(0);
        // A size more may be no wider, and the shell hears of it a moment later.
        for (int presses = 1; columns(presses) >= before; presses++) {
            assertTrue(presses < 30, "the text does not grow: columns=" + before);
            button(page, "Larger text").click();
        }
    }

    /// What the shell holds to be its terminal's width.
    private int columns(int asked) {
        String said = "size-" + asked + "-";
        visit.type("echo \"size-$((" + asked + "))-$(stty size | cut -d' ' -f2)-\"");
        visit.awaitHeard(said);
        visit.page.waitForFunction(
                "(said) => new RegExp(said + '[0-9]+-').test(globalThis.tubewaySession.heard)", said);
        return Integer.parseInt(visit.heard().replaceFirst("(?s).*" + said + "([0-9]+)-.*", "$1"));
    }

    @Test
    void aPhoneTypesByTouch() {
        var phone = new Browser.NewContextOptions()
                .setHasTouch(true)
                .setIsMobile(true)
                .setColorScheme(ColorScheme.LIGHT);
        Visit person = open(visitor(phone, 390, 780));
        Page page = person.page;
        assertTrue(page.locator(".keys").isVisible());
        assertEquals(390, ((Number) page.evaluate("() => document.documentElement.scrollWidth")).intValue());
        page.locator(".stage").tap();
        page.waitForFunction("() => document.activeElement.matches('.stage *')");
        page.keyboard().type("echo by-touch ");
        button(page, "Pipe").tap();
        page.keyboard().type("tr a-z A-Z\n");
        person.awaitHeard("BY-TOUCH");
        page.keyboard().type("cat\n");
        page.getByText("Ctrl", new Page.GetByTextOptions().setExact(true)).tap();
        page.keyboard().type("c");
        person.awaitHeard("^C");
        button(page, "More").tap();
        button(page, "Help").tap();
        page.locator("dialog").getByText("A tap brings the keyboard").waitFor();
    }

    @Test
    void whereTheClipboardIsNotTheBrowsersToGiveThePageAsksForTheText() {
        visit.page.addInitScript("""
                for (const what of navigator.clipboard ? ['readText', 'writeText'] : []) {
                  navigator.clipboard[what] = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
                }
                """);
        Page page = open(visit).page;
        button(page, "Paste").click();
        page.locator("dialog textarea").fill("echo pasted=$((40 + 2))");
        page.locator("dialog footer").getByText("Paste").click();
        page.locator("dialog").waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED));
        page.keyboard().press("Enter");
        visit.awaitHeard("pasted=42");
        visit.type("printf '\\033]52;c;%s\\007' $(printf from-there | base64)");
        page.getByText("Copied in the session.").waitFor();
    }

    @Test
    void aWrongPassphraseIsToldWhereItIsAskedForAgain(@TempDir Path folder) throws Exception {
        Path key = folder.resolve("key");
        Map<String, String> parameters = new HashMap<>(server.parameters());
        Files.writeString(key, String.valueOf(parameters.get("private-key")));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        assertEquals(
                0,
                new ProcessBuilder("ssh-keygen", "-q", "-p", "-P", "", "-N", "open sesame", "-f", key.toString())
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor());
        parameters.put("private-key", Files.readString(key));
        visit.go(visit.make("ssh", server.port(), parameters).path("path").asString());
        Page page = visit.page;
        page.locator("#asked-passphrase").fill("open barley");
        page.keyboard().press("Enter");
        page.locator("dialog").getByText("That was not right").waitFor();
        page.locator("#asked-passphrase").fill("open sesame");
        page.keyboard().press("Enter");
        visit.awaitHeard("$ ").type("echo in-$((1 + 1))").awaitHeard("in-2");
    }

    @Test
    void aLinkToASessionThatWasGivenUpSaysHowToGetAnother() {
        visit.go("/console/#/open/" + UUID.randomUUID() + "?ticket=" + "A".repeat(43));
        visit.page.getByText("was not opened in time").waitFor();
        visit.page.getByText("This link does not open anything").waitFor();
    }

    @Test
    void aChangedHostKeyIsToldWithoutBlamingTheGateway(@TempDir Path folder) throws Exception {
        Path other = folder.resolve("other");
        assertEquals(
                0,
                new ProcessBuilder("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", other.toString())
                        .start()
                        .waitFor());
        Map<String, String> parameters = new HashMap<>(server.parameters());
        parameters.put("host-key", Files.readString(folder.resolve("other.pub")).strip());
        visit.go(visit.make("ssh", server.port(), parameters).path("path").asString());
        Locator told = visit.page.locator(".overlay[role=alert]");
        told.getByText("is not the one that the connection names").waitFor();
        assertTrue(!told.innerText().contains("in the gateway"), told.innerText());
    }

    @Test
    void aServerThatDoesNotAnswerYetIsWaitedForInWords() throws Exception {
        server.freeze();
        visit.go(visit.make("ssh", server.port(), server.parameters())
                .path("path")
                .asString());
        visit.page
                .locator(".overlay")
                .getByText("Waiting for ssh 127.0.0.1:" + server.port())
                .waitFor();
        server.thaw();
        assertEquals("tube", visit.awaitWay());
        var _ = visit.awaitHeard("$ ");
    }

    @Test
    void coloursFollowTheSystemUntilOneIsChosen() {
        Page page = visitor(new Browser.NewContextOptions().setColorScheme(ColorScheme.LIGHT), 1024, 808).page;
        page.locator("#token").waitFor();
        Object light = background(page);
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        Object dark = background(page);
        assertTrue(!light.equals(dark), "both are " + dark);
        page.getByText("Colours: system").click();
        page.getByText("Colours: dark").click();
        page.getByText("Colours: light").waitFor();
        assertEquals(light, background(page));
    }

    private static Object background(Page page) {
        return page.evaluate("() => getComputedStyle(document.body).backgroundColor");
    }
}
