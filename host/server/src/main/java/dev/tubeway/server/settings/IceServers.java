package dev.tubeway.server.settings;

import dev.tubeway.IceServer;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// STUN and TURN servers as one line of text: `stun:host:port`, `turn:user:password@host:port?transport=udp`, with
/// commas between. User and password are percent-encoded.
public final class IceServers {
    private IceServers() {}

    /// Errors: IllegalArgumentException that says what is right, without the password.
    public static List<IceServer> parse(String text) {
        List<IceServer> servers = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            if (!part.isBlank()) {
                servers.add(parseOne(part.strip()));
            }
        }
        return List.copyOf(servers);
    }

    private static IceServer parseOne(String text) {
        int at = text.lastIndexOf('@');
        if (at < 0) {
            return new IceServer(List.of(text), Optional.empty(), Optional.empty());
        }
        int scheme = text.indexOf(':');
        int colon = text.indexOf(':', scheme + 1);
        if (scheme < 0 || colon < 0 || colon > at) {
            throw new IllegalArgumentException("a server with a login is written turn:user:password@host:port");
        }
        return IceServer.turn(
                text.substring(0, scheme + 1) + text.substring(at + 1),
                decode(text.substring(scheme + 1, colon)),
                decode(text.substring(colon + 1, at)));
    }

    /// Writes one server per url, so that [#parse] reads the same.
    public static String format(List<IceServer> servers) {
        return write(servers, false);
    }

    /// Writes servers for people: without passwords.
    public static String display(List<IceServer> servers) {
        return write(servers, true);
    }

    private static String write(List<IceServer> servers, boolean hidden) {
        List<String> parts = new ArrayList<>();
        for (IceServer server : servers) {
            for (String url : server.urls()) {
                int scheme = url.indexOf(':');
                String login = server.username()
                        .map(user -> encode(user) + ":"
                                + (hidden ? "***" : encode(server.credential().orElse(""))) + "@")
                        .orElse("");
                parts.add(url.substring(0, scheme + 1) + login + url.substring(scheme + 1));
            }
        }
        return String.join(",", parts);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
