package dev.tubeway.server.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// `/console/`: the page that operators and people at a session use, from the jar.
///
/// It needs no token: it holds no secret, and what it shows it asks for with the token or the seat of whoever sits
/// before it. Nothing that is not in the jar's folder can be asked for: names have no `..`, no `%` and no `/` of their
/// own.
///
/// Threading: any thread.
final class ConsoleRoutes {
    private static final String ROOT = "/console/";
    private static final String RESOURCES = "/dev/tubeway/server/console/";
    private static final Pattern NAME = Pattern.compile("(?:[a-z0-9][a-z0-9-]*/){0,2}[a-z0-9][a-z0-9.-]*");

    /// Scripts, styles and requests of this gateway alone; pictures of sessions are blobs that the page made.
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src blob: data:;"
                    + " connect-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "Permissions-Policy",
            "clipboard-read=(self), clipboard-write=(self), fullscreen=(self), camera=(), microphone=(), geolocation=()",
            "Cache-Control",
            "no-cache");

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "webmanifest", "application/manifest+json");

    private final Map<String, Page> pages = new ConcurrentHashMap<>();

    /// A file of the console.
    private static final class Page {
        private final byte[] bytes;
        private final String type;

        /// Its entity tag, with the quotes.
        private final String tag;

        Page(byte[] bytes, String type) {
            this.bytes = bytes;
            this.type = type;
            this.tag = ConsoleRoutes.tag(bytes);
        }
    }

    /// Whether a path belongs to the console, which needs no token.
    static boolean serves(String path) {
        return path.equals("/") || path.equals("/console") || path.startsWith(ROOT);
    }

    void start(ServerRequest request, ServerResponse response) {
        response.status(Status.FOUND_302);
        response.header(HeaderNames.LOCATION, ROOT);
        response.send();
    }

    void page(ServerRequest request, ServerResponse response) {
        send("index.html", request, response);
    }

    void file(ServerRequest request, ServerResponse response) {
        send(request.path().absolute().rawPath().substring(ROOT.length()), request, response);
    }

    private void send(String name, ServerRequest request, ServerResponse response) {
        Page page = find(name)
                .orElseThrow(
                        () -> new ProblemException(ProblemType.NOT_FOUND, "the console has no such file; see " + ROOT));
        HEADERS.forEach((header, value) -> response.header(HeaderNames.create(header), value));
        response.header(HeaderNames.ETAG, page.tag);
        if (request.headers().first(HeaderNames.IF_NONE_MATCH).orElse("").contains(page.tag)) {
            response.status(Status.NOT_MODIFIED_304).send();
            return;
        }
        response.header(HeaderNames.CONTENT_TYPE, page.type);
        response.send(page.bytes);
    }

    private Optional<Page> find(String name) {
        Page known = pages.get(name);
        if (known != null) {
            return Optional.of(known);
        }
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null || !NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        try (InputStream in = ConsoleRoutes.class.getResourceAsStream(RESOURCES + name)) {
            if (in == null) {
                return Optional.empty();
            }
            byte[] bytes = in.readAllBytes();
            Page page = new Page(bytes, type);
            pages.put(name, page);
            return Optional.of(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String tag(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return '"' + HexFormat.of().formatHex(digest, 0, 12) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
