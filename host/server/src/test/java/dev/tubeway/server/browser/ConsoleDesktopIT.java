package dev.tubeway.server.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tubeway.server.desktop.VncServer;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A desktop in the browser: Chromium on one host, the gateway and TigerVNC on another, a cable between them.
class ConsoleDesktopIT {

    @Test
    void aDesktopOverATubeIsSeenTypedIntoAndFollowsTheWindow(@TempDir Path data, @TempDir Path folder)
            throws Exception {
        Path typed = folder.resolve("typed");
        try (var ground = new Ground(data);
                var server = VncServer.startAt(
                        command -> ground.cable.atGateway(command.toArray(String[]::new)),
                        folder,
                        "-geometry",
                        "900x600",
                        "-SecurityTypes",
                        "None")) {
            // A green wall, until a line was typed; then it is blue.
            var _ = server.client(
                    "xterm",
                    "-geometry",
                    "300x100+0+0",
                    "-e",
                    "sh",
                    "-c",
                    "printf '\\033[?25l\\033[H\\033[42m\\033[2J'; read -r line; echo \"$line\" >" + typed
                            + "; printf '\\033[?25l\\033[H\\033[44m\\033[2J'; exec sleep 1000");
            var visit = new Visit(ground.gateway, ground.chromium.page());
            JsonNode made = visit.make("vnc", server.port(), Map.of());
            String id = made.path("sessionId").asString();
            visit.go(made.path("path").asString());
            assertEquals("tube", visit.awaitWay());
            visit.awaitPicture("a green wall", id, shown -> isWall(shown, 8));

            visit.type("hello wörld");
            visit.awaitPicture("a blue wall", id, shown -> isWall(shown, 0));
            assertEquals("hello wörld\n", Files.readString(typed));

            visit.page.setViewportSize(700, 508);
            visit.page.waitForFunction("() => globalThis.tubewaySession.display.getWidth() === 700");
            visit.awaitPicture("the smaller desktop", id, shown -> shown.getWidth() >= 700 && isWall(shown, 0));
            ground.chromium.leave();
            assertEquals("[]", ground.chromium.complaints().toString());
        }
    }

    /// Whether all along a line, one colour is much stronger than the two others.
    private static boolean isWall(BufferedImage shown, int shift) {
        return IntStream.range(40, 400).allMatch(x -> {
            int pixel = shown.getRGB(x, 300) & 0xffffff;
            int others = pixel & ~(0xff << shift);
            return (pixel >> shift & 0xff) > 0xb0 && (others & 0xe0e0e0) == 0;
        });
    }
}
