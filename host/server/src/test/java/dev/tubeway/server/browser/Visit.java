package dev.tubeway.server.browser;

import com.microsoft.playwright.Page;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import javax.imageio.ImageIO;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A person before a page of the console.
///
/// Threading: the browser's one thread.
final class Visit {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(40);
    private static final Page.WaitForFunctionOptions PATIENTLY = new Page.WaitForFunctionOptions().setTimeout(40_000);

    private final GatewayHost gateway;
    final Page page;

    Visit(GatewayHost gateway, Page page) {
        this.gateway = gateway;
        this.page = page;
        page.navigate(gateway.url() + "/console/");
    }

    /// Asks the gateway with the operator's token, from where the browser is; the answer has `status` and `body`.
    JsonNode ask(String method, String path, Map<String, ?> body) {
        Object answer = page.evaluate(
                """
                async ([method, path, body, token]) => {
                  const response = await fetch(path, {
                    method,
                    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
                    ...(method === 'GET' || method === 'DELETE' ? {} : { body }),
                  });
                  const text = await response.text();
                  return JSON.stringify({ status: response.status, body: text ? JSON.parse(text) : null });
                }
                """, new Object[] {method, path, JsonMapper.shared().writeValueAsString(body), gateway.token()});
        return JsonMapper.shared().readTree(String.valueOf(answer));
    }

    /// Makes a session in which the text can be read, too; returns the answer's body.
    JsonNode make(String protocol, int port, Map<String, String> more) {
        Map<String, String> parameters = new HashMap<>(more);
        parameters.put("enable-pipe", "true");
        JsonNode made = ask(
                "POST",
                "/v1/sessions",
                Map.of(
                        "protocol",
                        protocol,
                        "target",
                        Map.of("hostname", "127.0.0.1", "port", port),
                        "parameters",
                        parameters));
        if (made.path("status").asInt() != 201) {
            throw new AssertionError("no session: " + made);
        }
        return made.path("body");
    }

    /// Follows a link of the gateway, as a person who was given it.
    Visit go(String path) {
        page.navigate("about:blank");
        page.navigate(gateway.url() + path);
        return this;
    }

    /// Waits until the session is to be seen, and tells which way it took.
    String awaitWay() {
        page.waitForFunction("""
                () => {
                  const overlay = document.querySelector('.overlay');
                  return overlay && (overlay.hidden || overlay.getAttribute('role') === 'alert');
                }
                """, null, PATIENTLY);
        if (page.locator(".overlay[role=alert]").count() > 0) {
            throw new AssertionError(
                    "the session is not to be seen: " + page.locator(".overlay").innerText());
        }
        return String.valueOf(page.locator(".way").getAttribute("data-way"));
    }

    /// Types a line.
    Visit type(String text) {
        page.locator(".stage").click();
        page.keyboard().type(text);
        page.keyboard().press("Enter");
        return this;
    }

    /// Waits until the pipe of the session has said something.
    Visit awaitHeard(String words) {
        try {
            page.waitForFunction("(words) => globalThis.tubewaySession?.heard.includes(words)", words, PATIENTLY);
        } catch (RuntimeException e) {
            throw new AssertionError(
                    "it was not heard: " + words + "; heard: " + heard() + "; page: "
                            + page.locator("#app").innerText(),
                    e);
        }
        return this;
    }

    String heard() {
        return String.valueOf(page.evaluate("() => globalThis.tubewaySession?.heard"));
    }

    /// What the browser shows of the session.
    BufferedImage shown() throws IOException {
        return picture(page.locator(".stage").screenshot());
    }

    /// What the gateway holds the picture to be.
    BufferedImage held(String session) throws IOException {
        Object png = page.evaluate("""
                async ([path, token]) => {
                  const response = await fetch(path, { headers: { Authorization: `Bearer ${token}` } });
                  const bytes = new Uint8Array(await response.arrayBuffer());
                  return btoa(Array.from(bytes, (one) => String.fromCharCode(one)).join(''));
                }
                """, new Object[] {"/v1/sessions/" + session + "/screen", gateway.token()});
        return picture(Base64.getDecoder().decode(String.valueOf(png)));
    }

    /// Waits until the page shows, pixel for pixel, what the gateway holds, and that is what is wanted; a cursor blinks
    /// nowhere. The pipe tells what a shell said a moment before it is drawn.
    void awaitPicture(String what, String session, Predicate<BufferedImage> wanted) throws IOException {
        awaitShown(what, shown -> wanted.test(shown) && same(shown, held(session)));
    }

    /// A look at a picture.
    interface Look {
        boolean test(BufferedImage shown) throws IOException;
    }

    /// Waits until the page shows what is wanted, whatever the gateway holds.
    void awaitShown(String what, Look wanted) throws IOException {
        for (long end = System.nanoTime() + LONGEST_WAIT.toNanos(); System.nanoTime() < end; ) {
            if (wanted.test(shown())) {
                return;
            }
            page.waitForTimeout(100);
        }
        throw new AssertionError("the page does not show it, or the gateway holds another picture: " + what);
    }

    private static boolean same(BufferedImage one, BufferedImage other) {
        int width = Math.min(one.getWidth(), other.getWidth());
        int height = Math.min(one.getHeight(), other.getHeight());
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                if ((one.getRGB(x, y) & 0xffffff) != (other.getRGB(x, y) & 0xffffff)) {
                    return false;
                }
            }
        }
        return width > 500 && height > 300;
    }

    private static BufferedImage picture(byte[] png) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(png));
    }
}
