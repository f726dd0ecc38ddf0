package dev.tubeway.server.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.tubeway.server.desktop.VncServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Makes the pictures of docs/console.md; it runs only when it is asked for by name. See there.
class ScreenshotTour {

    @Test
    void picturesOfTheConsole(@TempDir Path folder, @TempDir Path data) throws Exception {
        Path into = Path.of(System.getProperty("tubeway.screenshots", "target/screenshots"));
        Files.createDirectories(into);
        try (Cable cable = new Cable();
                GatewayHost gateway = new GatewayHost(cable, data);
                OpenSsh server = new OpenSsh(cable, folder);
                VncServer desktop = VncServer.startAt(
                        command -> cable.atGateway(command.toArray(String[]::new)), folder, "-SecurityTypes", "None");
                Chromium chromium = new Chromium(cable, folder)) {
            Visit shell = visit(gateway, chromium, 1100, 700, ColorScheme.DARK);
            JsonNode made = shell.make("ssh", server.port(), server.parameters());
            shell.go(made.path("path").asString());
            var _ = shell.awaitWay();
            shell.awaitHeard("$ ")
                    .type("clear; cd /usr; ls -l --color; uname -sr; echo done-$((1+1))")
                    .awaitHeard("done-2");
            Visit phone = visit(gateway, chromium, 390, 780, ColorScheme.DARK);
            phone.go(phone.make("ssh", server.port(), server.parameters())
                    .path("path")
                    .asString());
            var _ = phone.awaitWay();
            phone.awaitHeard("$ ")
                    .type("clear; uptime; df -h / | cut -c1-36; echo done-$((1+1))")
                    .awaitHeard("done-2");
            phone.page.locator(".keys").evaluate("(keys) => { keys.hidden = false; }");
            phone.page.waitForTimeout(800);
            shoot(phone.page, into.resolve("phone.png"));
            shoot(shell.page, into.resolve("session.png"));
            dress(desktop);
            Visit seat = visit(gateway, chromium, 1100, 700, ColorScheme.DARK);
            seat.go(seat.make("vnc", desktop.port(), Map.of()).path("path").asString());
            var _ = seat.awaitWay();
            seat.page.waitForTimeout(3_000);
            shoot(seat.page, into.resolve("desktop.png"));
            for (ColorScheme scheme : List.of(ColorScheme.DARK, ColorScheme.LIGHT)) {
                Visit operator = visit(gateway, chromium, 1100, 700, scheme);
                operator.page.locator("#token").fill(gateway.token());
                operator.page
                        .getByText("Sign in", new Page.GetByTextOptions().setExact(true))
                        .click();
                operator.page.locator("nav").waitFor();
                if (scheme == ColorScheme.DARK) {
                    var _ = operator.ask("POST", "/v1/targets", target("db"));
                    tour(operator.page, gateway, into, Map.of("sessions", 9_000, "tubes", 30_000));
                } else {
                    tour(operator.page, gateway, into, Map.of("new", 1_500, "modules", 3_000));
                }
            }
        }
    }

    /// Puts a few windows on a desktop.
    private static void dress(VncServer desktop) throws Exception {
        var _ = desktop.run("xsetroot", "-solid", "#2f4858");
        var _ = desktop.client("xclock", "-geometry", "180x180-40+40", "-update", "1");
        var _ = desktop.client("xlogo", "-geometry", "180x180-40+260");
        var _ = desktop.client(
                "xterm",
                "-geometry",
                "84x30+40+40",
                "-fn",
                "9x15",
                "-e",
                "sh",
                "-c",
                "ls -l --color=always /usr; uname -sr; exec sleep 1000");
    }

    private static Map<String, ?> target(String name) {
        return Map.of(
                "name",
                name,
                "protocol",
                "ssh",
                "hostname",
                name + ".internal",
                "port",
                22,
                "credentials",
                Map.of("username", "me", "password", "of no use"));
    }

    private static void tour(Page page, GatewayHost gateway, Path into, Map<String, Integer> views) {
        views.forEach((view, millis) -> {
            page.navigate(gateway.url() + "/console/#/" + view);
            page.waitForTimeout(millis);
            shoot(page, into.resolve(view + ".png"));
        });
    }

    private static Visit visit(GatewayHost gateway, Chromium chromium, int width, int height, ColorScheme scheme) {
        BrowserContext context =
                chromium.profile(width, height, new Browser.NewContextOptions().setColorScheme(scheme));
        return new Visit(gateway, context.newPage());
    }

    private static void shoot(Page page, Path file) {
        page.screenshot(new Page.ScreenshotOptions().setPath(file));
    }
}
