package dev.tubeway.server.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Debian's Chromium at the browser's end of the cable, without a window, driven by Playwright.
///
/// Threading: one thread.
/// Ownership: closing it ends the browser.
final class Chromium implements AutoCloseable {
    private static final double PATIENCE_MILLIS = 20_000;

    private final Playwright playwright;
    private final Browser browser;
    private final List<String> complaints = new ArrayList<>();

    /// @param folder for the program that enters the namespace
    /// @param more   switches of the browser
    Chromium(Cable cable, Path folder, String... more) throws IOException {
        Path program = folder.resolve("chromium-" + more.length);
        Files.writeString(
                program, "#!/bin/sh\nexec " + String.join(" ", cable.atBrowser("/usr/bin/chromium")) + " \"$@\"\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        playwright = Playwright.create(new Playwright.CreateOptions()
                .setEnv(Map.of("PLAYWRIGHT_NODEJS_PATH", node(), "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        List<String> switches = new ArrayList<>(
                List.of("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"));
        switches.addAll(List.of(more));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(program)
                        .setArgs(switches));
    }

    private static String node() throws IOException {
        for (String folder : System.getenv("PATH").split(":", -1)) {
            Path node = Path.of(folder, "node");
            if (Files.isExecutable(node)) {
                return node.toString();
            }
        }
        throw new IOException("no node on the PATH; .ci/run installs nodejs");
    }

    /// A browser profile of its own.
    ///
    /// @param options what is more to it
    BrowserContext profile(int width, int height, Browser.NewContextOptions options) {
        BrowserContext context = browser.newContext(options.setIgnoreHTTPSErrors(true)
                .setViewportSize(width, height)
                .setPermissions(List.of("clipboard-read", "clipboard-write")));
        context.setDefaultTimeout(PATIENCE_MILLIS);
        context.onWebError(error -> complaints.add(error.error()));
        context.onConsoleMessage(message -> {
            if (message.text().contains("Content Security Policy")) {
                complaints.add(message.text());
            }
        });
        return context;
    }

    Page page() {
        return profile(1024, 808, new Browser.NewContextOptions()).newPage();
    }

    /// Closes every profile.
    void leave() {
        List.copyOf(browser.contexts()).forEach(BrowserContext::close);
    }

    /// Errors of pages' scripts, and what the content security policy kept from them.
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
